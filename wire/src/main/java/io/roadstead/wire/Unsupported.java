package io.roadstead.wire;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Refuses what is not built yet by its name, so that nothing a caller asks for is accepted and forgotten. Members that
 * say nothing (empty lists, {@code false}) pass.
 */
public final class Unsupported {
    private Unsupported() {}

    /**
     * @param where for the message, for example {@code containerDefinitions}
     * @throws AwsException naming the first member that is set and not in {@code supported}
     */
    public static void refuseOthers(SdkPojo request, Set<String> supported, String where) {
        for (SdkField<?> field : request.sdkFields()) {
            if (!supported.contains(field.memberName()) && says(field.getValueOrDefault(request))) {
                throw member(where.isEmpty() ? field.memberName() : where + "." + field.memberName());
            }
        }
    }

    /** The refusal of one member. */
    public static AwsException member(String name) {
        return AwsException.unsupportedFeature("Roadstead does not support " + name
                + " yet. Leave it out; the README's table says what works and what is to come.");
    }

    private static boolean says(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Boolean flag -> flag;
            case Collection<?> collection -> !collection.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            case SdkPojo nested -> nested.sdkFields().stream().anyMatch(field -> says(field.getValueOrDefault(nested)));
            case Object other -> true;
        };
    }
}
