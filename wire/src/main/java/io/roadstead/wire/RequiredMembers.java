package io.roadstead.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/**
 * Which members a service's requests must have. The SDK's classes do not tell, so it comes from a committed table, for
 * example {@code ecs-required-members.txt}: one line per shape, its name and then its required members.
 */
public final class RequiredMembers {
    /** Nothing is required. */
    public static final RequiredMembers NONE = new RequiredMembers(Map.of(), RequiredMembers::missing);

    private final Map<String, List<String>> table;
    private final Function<String, AwsException> refusal;
    private final Map<Class<?>, Check> checks = new ConcurrentHashMap<>();

    private RequiredMembers(Map<String, List<String>> table, Function<String, AwsException> refusal) {
        this.table = table;
        this.refusal = refusal;
    }

    /**
     * The table of a service.
     *
     * @param lines as committed
     * @param refusal the service's own answer to a request without a member; given its path, for example
     *     {@code containerDefinitions[1].name}
     */
    public static RequiredMembers of(List<String> lines, Function<String, AwsException> refusal) {
        Map<String, List<String>> table = new HashMap<>();
        lines.stream()
                .map(line -> Arrays.asList(line.split(" ")))
                .forEach(words -> table.put(words.getFirst(), List.copyOf(words.subList(1, words.size()))));
        return new RequiredMembers(Map.copyOf(table), refusal);
    }

    /** ECS's own text for a missing desired count is {@code DesiredCount is missing}. Source: ecs-behaviour 1.1. */
    static AwsException missing(String path) {
        return AwsException.invalidParameter(
                path.substring(0, 1).toUpperCase(Locale.ROOT) + path.substring(1) + " is missing");
    }

    /** The shapes that have required members. */
    public Set<String> shapes() {
        return table.keySet();
    }

    /** The required members of a shape, none when it is not in the table. */
    public List<String> of(String shape) {
        return table.getOrDefault(shape, List.of());
    }

    /**
     * Refuses a request in which a required member is absent, at any depth.
     *
     * @throws AwsException in the service's own words, naming the first missing member
     */
    public void check(SdkPojo request) {
        String missing = firstMissing(request);
        if (missing != null) {
            throw refusal.apply(missing);
        }
    }

    private @Nullable String firstMissing(SdkPojo value) {
        Check check = checks.get(value.getClass());
        if (check == null) {
            check = compile(value);
            checks.put(value.getClass(), check);
        }
        for (SdkField<?> field : check.required()) {
            if (isAbsent(field.getValueOrDefault(value))) {
                return field.locationName();
            }
        }
        for (SdkField<?> field : check.nested()) {
            Object held = field.getValueOrDefault(value);
            String missing = isAbsent(held) ? null : firstMissingIn(held, field.locationName());
            if (missing != null) {
                return missing;
            }
        }
        return null;
    }

    private @Nullable String firstMissingIn(Object value, String path) {
        return switch (value) {
            case SdkPojo structure -> {
                String missing = firstMissing(structure);
                yield missing == null ? null : path + "." + missing;
            }
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    String missing = firstMissingIn(list.get(i), path + "[" + i + "]");
                    if (missing != null) {
                        yield missing;
                    }
                }
                yield null;
            }
            case Map<?, ?> map -> {
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    String missing = firstMissingIn(entry.getValue(), path + "." + entry.getKey());
                    if (missing != null) {
                        yield missing;
                    }
                }
                yield null;
            }
            default -> null;
        };
    }

    private static boolean isAbsent(@Nullable Object value) {
        return value == null || value instanceof SdkAutoConstructList || value instanceof SdkAutoConstructMap;
    }

    /** The fields of one class that must be there, and those that hold structures to look into. */
    private record Check(List<SdkField<?>> required, List<SdkField<?>> nested) {}

    private Check compile(SdkPojo value) {
        List<String> names = of(value.getClass().getSimpleName());
        List<SdkField<?>> required = new ArrayList<>();
        List<SdkField<?>> nested = new ArrayList<>();
        for (SdkField<?> field : value.sdkFields()) {
            if (names.contains(field.locationName())) {
                required.add(field);
            }
            if (holdsStructures(field)) {
                nested.add(field);
            }
        }
        return new Check(List.copyOf(required), List.copyOf(nested));
    }

    private static boolean holdsStructures(SdkField<?> field) {
        MarshallingType<?> type = field.marshallingType();
        if (type == MarshallingType.LIST) {
            return holdsStructures(field.getRequiredTrait(ListTrait.class).memberFieldInfo());
        }
        if (type == MarshallingType.MAP) {
            return holdsStructures(field.getRequiredTrait(MapTrait.class).valueFieldInfo());
        }
        return type == MarshallingType.SDK_POJO;
    }
}
