package io.roadstead.core.name;

import io.roadstead.core.Rejected;
import io.roadstead.core.model.Scope;
import java.util.regex.Pattern;

/** The id of a task or container instance: 32 hexadecimal digits, or a UUID in the old short ARNs. */
final class ResourceId {
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{32}");
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

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
        Rejected invalid = Rejected.invalidParameter(noun + " Identifier is invalid");
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
            default -> throw invalid;
        };
    }

    private static String checked(String id, String member, String noun) {
        if (id.length() != 32 && id.length() != 36) {
            // Source: ecs-behaviour 1.5.
            throw Rejected.invalidParameter(member + " length should be one of [32,36]");
        }
        if (!HEX.matcher(id).matches() && !UUID.matcher(id).matches()) {
            throw Rejected.invalidParameter(noun + " Identifier is invalid");
        }
        return id;
    }
}
