package io.roadstead.bench;

import io.roadstead.bench.Measurement.Amount;
import io.roadstead.bench.Measurement.Goal;
import io.roadstead.bench.Measurement.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Two RunTask calls of ten, until all are RUNNING, beside the engine starting twenty, four at a time. */
final class TwentyTasksRow implements Row {
    private static final int TASKS = 20;
    /** RunTask takes this many at once. Source: ecs-behaviour 2.3. */
    private static final int AT_ONCE = 10;

    private static final int IN_PARALLEL = 4;
    private static final int ROUNDS = 3;

    @Override
    public String name() {
        return "twenty-tasks";
    }

    @Override
    public Measurement measure(Consumer<String> progress) throws Exception {
        Engine engine = new Engine();
        engine.ensureImage();
        List<Double> ours = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        try (Server server = Server.start(true).awaitAgent();
                Client client = new Client(server.port())) {
            Tasks tasks = new Tasks(client);
            try {
                tasks.define();
                List<String> first = tasks.run(1);
                tasks.await(first, "RUNNING");
                tasks.stop(first);
                for (int round = 1; round <= ROUNDS; round++) {
                    progress.accept(round + " of " + ROUNDS);
                    long began = System.nanoTime();
                    List<String> arns = new ArrayList<>(tasks.run(AT_ONCE));
                    arns.addAll(tasks.run(TASKS - AT_ONCE));
                    tasks.await(arns, "RUNNING");
                    ours.add(Server.millisSince(began));
                    tasks.stop(arns);
                    bare.add(byEngine(engine));
                }
            } finally {
                engine.remove(engine.containersOf(tasks.all()));
            }
        }
        Statistics told = Statistics.of(ours);
        return new Measurement(
                name(),
                TASKS + " tasks by two RunTask calls until all are RUNNING, median of " + ROUNDS,
                new Amount(told.median(), "ms"),
                new Reference(
                        new Amount(Statistics.of(bare).median(), "ms"),
                        "create and start of " + TASKS + " by the engine's API, " + IN_PARALLEL + " at a time"),
                Goal.ratioAtMost(1.15),
                "Least " + Report.number(told.least()) + ", most " + Report.number(told.most()) + " ms");
    }

    private static double byEngine(Engine engine) throws Exception {
        List<String> ids = new ArrayList<>();
        try (ExecutorService four = Executors.newFixedThreadPool(IN_PARALLEL)) {
            long began = System.nanoTime();
            List<Future<String>> starting = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                starting.add(four.submit(engine::runByApi));
            }
            for (Future<String> each : starting) {
                ids.add(each.get());
            }
            return Server.millisSince(began);
        } finally {
            engine.remove(ids);
        }
    }
}
