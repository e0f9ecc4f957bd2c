package io.roadstead.bench;

import io.roadstead.bench.Measurement.Amount;
import io.roadstead.bench.Measurement.Goal;
import io.roadstead.bench.Measurement.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** From the RunTask call to the first answer that says RUNNING, beside {@code docker run -d} in the same loop. */
final class RunTaskRow implements Row {
    private static final int SAMPLES = 20;
    /** Until both sides have loaded and compiled what they need. */
    private static final int WARM_UP = 3;

    @Override
    public String name() {
        return "run-task";
    }

    @Override
    public Measurement measure(Consumer<String> progress) throws Exception {
        Engine engine = new Engine();
        engine.ensureImage();
        List<Double> ours = new ArrayList<>();
        List<Double> command = new ArrayList<>();
        List<Double> api = new ArrayList<>();
        List<String> bare = new ArrayList<>();
        try (Server server = Server.start(true).awaitAgent();
                Client client = new Client(server.port())) {
            Tasks tasks = new Tasks(client);
            try {
                tasks.define();
                for (int i = -WARM_UP; i < SAMPLES; i++) {
                    progress.accept((Math.max(0, i) + 1) + " of " + SAMPLES);
                    long began = System.nanoTime();
                    List<String> arns = tasks.run(1);
                    tasks.await(arns, "RUNNING");
                    add(ours, i, began);
                    tasks.stop(arns);
                    began = System.nanoTime();
                    bare.add(engine.runByCommand());
                    add(command, i, began);
                    removeLast(engine, bare);
                    began = System.nanoTime();
                    bare.add(engine.runByApi());
                    add(api, i, began);
                    removeLast(engine, bare);
                }
            } finally {
                engine.remove(bare);
                engine.remove(engine.containersOf(tasks.all()));
            }
        }
        Statistics told = Statistics.of(ours);
        return new Measurement(
                name(),
                "RunTask to RUNNING as a client sees it, p50 of " + SAMPLES + " one after another",
                new Amount(told.median(), "ms"),
                new Reference(new Amount(Statistics.of(command).median(), "ms"), "docker run -d by the docker command"),
                Goal.ratioAtMost(1.15),
                "Least " + Report.number(told.least()) + ", most " + Report.number(told.most())
                        + " ms; create and start by the engine's API alone: "
                        + Report.number(Statistics.of(api).median()) + " ms");
    }

    private static void add(List<Double> samples, int i, long began) {
        if (i >= 0) {
            samples.add(Server.millisSince(began));
        }
    }

    private static void removeLast(Engine engine, List<String> containers) throws Exception {
        engine.remove(List.of(containers.removeLast()));
    }
}
