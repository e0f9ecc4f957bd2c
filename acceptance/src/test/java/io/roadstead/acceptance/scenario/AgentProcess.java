package io.roadstead.acceptance.scenario;

import io.roadstead.acceptance.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An agent in a process of its own, as {@code roadstead agent} runs it, that can be ended and started again. */
final class AgentProcess implements AutoCloseable {
    private final Installation house;
    private final String cluster;
    private final String name;
    private final Map<String, String> environment;
    private @Nullable Process process;

    /**
     * @param name of its data directory and log
     * @param more variables of its process
     */
    AgentProcess(Installation house, String cluster, String name, Map<String, String> more) {
        this.house = house;
        this.cluster = cluster;
        this.name = name;
        this.environment = new HashMap<>(more);
        this.environment.putIfAbsent("ECS_IMAGE_PULL_BEHAVIOR", "prefer-cached");
    }

    AgentProcess start() {
        process = Installation.launch(
                Installation.roadstead(
                        "agent",
                        "--server",
                        house.endpoint().toString(),
                        "--cluster",
                        cluster,
                        "--data",
                        data().toString()),
                log(),
                environment);
        return this;
    }

    Path data() {
        return house.data().resolve(name);
    }

    /** What it has said since its first start. */
    String said() {
        try {
            return Files.exists(log()) ? Files.readString(log()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean ended() {
        Process running = process;
        return running == null || !running.isAlive();
    }

    /** As {@code kill -9}. */
    @Override
    public void close() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().onExit().join();
            process = null;
        }
    }

    private Path log() {
        return house.data().resolve(name + ".log");
    }
}
