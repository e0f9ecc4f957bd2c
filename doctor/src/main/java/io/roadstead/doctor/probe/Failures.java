package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.DeploymentFact;
import io.roadstead.doctor.facts.EventFact;
import io.roadstead.doctor.facts.ServiceFact;
import io.roadstead.doctor.facts.TaskFact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which stopped tasks still matter. A task that failed an hour ago and was replaced by one that runs is history:
 *
 * <ul>
 *   <li>of a service, those of deployments that are still there, that stopped after the service was last steady;
 *   <li>started by hand, when no later task of the same group went better.
 * </ul>
 */
final class Failures {
    static final String STEADY = "has reached a steady state.";

    private Failures() {}

    /** The stopped tasks that matter, newest first, by what they were started for: a service's name or a family. */
    static Map<String, List<TaskFact>> byGroup(ClusterFacts facts) {
        Map<String, List<TaskFact>> groups = new LinkedHashMap<>();
        List<TaskFact> stopped =
                new ArrayList<>(facts.tasks().stream().filter(TaskFact::stopped).toList());
        stopped.sort(Comparator.comparing(Failures::stoppedAt).reversed());
        for (TaskFact task : stopped) {
            if (matters(task, facts)) {
                groups.computeIfAbsent(task.group(), group -> new ArrayList<>()).add(task);
            }
        }
        return groups;
    }

    private static boolean matters(TaskFact task, ClusterFacts facts) {
        if (task.service().isEmpty()) {
            return facts.tasks().stream().noneMatch(other -> wentBetter(other, task));
        }
        ServiceFact service = facts.service(task.service());
        return service != null
                && service.deployments().stream().anyMatch(deployment -> started(deployment, task))
                && stoppedAt(task).isAfter(lastSteady(service));
    }

    static boolean started(DeploymentFact deployment, TaskFact task) {
        return deployment.id().equals(task.startedBy());
    }

    /** A later task of the same group that runs, or ran to its end without an error. */
    private static boolean wentBetter(TaskFact other, TaskFact failed) {
        if (!other.group().equals(failed.group()) || !after(other.createdAt(), failed.createdAt())) {
            return false;
        }
        return other.lastStatus().equals("RUNNING") || (other.stopped() && (endedWell(other) || stoppedOnWish(other)));
    }

    /** Every container ran, and those whose end is known ended with 0. */
    static boolean endedWell(TaskFact task) {
        return task.startedAt() != null
                && task.containers().stream()
                        .allMatch(container -> container.exitCode() == null || container.exitCode() == 0);
    }

    /** It ran until somebody wanted it to end; the exit code is then only how the program takes SIGTERM. */
    private static boolean stoppedOnWish(TaskFact task) {
        return task.startedAt() != null && task.stopCode().equals("UserInitiated");
    }

    /** When the service was last told to be steady; the beginning of time when it never was. */
    static Instant lastSteady(ServiceFact service) {
        return service.events().stream()
                .filter(event -> event.message().endsWith(STEADY))
                .map(EventFact::at)
                .filter(at -> at != null)
                .findFirst()
                .orElse(Instant.EPOCH);
    }

    /** The events since the service was last steady, newest first. */
    static List<EventFact> sinceSteady(ServiceFact service) {
        return service.events().stream()
                .takeWhile(event -> !event.message().endsWith(STEADY))
                .toList();
    }

    static Instant stoppedAt(TaskFact task) {
        return task.stoppedAt() == null ? Instant.EPOCH : task.stoppedAt();
    }

    private static boolean after(@Nullable Instant later, @Nullable Instant earlier) {
        return later != null && earlier != null && later.isAfter(earlier);
    }
}
