package io.roadstead.bench;

import io.roadstead.bench.Measurement.Amount;
import io.roadstead.bench.Measurement.Goal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** From the launcher's start to the first ListClusters answered, server and agent, with an empty data directory. */
final class ReadyRow implements Row {
    private static final int SAMPLES = 5;
    private static final double GOAL_SECONDS = 0.8;

    @Override
    public String name() {
        return "ready";
    }

    @Override
    public Measurement measure(Consumer<String> progress) throws Exception {
        List<Double> samples = new ArrayList<>();
        // The first brings the jars into the page cache, and makes what the launcher keeps for later starts.
        for (int i = 0; i <= SAMPLES; i++) {
            progress.accept(i + " of " + SAMPLES);
            try (Server server = Server.start(true)) {
                if (i > 0) {
                    samples.add(server.readyMillis() / 1000);
                }
            }
        }
        Statistics told = Statistics.of(samples);
        return new Measurement(
                name(),
                "Start of the launcher with its jars built to the first ListClusters answered, p50 of " + SAMPLES,
                new Amount(told.median(), "s"),
                null,
                Goal.atMost(GOAL_SECONDS),
                "Least " + Report.number(told.least()) + ", most " + Report.number(told.most()) + " s");
    }
}
