package io.roadstead.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.wire.client.ApiError;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Another agent on the host of an {@link Installation}, as {@code roadstead agent} runs it: another instance of the same
 * cluster on the same Docker Engine, which publishes ports on {@link #ADDRESS}.
 */
final class SecondAgent implements AutoCloseable {
    static final String ADDRESS = "127.0.0.2";

    private final Installation house;
    private final Path data;
    private final List<String> options;
    private @Nullable Process process;

    /** @param options further ones of {@code agent} */
    SecondAgent(Installation house, String... options) {
        this(house, house.data().resolve("second"), options);
    }

    /**
     * @param data where it remembers
     * @param options further ones of {@code agent}
     */
    SecondAgent(Installation house, Path data, String... options) {
        this.house = house;
        this.data = data;
        this.options = List.of(options);
    }

    /** What it said, of all its runs. */
    Path log() {
        return house.data().resolve("second-agent.log");
    }

    /** Starts it and returns when both agents are connected. */
    void start() {
        startProcess();
        awaitConnected(2);
    }

    /** Starts it and returns at once; for an installation without an agent of its own it is the first. */
    void startProcess() {
        List<String> command = Installation.roadstead(
                "agent", "--server", house.endpoint().toString(), "--cluster", "default", "--data", data.toString());
        command.addAll(options);
        process = Installation.launch(
                command, log(), Map.of("ROADSTEAD_BIND_ADDRESS", ADDRESS, "ECS_IMAGE_PULL_BEHAVIOR", "prefer-cached"));
    }

    /** Sends SIGTERM, and tells the process that is ending. */
    Process terminate() {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException("the second agent does not run");
        }
        running.destroy();
        process = null;
        return running;
    }

    /** As {@code kill -9}; returns when the server has noticed. */
    void kill() {
        close();
        awaitConnected(1);
    }

    @Override
    public void close() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().onExit().join();
            process = null;
        }
    }

    /** The cluster's instances, as described. */
    List<JsonNode> instances() {
        ObjectNode input = Installation.input();
        input.set(
                "containerInstances",
                house.call("ListContainerInstances", Installation.input()).path("containerInstanceArns"));
        return StreamSupport.stream(
                        house.call("DescribeContainerInstances", input)
                                .path("containerInstances")
                                .spliterator(),
                        false)
                .toList();
    }

    /** Waits until so many agents of the cluster are connected. */
    void awaitConnected(int agents) {
        Awaitility.await(agents + " connected agents")
                .atMost(Installation.LIMIT)
                .ignoreExceptionsInstanceOf(ApiError.class)
                .until(() -> connected() == agents);
    }

    /** How many of the cluster's agents are connected. */
    int connected() {
        return (int) instances().stream()
                .filter(instance -> instance.path("agentConnected").asBoolean())
                .count();
    }
}
