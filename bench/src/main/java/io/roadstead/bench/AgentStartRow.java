package io.roadstead.bench;

import io.roadstead.bench.EngineTap.Call;
import io.roadstead.bench.Measurement.Amount;
import io.roadstead.bench.Measurement.Goal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What is added to a task's start beside what the engine itself takes: from the RunTask call to the first answer that says
 * RUNNING, less the time in which the engine was creating or starting the very container. Server, store, agent and the
 * client's asking are all in it.
 */
final class AgentStartRow implements Row {
    private static final int SAMPLES = 20;
    private static final int WARM_UP = 10;
    private static final double GOAL_MILLIS = 30;

    @Override
    public String name() {
        return "agent-start";
    }

    @Override
    public Measurement measure(Consumer<String> progress) throws Exception {
        Engine engine = new Engine();
        engine.ensureImage();
        List<Double> added = new ArrayList<>();
        List<Double> engines = new ArrayList<>();
        List<Double> before = new ArrayList<>();
        List<Double> after = new ArrayList<>();
        Path directory = Files.createTempDirectory("roadstead-tap");
        try (EngineTap tap = new EngineTap(directory.resolve("engine.sock"));
                Server server =
                        Server.start(true, Map.of("DOCKER_HOST", tap.uri())).awaitAgent();
                Client client = new Client(server.port())) {
            Tasks tasks = new Tasks(client);
            try {
                tasks.define();
                for (int i = -WARM_UP; i < SAMPLES; i++) {
                    progress.accept((Math.max(0, i) + 1) + " of " + SAMPLES);
                    tap.drain();
                    long began = System.nanoTime();
                    List<String> arns = tasks.run(1);
                    tasks.await(arns, "RUNNING");
                    long ended = System.nanoTime();
                    List<Call> calls = tap.drain();
                    Call create = first(calls, "POST containers/create");
                    Call start = last(calls, "/start");
                    if (i >= 0) {
                        double busy = create.millis() + start.millis();
                        engines.add(busy);
                        added.add((ended - began) / 1e6 - busy);
                        before.add((create.began() - began) / 1e6);
                        after.add((ended - start.ended()) / 1e6);
                    }
                    tasks.stop(arns);
                }
            } finally {
                engine.remove(engine.containersOf(tasks.all()));
            }
        } finally {
            Server.remove(directory);
        }
        Statistics told = Statistics.of(added);
        return new Measurement(
                name(),
                "RunTask to RUNNING as a client sees it, less the engine's own answers to create and start, p50 of "
                        + SAMPLES,
                new Amount(told.median(), "ms"),
                null,
                Goal.atMost(GOAL_MILLIS),
                "Least " + Report.number(told.least()) + ", most " + Report.number(told.most())
                        + " ms; of it before the engine is asked to create "
                        + Report.number(Statistics.of(before).median()) + ", after it has started "
                        + Report.number(Statistics.of(after).median()) + " ms. The engine took "
                        + Report.number(Statistics.of(engines).median()) + " ms");
    }

    private static Call first(List<Call> calls, String beginning) {
        return calls.stream()
                .filter(call -> call.what().startsWith(beginning))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no call " + beginning + " among " + calls));
    }

    private static Call last(List<Call> calls, String end) {
        return calls.stream()
                .filter(call -> call.what().endsWith(end))
                .reduce((_, later) -> later)
                .orElseThrow(() -> new IllegalStateException("no call " + end + " among " + calls));
    }
}
