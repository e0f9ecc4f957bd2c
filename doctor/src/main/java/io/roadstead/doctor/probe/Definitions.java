package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ServiceFact;
import io.roadstead.doctor.facts.TaskFact;

/** How a fix changes a task definition: a new revision made from the old one, and whatever uses it moved there. */
final class Definitions {
    /** What DescribeTaskDefinition tells and RegisterTaskDefinition does not take. */
    private static final String TOLD_ONLY = "del(.taskDefinitionArn, .revision, .status, .requiresAttributes,"
            + " .compatibilities, .registeredAt, .registeredBy, .deregisteredAt)";

    private Definitions() {}

    /**
     * One command line that registers a changed copy of the task's definition and starts it in the place of what failed.
     *
     * @param jq what to change, as a filter of jq
     */
    static String change(TaskFact task, String jq) {
        return change(task.definition(), jq) + " && " + again(task);
    }

    static String change(String definition, String jq) {
        return "aws ecs register-task-definition --cli-input-json \"$(aws ecs describe-task-definition"
                + " --task-definition " + Commands.quoted(definition)
                + " --query taskDefinition --output json | jq '" + jq + " | " + TOLD_ONLY + "')\"";
    }

    /** A filter of jq that changes one container of the definition. */
    static String container(String name, String change) {
        return ".containerDefinitions |= map(if .name == \"" + name + "\" then " + change + " else . end)";
    }

    /** The same of a definition that a service uses. */
    static String change(ServiceFact service, String definition, String jq) {
        return change(definition, jq) + " && "
                + Commands.updateService(service.cluster(), service.name(), "--task-definition " + family(definition));
    }

    /** Starts the newest revision of the family where the task ran. */
    static String again(TaskFact task) {
        String family = family(task.definition());
        if (!task.service().isEmpty()) {
            return Commands.updateService(task.cluster(), task.service(), "--task-definition " + family);
        }
        return "aws ecs run-task --cluster " + Commands.quoted(task.cluster()) + " --task-definition " + family;
    }

    /** Replaces a task that runs by one of the same revision. */
    static String anew(TaskFact task) {
        if (!task.service().isEmpty()) {
            return Commands.updateService(task.cluster(), task.service(), "--force-new-deployment");
        }
        return "aws ecs run-task --cluster " + Commands.quoted(task.cluster()) + " --task-definition "
                + Commands.quoted(task.definition());
    }

    static String family(String definition) {
        int colon = definition.lastIndexOf(':');
        return Commands.quoted(colon < 0 ? definition : definition.substring(0, colon));
    }
}
