package io.roadstead.doctor.probe;

/** Lines of the AWS CLI as they stand in fixes. */
final class Commands {
    /** On the container instance. */
    static final String RESTART_AGENT = "{ systemctl restart roadstead-agent || systemctl restart ecs; }";

    private Commands() {}

    static String updateService(String cluster, String service, String options) {
        return "aws ecs update-service --cluster " + quoted(cluster) + " --service " + quoted(service) + " " + options;
    }

    static String describeDefinition(String definition) {
        return "aws ecs describe-task-definition --task-definition " + quoted(definition)
                + " --query taskDefinition > definition.json";
    }

    /**
     * On the container instance: sets variables of the agent and restarts it, ours or the amazon-ecs-agent, whichever is
     * there. What the file says of other variables stays.
     *
     * @param assignments {@code NAME=VALUE}
     */
    static String agentVariables(String... assignments) {
        StringBuilder line = new StringBuilder("mkdir -p /etc/ecs && touch /etc/ecs/ecs.config && sed -i '");
        for (String each : assignments) {
            line.append("/^").append(each, 0, each.indexOf('=') + 1).append("/d;");
        }
        line.setLength(line.length() - 1);
        line.append("' /etc/ecs/ecs.config && printf '%s\\n'");
        for (String each : assignments) {
            line.append(' ').append(quoted(each));
        }
        return line.append(" >> /etc/ecs/ecs.config && ").append(RESTART_AGENT).toString();
    }

    /** In quotes where the shell would read more into it than the text. */
    static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:@=+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
