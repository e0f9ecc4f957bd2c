package io.roadstead.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.lifecycle.StateReport.ContainerReport;
import io.roadstead.core.model.Container;
import io.roadstead.core.model.ContainerStatus;
import io.roadstead.core.model.DesiredStatus;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.core.model.NetworkBinding;
import io.roadstead.core.model.StopCode;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.Task.Observed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Whatever agents, callers and telemetry say, in whatever order and however often, the invariants of a task hold. A
 * failure names its seed; the same seed fails again.
 */
class TaskReportsPropertyTest {
    private static final int SEEDS = 2_000;
    private static final int STEPS = 25;
    private static final List<String> NAMES = List.of("app", "side", "init");
    private static final List<String> REASONS = List.of(
            "",
            "CannotPullImageManifestError: x",
            "CannotStartContainerError: y",
            "OutOfMemoryError: Container killed due to memory usage",
            "r".repeat(2000));

    @Test
    void anySequenceOfNewsMovesATaskForwardOnly() {
        int stopped = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Set<String> essentials = random.nextBoolean() ? Set.of("app") : Set.of("app", "side");
            Task task = Samples.task("app", "side", "init");
            List<StateReport> said = new ArrayList<>();
            for (int step = 0; step < STEPS; step++) {
                Instant now = Samples.after(step);
                Task next = step(random, task, essentials, said, now);
                assertForward("seed " + seed + " step " + step, task, next);
                task = next;
            }
            stopped += task.stopped() ? 1 : 0;
        }
        // The walk would prove little if it never came to an end.
        assertThat(stopped).isGreaterThan(SEEDS / 2);
    }

    @Test
    void applyingAReportTwiceIsApplyingItOnce() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Set<String> essentials = Set.of("app");
            Task task = Samples.task("app", "side", "init");
            List<StateReport> said = new ArrayList<>();
            for (int step = 0; step < STEPS; step++) {
                StateReport report = report(random, said);
                Task once = TaskReports.apply(task, report, essentials, Samples.after(step));
                assertThat(TaskReports.apply(once, report, essentials, Samples.after(step + 1_000)))
                        .as("seed " + seed + " step " + step)
                        .isSameAs(once);
                task = once;
            }
        }
    }

    private static Task step(Random random, Task task, Set<String> essentials, List<StateReport> said, Instant now) {
        return switch (random.nextInt(12)) {
            case 0 -> TaskStops.stopByUser(task, random.nextBoolean() ? null : "mine", now);
            case 1 -> TaskStops.acknowledgedStop(task);
            case 2 -> TaskHealth.apply(task, Map.of("app", pick(random, HealthStatus.values())), Set.of("app"));
            case 3 ->
                random.nextInt(8) == 0
                        ? TaskStops.deregistered(task, now)
                        : TaskStops.stop(task, StopCode.SERVICE_SCHEDULER_INITIATED, "scaled", now);
            default -> TaskReports.apply(task, report(random, said), essentials, now);
        };
    }

    /** A new report, or one said before: repeated, late, or out of order. */
    private static StateReport report(Random random, List<StateReport> said) {
        if (!said.isEmpty() && random.nextInt(3) == 0) {
            return said.get(random.nextInt(said.size()));
        }
        // STOPPED is rarer, or most walks would be over after three steps.
        StateReport.Status status = random.nextInt(6) == 0
                ? StateReport.Status.STOPPED
                : random.nextBoolean() ? StateReport.Status.PENDING : StateReport.Status.RUNNING;
        List<ContainerReport> containers = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            containers.add(new ContainerReport(
                    NAMES.get(random.nextInt(NAMES.size())),
                    random.nextInt(6) == 0 ? ContainerStatus.STOPPED : pick(random, ContainerStatus.values()),
                    random.nextBoolean() ? null : random.nextInt(256),
                    pick(random, REASONS.toArray(String[]::new)),
                    random.nextBoolean() ? null : "docker" + random.nextInt(3),
                    random.nextBoolean() ? null : "sha256:" + random.nextInt(3),
                    random.nextBoolean() ? List.<NetworkBinding>of() : List.of(Samples.BINDING)));
        }
        StateReport report = new StateReport(
                status,
                random.nextInt(8) == 0 ? "the agent's words" : "",
                random.nextBoolean() ? null : Samples.after(-random.nextInt(100)),
                random.nextBoolean() ? null : Samples.after(-random.nextInt(100)),
                random.nextBoolean() ? null : Samples.after(-random.nextInt(100)),
                containers);
        said.add(report);
        return report;
    }

    private static void assertForward(String where, Task before, Task after) {
        Observed was = before.observed();
        Observed is = after.observed();
        assertThat(is.lastStatus()).as(where).isGreaterThanOrEqualTo(was.lastStatus());
        for (Container container : was.containers()) {
            Container later = Samples.container(after, container.name());
            assertThat(later.lastStatus()).as(where).isGreaterThanOrEqualTo(container.lastStatus());
            if (later.lastStatus() == container.lastStatus()) {
                assertStays(where, container.exitCode(), later.exitCode());
                assertStays(where, container.reason(), later.reason());
            }
            assertStays(where, container.runtimeId(), later.runtimeId());
            assertStays(where, container.imageDigest(), later.imageDigest());
        }
        for (Function<Observed, @Nullable Instant> instant : List.<Function<Observed, @Nullable Instant>>of(
                Observed::connectivityAt,
                Observed::pullStartedAt,
                Observed::pullStoppedAt,
                Observed::startedAt,
                Observed::executionStoppedAt,
                Observed::stoppedAt)) {
            assertStays(where, instant.apply(was), instant.apply(is));
        }
        if (before.desired().status() == DesiredStatus.STOPPED) {
            assertThat(after.desired()).as(where).isEqualTo(before.desired());
        }
        if (before.stopped()) {
            assertThat(after).as(where).isSameAs(before);
        }
        if (after.stopped()) {
            assertThat(after.desired().status()).as(where).isEqualTo(DesiredStatus.STOPPED);
            assertThat(is.stoppedAt()).as(where).isNotNull();
        }
        if (after.desired().status() == DesiredStatus.STOPPED) {
            assertThat(after.desired().stopCode()).as(where).isNotNull();
            assertThat(after.desired().stoppedReason()).as(where).isNotBlank().hasSizeLessThanOrEqualTo(1024);
            assertThat(after.desired().stoppingAt()).as(where).isNotNull();
        }
        assertThat(after.version()).as(where).isEqualTo(after.equals(before) ? before.version() : before.version() + 1);
    }

    private static <T> void assertStays(String where, @Nullable T was, @Nullable T is) {
        if (was != null) {
            assertThat(is).as(where).isEqualTo(was);
        }
    }

    private static <T> T pick(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }
}
