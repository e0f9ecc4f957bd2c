package io.roadstead.core.definition;

import io.roadstead.core.Rejected;
import io.roadstead.core.definition.FetchedDraft.FileDraft;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which files of variables a container may name. Whether they are there is found out when a task starts.
 *
 * <p>Source: ecs-behaviour 10.2; of ECS's own words for these refusals none are known.
 */
final class EnvironmentFileRules {
    static final int LIMIT = 10;
    static final String ROLE_MISSING =
            "When you are specifying environment files, you must also specify a value for 'executionRoleArn'.";

    private static final String TYPE = "s3";
    private static final String EXTENSION = ".env";
    private static final Pattern ARN = Pattern.compile("arn:aws[a-z-]*:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/.+");

    private EnvironmentFileRules() {}

    /** The ARNs in the order given. */
    static List<String> read(String container, List<FileDraft> drafts) {
        if (drafts.size() > LIMIT) {
            throw Rejected.client("Container '" + container + "' has " + drafts.size()
                    + " environmentFiles. A container can have at most " + LIMIT + ".");
        }
        List<String> arns = new ArrayList<>();
        for (FileDraft draft : drafts) {
            if (!TYPE.equals(draft.type())) {
                throw Rejected.client("The type of an environment file of container '" + container + "' must be " + TYPE
                        + ", and is '" + draft.type() + "'.");
            }
            String arn = draft.value();
            if (arn == null || !ARN.matcher(arn).matches()) {
                throw Rejected.client("The environment file '" + arn + "' of container '" + container
                        + "' must be named by the ARN of an Amazon S3 object, such as"
                        + " arn:aws:s3:::bucket/name.env.");
            }
            if (!arn.endsWith(EXTENSION)) {
                throw Rejected.client("The environment file '" + arn + "' of container '" + container
                        + "' must have the file extension " + EXTENSION + ".");
            }
            arns.add(arn);
        }
        return List.copyOf(arns);
    }
}
