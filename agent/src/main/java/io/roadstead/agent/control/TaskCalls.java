package io.roadstead.agent.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.agent.metadata.ControlPlane;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls of the ECS API on behalf of a task's containers, signed with the agent's credentials. */
public final class TaskCalls implements ControlPlane {
    /** Shorter than a container waits for its agent. Source: agent-protocol 5.2. */
    private static final Duration LIMIT = Duration.ofSeconds(4);

    private static final int TIMED_OUT = 504;
    private static final int SERVER_ERROR = 500;

    private final ControlApi api;
    private final String cluster;

    public TaskCalls(ControlApi api, String cluster) {
        this.api = api;
        this.cluster = cluster;
    }

    @Override
    public Protection protection(String taskArn) throws InterruptedException {
        ObjectNode input = ControlApi.input().put("cluster", cluster);
        input.putArray("tasks").add(taskArn);
        return protection("GetTaskProtection", input);
    }

    @Override
    public Protection protect(String taskArn, boolean enabled, @Nullable Long minutes) throws InterruptedException {
        ObjectNode input = ControlApi.input().put("cluster", cluster).put("protectionEnabled", enabled);
        if (minutes != null) {
            input.put("expiresInMinutes", minutes);
        }
        input.putArray("tasks").add(taskArn);
        return protection("UpdateTaskProtection", input);
    }

    @Override
    public TagsAnswer tags(String arn) throws InterruptedException {
        try {
            JsonNode answer = api.call("ListTagsForResource", ControlApi.input().put("resourceArn", arn), LIMIT);
            Map<String, String> tags = new HashMap<>();
            answer.path("tags")
                    .forEach(tag ->
                            tags.put(tag.path("key").asText(), tag.path("value").asText("")));
            return new TagsAnswer.Known(tags);
        } catch (ApiFault fault) {
            return new TagsAnswer.Refused(refusal(fault, String.valueOf(fault.getMessage())));
        }
    }

    private Protection protection(String operation, ObjectNode input) throws InterruptedException {
        JsonNode answer;
        try {
            answer = api.call(operation, input, LIMIT);
        } catch (ApiFault fault) {
            return new Protection.Refused(
                    fault.errorType().equals(ApiFault.TIMED_OUT)
                            ? new Refusal(
                                    "RequestCanceled", "Timed out calling ECS Task Protection API", TIMED_OUT, null)
                            : refusal(fault, fault.words()));
        }
        JsonNode failures = answer.path("failures");
        JsonNode tasks = answer.path("protectedTasks");
        if (failures.size() == 1) {
            JsonNode failure = failures.path(0);
            return new Protection.Failed(text(failure, "arn"), text(failure, "reason"), text(failure, "detail"));
        }
        if (!failures.isEmpty() || tasks.size() != 1) {
            return new Protection.Refused(
                    new Refusal("ServerException", "Unexpected error occurred", SERVER_ERROR, null));
        }
        JsonNode task = tasks.path(0);
        JsonNode expires = task.path("expirationDate");
        return new Protection.Known(
                task.path("taskArn").asText(),
                task.path("protectionEnabled").asBoolean(),
                expires.isNumber()
                        ? Instant.ofEpochMilli(
                                expires.decimalValue().movePointRight(3).longValue())
                        : null);
    }

    private static Refusal refusal(ApiFault fault, String message) {
        boolean answered = fault.status() != 0;
        return new Refusal(
                answered ? fault.errorType() : "ServerException",
                message,
                answered ? fault.status() : SERVER_ERROR,
                fault.requestId());
    }

    private static @Nullable String text(JsonNode node, String name) {
        return node.hasNonNull(name) ? node.path(name).asText() : null;
    }
}
