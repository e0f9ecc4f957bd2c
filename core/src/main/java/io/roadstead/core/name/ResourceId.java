package io.roadstead.core.name;

import io.roadstead.core.Rejected;
import io.roadstead.core.model.Scope;
import java.util.function.Supplier;

/** The id of a task or container instance: 32 hexadecimal digits, or a UUID in the old short ARNs. */
final class ResourceId {
    private static final int DIGITS = 32;
    private static final int UUID_LENGTH = 36;

    private ResourceId() {}

    /**
     * @param type the ARN's resource type
     * @param member how ECS calls the id in its errors
     * @param noun how ECS calls the thing in its errors
     */
    static String parse(String text, Scope scope, String cluster, String type, String member, String noun) {
        if (!EcsArn.looksLikeOne(text)) {
            return checked(text, member, noun);
        }
        // Source: aws/aws-sdk-js issue 1466 quotes "Task Identifier is invalid".
        Supplier<Rejected> invalid = () -> Rejected.invalidParameter(noun + " Identifier is invalid");
        EcsArn arn = EcsArn.parse(text, scope, type, invalid);
        return switch (arn.path().size()) {
            case 1 -> checked(arn.path().getFirst(), member, noun);
            case 2 -> {
                String named = arn.path().getFirst();
                if (!named.equals(cluster)) {
                    // Source: ecs-behaviour 1.5.
                    throw Rejected.invalidParameter(
                            "Invalid identifier: Identifier is for cluster " + named + ". Your cluster is " + cluster);
                }
                yield checked(arn.path().getLast(), member, noun);
            }
            default -> throw invalid.get();
        };
    }

    private static String checked(String id, String member, String noun) {
        if (id.length() != DIGITS && id.length() != UUID_LENGTH) {
            // Source: ecs-behaviour 1.5.
            throw Rejected.invalidParameter(member + " length should be one of [32,36]");
        }
        if (!isOne(id)) {
            throw Rejected.invalidParameter(noun + " Identifier is invalid");
        }
        return id;
    }

    /** By hand, for a DescribeTasks asks this of a hundred ids, and a pattern takes longer than all else about them. */
    private static boolean isOne(String id) {
        boolean uuid = id.length() == UUID_LENGTH;
        for (int i = 0; i < id.length(); i++) {
            boolean dash = uuid && (i == 8 || i == 13 || i == 18 || i == 23);
            if (dash ? id.charAt(i) != '-' : !isHex(id.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHex(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
}
