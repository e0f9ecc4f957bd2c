package io.roadstead.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * What one installation of a size cost.
 *
 * @param tasks that were started and ran at once
 * @param call what started them
 * @param connectSeconds from the start of the agents' process until all sessions stood
 * @param startSeconds from the call until every task was RUNNING, and told to be
 * @param serverCpuSeconds processor time of the server meanwhile
 * @param agentsCpuSeconds the same of all agents together
 * @param idleMib resident memory of the server with its agents connected, before the first task
 * @param residentMib the same with all tasks running
 * @param rollingSeconds from an update that replaces every task until it was told COMPLETED; absent where there is no room
 */
record ScaleResult(
        int tasks,
        int agents,
        String call,
        double connectSeconds,
        double startSeconds,
        double serverCpuSeconds,
        double agentsCpuSeconds,
        double idleMib,
        double residentMib,
        @Nullable Double rollingSeconds) {
    double startsPerSecond() {
        return tasks / startSeconds;
    }

    ObjectNode json() {
        ObjectNode node = Client.input()
                .put("tasks", tasks)
                .put("agents", agents)
                .put("call", call)
                .put("connectSeconds", connectSeconds)
                .put("startSeconds", startSeconds)
                .put("startsPerSecond", startsPerSecond())
                .put("serverCpuSeconds", serverCpuSeconds)
                .put("agentsCpuSeconds", agentsCpuSeconds)
                .put("idleMib", idleMib)
                .put("residentMib", residentMib);
        if (rollingSeconds != null) {
            node.put("rollingSeconds", rollingSeconds);
        }
        return node;
    }

    static ScaleResult read(JsonNode node) {
        return new ScaleResult(
                node.path("tasks").asInt(),
                node.path("agents").asInt(),
                node.path("call").asText(),
                node.path("connectSeconds").asDouble(),
                node.path("startSeconds").asDouble(),
                node.path("serverCpuSeconds").asDouble(),
                node.path("agentsCpuSeconds").asDouble(),
                node.path("idleMib").asDouble(),
                node.path("residentMib").asDouble(),
                node.has("rollingSeconds") ? node.path("rollingSeconds").asDouble() : null);
    }
}
