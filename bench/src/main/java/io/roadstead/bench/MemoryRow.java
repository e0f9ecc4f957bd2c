package io.roadstead.bench;

import io.roadstead.bench.Measurement.Amount;
import io.roadstead.bench.Measurement.Goal;
import java.time.Duration;
import java.util.function.Consumer;

/** What server and agent in one process hold when nothing is asked of them. */
final class MemoryRow implements Row {
    private static final Duration IDLE = Duration.ofSeconds(15);
    private static final double GOAL_MIB = 250;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Measurement measure(Consumer<String> progress) throws Exception {
        try (Server server = Server.start(true).awaitAgent()) {
            progress.accept("idle for " + IDLE.toSeconds() + " s");
            Thread.sleep(IDLE);
            return new Measurement(
                    name(),
                    "Resident memory (VmRSS) of server and agent in one process after " + IDLE.toSeconds() + " s idle",
                    new Amount(server.residentMib(), "MiB"),
                    null,
                    Goal.atMost(GOAL_MIB),
                    "With the launcher's own flags");
        }
    }
}
