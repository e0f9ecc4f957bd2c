package io.roadstead.core.lifecycle;

import io.roadstead.core.lifecycle.StateReport.ContainerReport;
import io.roadstead.core.model.Container;
import io.roadstead.core.model.ContainerStatus;
import io.roadstead.core.model.LaunchType;
import io.roadstead.core.model.NetworkBinding;
import io.roadstead.core.model.Protocol;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskOverride;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tasks and reports for the tests of this package. */
final class Samples {
    static final Instant CREATED = Instant.parse("2026-03-01T12:00:00Z");
    static final NetworkBinding BINDING = new NetworkBinding("0.0.0.0", 80, 32768, Protocol.TCP);

    private Samples() {}

    /** A task just placed, with one container for each name. */
    static Task task(String... containers) {
        return new Task(
                new Scope("123456789012", "us-east-1"),
                "default",
                "41a16cac43b14382bc4eec8d50ec5cce",
                "web",
                1,
                "00000000000000000000000000000001",
                LaunchType.EC2,
                "us-east-1a",
                "family:web",
                null,
                null,
                null,
                TaskOverride.NONE,
                List.of(),
                CREATED,
                1,
                Task.Desired.RUN,
                Task.Observed.pending(Arrays.stream(containers)
                        .map(name -> Container.pending("id-" + name, name, "busybox"))
                        .toList()),
                null,
                false);
    }

    static Container container(Task task, String name) {
        return task.observed().containers().stream()
                .filter(container -> container.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static Instant after(int seconds) {
        return CREATED.plusSeconds(seconds);
    }

    static StateReport pending(ContainerReport... containers) {
        return report(StateReport.Status.PENDING, null, null, containers);
    }

    static StateReport running(ContainerReport... containers) {
        return report(StateReport.Status.RUNNING, null, null, containers);
    }

    static StateReport stopped(ContainerReport... containers) {
        return report(StateReport.Status.STOPPED, null, null, containers);
    }

    static StateReport refused(String reason) {
        return report(StateReport.Status.STOPPED, reason, null);
    }

    static StateReport report(
            StateReport.Status status,
            @Nullable String reason,
            @Nullable Instant executionStoppedAt,
            ContainerReport... containers) {
        return new StateReport(status, reason, null, null, executionStoppedAt, List.of(containers));
    }

    static ContainerReport up(String name) {
        return new ContainerReport(name, ContainerStatus.RUNNING, null, null, "docker-" + name, null, List.of());
    }

    static ContainerReport down(String name, @Nullable Integer exitCode, @Nullable String reason) {
        return new ContainerReport(name, ContainerStatus.STOPPED, exitCode, reason, null, null, List.of());
    }
}
