package io.roadstead.agent.engine;

import io.roadstead.core.model.ContainerStatus;
import io.roadstead.core.model.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the control plane is to hear next of a task: the difference between what is known and what it acknowledged.
 *
 * <p>Source: agent-protocol 3.2. A task that ran and stopped before anything was told is told twice, RUNNING and then
 * STOPPED, so that nobody takes it for one that failed to start. News of single containers goes out at once while the
 * task runs (the original waits 10 to 30 s), and after a short wait while it is pending, since the task's own news
 * usually follows and then carries them.
 */
final class Reports {
    /** The limit of ids and digests in characters. Source: agent-protocol 3.1. */
    private static final int MAX_ID = 255;

    private Reports() {}

    /** The next report, if it is time for one; keeps note of when waiting news first came up. */
    static Optional<TaskReport> next(TaskDraft task, Duration containerReportDelay, Instant now) {
        if (task.inFlight != null || task.told == TaskStatus.STOPPED) {
            return Optional.empty();
        }
        if (task.runningAt != null && task.told.compareTo(TaskStatus.RUNNING) < 0) {
            return Optional.of(report(task, TaskStatus.RUNNING));
        }
        TaskStatus status = task.status();
        if (status == TaskStatus.STOPPED) {
            return Optional.of(report(task, TaskStatus.STOPPED));
        }
        if (task.containers.stream()
                .noneMatch(c -> !c.spec.internal() && c.status().compareTo(c.told) > 0)) {
            task.untoldSince = null;
            return Optional.empty();
        }
        if (status == TaskStatus.RUNNING) {
            return Optional.of(report(task, TaskStatus.RUNNING));
        }
        if (task.untoldSince == null) {
            task.untoldSince = now;
        }
        return now.isBefore(task.untoldSince.plus(containerReportDelay))
                ? Optional.empty()
                : Optional.of(report(task, TaskStatus.PENDING));
    }

    /** Notes that the control plane has heard this. */
    static void heard(TaskDraft task, TaskReport report) {
        if (report.status().compareTo(task.told) > 0) {
            task.told = report.status();
        }
        for (ContainerReport entry : report.containers()) {
            for (ContainerDraft container : task.containers) {
                if (container.spec.name().equals(entry.name()) && entry.status().compareTo(container.told) > 0) {
                    container.told = entry.status();
                }
            }
        }
        task.untoldSince = null;
    }

    private static TaskReport report(TaskDraft task, TaskStatus status) {
        boolean alreadyOver = status == TaskStatus.RUNNING && task.stopped();
        List<ContainerReport> entries = new ArrayList<>();
        for (ContainerDraft container : task.containers) {
            if (container.spec.internal()) {
                continue;
            }
            if (alreadyOver) {
                if (container.startedAt != null && container.told == ContainerStatus.PENDING) {
                    entries.add(entry(container, ContainerStatus.RUNNING));
                }
            } else if (container.status().compareTo(container.told) > 0) {
                entries.add(entry(container, container.status()));
            }
        }
        TaskReport report = new TaskReport(
                task.spec.arn(),
                status,
                status == TaskStatus.STOPPED ? Reasons.cut(task.reason) : "",
                entries,
                task.pullStartedAt,
                task.pullStoppedAt,
                status == TaskStatus.STOPPED ? task.executionStoppedAt : null);
        task.inFlight = report;
        return report;
    }

    private static ContainerReport entry(ContainerDraft container, ContainerStatus status) {
        return new ContainerReport(
                container.spec.name(),
                status,
                cut(container.dockerId),
                status == ContainerStatus.STOPPED ? container.exitCode : null,
                container.image == null ? null : cut(container.image.digest()),
                container.reason,
                container.bindings);
    }

    private static @Nullable String cut(@Nullable String id) {
        return id == null || id.length() <= MAX_ID ? id : id.substring(0, MAX_ID);
    }
}
