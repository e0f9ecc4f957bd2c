package io.roadstead.doctor.probe;

/** Lines of the AWS CLI as they stand in fixes. */
final class Commands {
    private Commands() {}

    static String updateService(String cluster, String service, String options) {
        return "aws ecs update-service --cluster " + quoted(cluster) + " --service " + quoted(service) + " " + options;
    }

    static String describeDefinition(String definition) {
        return "aws ecs describe-task-definition --task-definition " + quoted(definition)
                + " --query taskDefinition > definition.json";
    }

    /** In quotes where the shell would read more into it than the text. */
    static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:@=+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
