package io.roadstead.core.name;

import io.roadstead.core.Rejected;
import io.roadstead.core.model.Scope;
import java.util.List;
import java.util.function.Supplier;

/**
 * The resource part of an ECS ARN of one's own account and region: {@code arn:aws:ecs:R:A:task/default/3f...} is type
 * {@code task} with path {@code [default, 3f...]}.
 */
record EcsArn(String type, List<String> path) {
    private static final int PARTS = 6;

    static boolean looksLikeOne(String text) {
        return text.startsWith("arn:");
    }

    /**
     * Reads an ARN and insists on type, account and region.
     *
     * @param wrong what to answer when the text is no ARN of that type
     */
    static EcsArn parse(String text, Scope scope, String type, Supplier<Rejected> wrong) {
        String[] parts = text.split(":", PARTS);
        if (parts.length < PARTS || !parts[1].startsWith("aws") || !parts[2].equals("ecs")) {
            throw wrong.get();
        }
        String[] resource = parts[5].split("/", -1);
        if (!resource[0].equals(type) || resource.length < 2) {
            throw wrong.get();
        }
        if (!parts[3].equals(scope.region())) {
            // Source: aws/amazon-ecs-cli issue 821 quotes this answer of ECS.
            throw Rejected.invalidParameter("Invalid Region in ARN");
        }
        if (!parts[4].equals(scope.account())) {
            throw Rejected.invalidParameter(
                    "Invalid Account in ARN: it names " + parts[4] + ", your account is " + scope.account());
        }
        return new EcsArn(type, List.of(resource).subList(1, resource.length));
    }
}
