package io.roadstead.doctor.facts;

import io.roadstead.doctor.facts.LogFact.State;
import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the logs of some tasks: of each service or family the newest that runs and the newest that ended by itself. So
 * it needs few calls, and the others of their kind say the same.
 */
final class LogCollector {
    /** Containers whose logs are looked at in one cluster. */
    static final int CONTAINERS = 100;
    /** Lines of a container that ended. */
    static final int LINES = 20;

    private static final String AWSLOGS = "awslogs";
    private static final String MISSING = "ResourceNotFoundException";

    private final Collector.LogsApi api;
    private final String ecsRegion;
    private final Set<String> refused = new LinkedHashSet<>();

    /** @param ecsRegion where a definition that names no region sends its lines */
    LogCollector(Collector.LogsApi api, String ecsRegion) {
        this.api = api;
        this.ecsRegion = ecsRegion;
    }

    List<LogFact> look(List<TaskFact> tasks, Map<String, DefinitionFact> definitions, List<String> unseen) {
        List<LogFact> facts = new ArrayList<>();
        int left = 0;
        for (TaskFact task : chosen(tasks)) {
            DefinitionFact definition = definitions.get(task.definitionArn());
            for (ContainerFact container : task.containers()) {
                DefinitionFact.Container defined = definition == null ? null : definition.container(container.name());
                if (defined == null || !defined.logDriver().equals(AWSLOGS)) {
                    continue;
                }
                if (facts.size() == CONTAINERS) {
                    left++;
                    continue;
                }
                LogFact fact = fact(task, container, defined);
                if (fact != null) {
                    facts.add(fact);
                }
            }
        }
        if (left > 0) {
            unseen.add("the logs of " + left + " containers");
        }
        refused.forEach(why -> unseen.add("logs: " + why));
        return facts;
    }

    /** The newest task of each group that runs, and the newest that ended by itself. */
    private static List<TaskFact> chosen(List<TaskFact> tasks) {
        List<TaskFact> newestFirst = new ArrayList<>(tasks);
        newestFirst.sort(Comparator.comparing(TaskFact::createdAt, Comparator.nullsFirst(Comparator.naturalOrder()))
                .reversed());
        Set<String> seen = new HashSet<>();
        return newestFirst.stream()
                .filter(task ->
                        task.lastStatus().equals("RUNNING") || task.stopCode().equals("EssentialContainerExited"))
                .filter(task -> seen.add(task.group() + " " + task.definitionArn() + " " + task.lastStatus()))
                .toList();
    }

    /** Absent when it may not be looked at. */
    private @Nullable LogFact fact(TaskFact task, ContainerFact container, DefinitionFact.Container defined) {
        String group = defined.logOptions().getOrDefault("awslogs-group", "");
        String region = defined.logOptions().getOrDefault("awslogs-region", ecsRegion);
        String stream = stream(task, container, defined.logOptions());
        if (group.isEmpty() || stream.isEmpty()) {
            return null;
        }
        try {
            List<String> lines = new ArrayList<>();
            State state = task.stopped() ? ended(region, group, stream, lines) : running(region, group, stream);
            return new LogFact(task.arn(), container.name(), group, region, stream, state, lines);
        } catch (ApiError error) {
            refused.add(group + " in " + region + ": " + error.type() + ": " + error.getMessage());
            return null;
        }
    }

    /** As the driver calls it: {@code PREFIX/CONTAINER/TASK}, without a prefix by the id of the engine's container. */
    private static String stream(TaskFact task, ContainerFact container, Map<String, String> options) {
        String prefix = options.getOrDefault("awslogs-stream-prefix", "");
        return prefix.isEmpty() ? container.runtimeId() : prefix + "/" + container.name() + "/" + task.id();
    }

    private State ended(String region, String group, String stream, List<String> lines) {
        try {
            api.call(region, "GetLogEvents", ofStream(group, stream).put("limit", LINES))
                    .path("events")
                    .forEach(event -> lines.add(event.path("message").text().stripTrailing()));
            return lines.isEmpty() ? State.EMPTY : State.WRITTEN;
        } catch (ApiError error) {
            if (error.type().equals(MISSING)) {
                return State.NO_STREAM;
            }
            throw error;
        }
    }

    private State running(String region, String group, String stream) {
        Json streams;
        try {
            streams = api.call(
                    region,
                    "DescribeLogStreams",
                    Json.object()
                            .put("logGroupName", group)
                            .put("logStreamNamePrefix", stream)
                            .put("limit", 1));
        } catch (ApiError error) {
            if (error.type().equals(MISSING)) {
                return State.NO_GROUP;
            }
            throw error;
        }
        Json found = streams.path("logStreams").first();
        if (!found.path("logStreamName").text().equals(stream)) {
            return State.NO_STREAM;
        }
        if (found.has("firstEventTimestamp")) {
            return State.WRITTEN;
        }
        // The stream's own times come late; the events themselves are there at once.
        return ended(region, group, stream, new ArrayList<>());
    }

    private static Json ofStream(String group, String stream) {
        return Json.object().put("logGroupName", group).put("logStreamName", stream);
    }
}
