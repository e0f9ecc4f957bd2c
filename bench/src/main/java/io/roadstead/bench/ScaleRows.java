package io.roadstead.bench;

import io.roadstead.bench.Measurement.Amount;
import io.roadstead.bench.Measurement.Goal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured at scale, as rows with goals. */
final class ScaleRows {
    private static final double STARTS_A_SECOND = 800;
    private static final double STRETCH = 2_000;
    private static final double RESIDENT_MIB = 768;
    /** The size the memory goal is about. */
    private static final int MEMORY_TASKS = 40_000;

    private static final double RECONCILE_MILLIS = 10;
    /** The size the reconciler's goal is about. */
    private static final int RECONCILE_TASKS = 10_000;

    private static final double PLACE_EQUAL_MILLIS = 300;
    private static final double PLACE_DIFFERENT_MILLIS = 1_500;
    /** Forty seconds are ECS's: a task without a health check is healthy once it ran for so long. */
    private static final double ROLLING_SECONDS = 40;

    private ScaleRows() {}

    static List<Measurement> of(List<ScaleResult> servers, List<PureResult> pure) {
        List<Measurement> rows = new ArrayList<>();
        for (ScaleResult result : servers) {
            rows.add(starts(result));
            if (result.tasks() >= MEMORY_TASKS) {
                rows.add(memory(result));
            }
            Double rolling = result.rollingSeconds();
            if (rolling != null) {
                rows.add(rolling(result, rolling));
            }
        }
        pure.forEach(result -> rows.add(decision(result)));
        return rows;
    }

    private static Measurement starts(ScaleResult result) {
        return new Measurement(
                "starts-" + result.tasks(),
                "task starts a second from " + result.call() + " until all " + result.tasks()
                        + " are RUNNING and told to be, on " + result.agents() + " agents",
                new Amount(result.startsPerSecond(), "/s"),
                null,
                Goal.atLeast(STARTS_A_SECOND),
                String.format(
                        Locale.ROOT,
                        "Took %.1f s; processor time of the server %.1f s, of all agents %.1f s; the agents connected in"
                                + " %.1f s; the stretch goal is %,.0f /s",
                        result.startSeconds(),
                        result.serverCpuSeconds(),
                        result.agentsCpuSeconds(),
                        result.connectSeconds(),
                        STRETCH));
    }

    private static Measurement memory(ScaleResult result) {
        return new Measurement(
                "memory-" + result.tasks(),
                "resident memory (VmRSS) of the server with " + result.tasks() + " tasks running on " + result.agents()
                        + " agents",
                new Amount(result.residentMib(), "MiB"),
                null,
                Goal.atMost(RESIDENT_MIB),
                "With the launcher's own flags; " + Report.number(result.idleMib()) + " MiB before the first task");
    }

    private static Measurement rolling(ScaleResult result, double seconds) {
        return new Measurement(
                "rolling-" + result.tasks(),
                "UpdateService that replaces all " + result.tasks() + " tasks, at 100 to 200 percent, until COMPLETED",
                new Amount(seconds, "s"),
                null,
                Goal.atMost(ROLLING_SECONDS + 2 * result.tasks() / STARTS_A_SECOND),
                "The goal is the " + Math.round(ROLLING_SECONDS)
                        + " s after which ECS takes a task for healthy, and the start and the stop of all at "
                        + Math.round(STARTS_A_SECOND) + " /s");
    }

    private static Measurement decision(PureResult result) {
        return switch (result.kind()) {
            case PLACE_EQUAL -> pure("place-equal", result, PLACE_EQUAL_MILLIS, result.tasks());
            case PLACE_DIFFERENT -> pure("place-different", result, PLACE_DIFFERENT_MILLIS, result.tasks());
            case PLACE_ROUNDS -> pure("place-rounds", result, PLACE_DIFFERENT_MILLIS, result.tasks());
            case RECONCILE -> pure("reconcile-" + result.tasks(), result, RECONCILE_MILLIS, RECONCILE_TASKS);
        };
    }

    /** A goal grows with the tasks, for so does the work. */
    private static Measurement pure(String row, PureResult result, double goalMillis, int goalTasks) {
        return new Measurement(
                row,
                result.what(),
                new Amount(result.millis(), "ms"),
                null,
                Goal.atMost(goalMillis * Math.max(1, (double) result.tasks() / goalTasks)),
                "In the benchmark's own process, on one thread");
    }
}
