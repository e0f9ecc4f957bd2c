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
     * On the container instance: sets a variable of the agent and restarts it, ours or the amazon-ecs-agent, whichever is
     * there. What the file says of other variables stays.
     */
    static String agentVariable(String name, String value) {
        return "mkdir -p /etc/ecs && touch /etc/ecs/ecs.config && sed -i '/^" + name
                + "=/d' /etc/ecs/ecs.config && echo " + quoted(name + "=" + value) + " >> /etc/ecs/ecs.config && "
                + RESTART_AGENT;
    }

    /** In quotes where the shell would read more into it than the text. */
    static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:@=+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
