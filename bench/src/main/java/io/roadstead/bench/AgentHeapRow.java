package io.roadstead.bench;

import io.roadstead.agent.Agent;
import io.roadstead.agent.config.AgentVariables;
import io.roadstead.agent.control.SessionTimes;
import io.roadstead.agent.engine.TaskGroups;
import io.roadstead.agent.runtime.FakeRuntime;
import io.roadstead.bench.Measurement.Amount;
import io.roadstead.bench.Measurement.Goal;
import io.roadstead.store.Store;
import io.roadstead.store.sqlite.SqliteStore;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The heap of an agent whose tasks have five hundred containers, over a fake engine: this process holds nothing but the
 * agent, the fake's own memory of its containers, and the benchmark's client.
 */
final class AgentHeapRow implements Row {
    private static final int CONTAINERS = 500;
    /** RunTask takes this many at once. Source: ecs-behaviour 2.3. */
    private static final int AT_ONCE = 10;

    private static final Duration SETTLE = Duration.ofSeconds(5);
    private static final int COLLECTIONS = 3;
    private static final double MIB = 1024.0 * 1024;
    private static final double GOAL_MIB = 60;

    @Override
    public String name() {
        return "agent-heap";
    }

    @Override
    public Measurement measure(Consumer<String> progress) throws Exception {
        Path directory = Files.createTempDirectory("roadstead-agent-heap");
        FakeRuntime runtime = new FakeRuntime(Instant::now).withLocal(Engine.IMAGE);
        try (Server server = Server.start(false);
                Client client = new Client(server.port());
                Store store = SqliteStore.open(directory.resolve("agent.db"), Clock.systemUTC())) {
            double before = heap();
            try (Agent agent = Agent.start(
                    AgentVariables.read(Map.of(
                                    "ECS_BACKEND_HOST", "http://127.0.0.1:" + server.port(),
                                    "AWS_DEFAULT_REGION", "us-east-1",
                                    "AWS_ACCESS_KEY_ID", "test",
                                    "AWS_SECRET_ACCESS_KEY", "test",
                                    "ECS_IMAGE_PULL_BEHAVIOR", "prefer-cached",
                                    "ROADSTEAD_MEMORY", "65536",
                                    "ROADSTEAD_CPU", "65536"))
                            .config(),
                    runtime,
                    new TaskGroups.Off(),
                    store,
                    SessionTimes.DEFAULTS,
                    Clock.systemUTC())) {
                agent.awaitConnected(Duration.ofSeconds(30));
                Tasks tasks = new Tasks(client);
                tasks.define();
                for (int started = 0; started < CONTAINERS; started += AT_ONCE) {
                    tasks.await(tasks.run(AT_ONCE), "RUNNING");
                }
                progress.accept(CONTAINERS + " containers run");
                Thread.sleep(SETTLE);
                double used = heap();
                return new Measurement(
                        name(),
                        "Heap in use after collections, of a process that holds an agent with " + CONTAINERS
                                + " running containers of as many tasks over a fake engine, and the benchmark's client",
                        new Amount(used, "MiB"),
                        null,
                        Goal.atMost(GOAL_MIB),
                        "Before the agent began " + Report.number(before)
                                + " MiB. The fake engine's own memory of its containers is in it");
            }
        } finally {
            Server.remove(directory);
        }
    }

    private static double heap() throws InterruptedException {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            Thread.sleep(Duration.ofMillis(200));
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MIB;
    }
}
