package io.roadstead.agent.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.agent.engine.EngineState;
import io.roadstead.agent.engine.TaskState;
import io.roadstead.agent.state.AgentStore;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An instance that leaves has its services' tasks moved elsewhere first: it is set DRAINING, as the original's agent does
 * on a spot notice (agent-protocol 1.9), and stays until the scheduler has stopped them here. Tasks that no service owns
 * run on.
 *
 * <p>What the agent began it ends: that it was this agent which set the instance DRAINING is written down first, and the
 * next start sets it ACTIVE again. An instance that somebody else drains stays as it is.
 */
public final class Draining {
    /** For one call. The control plane may be away as well, and then nobody moves anything. */
    static final Duration CALL_LIMIT = Duration.ofSeconds(10);

    private static final int TRIES = 3;
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    /** Of all that is said to the control plane before the wait: two calls, each as often as it may be tried. */
    public static final Duration CALLS_LIMIT = CALL_LIMIT.plus(BETWEEN_TRIES).multipliedBy(2L * TRIES);

    private static final Logger log = LoggerFactory.getLogger(Draining.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final String DRAINING = "DRAINING";

    private final ControlApi api;
    private final String cluster;
    private final String instanceArn;
    private final AgentStore remembered;
    private final Supplier<EngineState> state;

    public Draining(
            ControlApi api, String cluster, String instanceArn, AgentStore remembered, Supplier<EngineState> state) {
        this.api = api;
        this.cluster = cluster;
        this.instanceArn = instanceArn;
        this.remembered = remembered;
        this.state = state;
    }

    /** How it went. */
    public sealed interface Outcome {
        /** No task of a service is left here, and the control plane knows. */
        record Empty() implements Outcome {}

        /** @param tasks of services that were still here when the time was over; they run on */
        record StillThere(int tasks) implements Outcome {}

        /** @param why the instance could not be set DRAINING */
        record Refused(String why) implements Outcome {}
    }

    /** Sets the instance DRAINING and waits, at most so long, until the tasks of services have left. */
    public Outcome drain(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        try {
            if (!status().equals(DRAINING)) {
                remembered.saveDrained(true);
                set(DRAINING);
            }
        } catch (ApiFault fault) {
            return new Outcome.Refused(String.valueOf(fault.getMessage()));
        }
        int left = left(state.get());
        log.info("The instance is DRAINING; {} tasks of services have yet to leave", left);
        while (left > 0) {
            if (System.nanoTime() >= end) {
                return new Outcome.StillThere(left);
            }
            Thread.sleep(LOOK_EVERY);
            left = left(state.get());
        }
        return new Outcome.Empty();
    }

    /** Sets the instance ACTIVE again if it was this agent that drained it. */
    public void undo() throws InterruptedException {
        if (!remembered.drained()) {
            return;
        }
        try {
            if (status().equals(DRAINING)) {
                set("ACTIVE");
                log.info("The instance is ACTIVE again: it was DRAINING since this agent ended");
            }
            remembered.saveDrained(false);
        } catch (ApiFault fault) {
            log.warn(
                    "The instance stays DRAINING, which it is since this agent ended ({}): set it ACTIVE by aws ecs"
                            + " update-container-instances-state --cluster {} --container-instances {} --status ACTIVE",
                    fault.getMessage(),
                    cluster,
                    instanceArn);
        }
    }

    /** Tasks of services whose end the control plane has not heard yet. */
    static int left(EngineState state) {
        return (int) state.tasks().values().stream()
                .filter(task -> task.spec().known().serviceName() != null)
                .filter(task -> !gone(task))
                .count();
    }

    private static boolean gone(TaskState task) {
        return task.stopped() && task.stopTold();
    }

    private String status() throws ApiFault, InterruptedException {
        return call("DescribeContainerInstances", instances())
                .path("containerInstances")
                .path(0)
                .path("status")
                .asText("");
    }

    private void set(String status) throws ApiFault, InterruptedException {
        JsonNode failure = call("UpdateContainerInstancesState", instances().put("status", status))
                .path("failures")
                .path(0);
        if (!failure.isMissingNode()) {
            throw new ApiFault(
                    "Failure",
                    "UpdateContainerInstancesState: " + failure.path("reason").asText("no reason given"));
        }
    }

    private ObjectNode instances() {
        ObjectNode input = ControlApi.input().put("cluster", cluster);
        input.putArray("containerInstances").add(instanceArn);
        return input;
    }

    private JsonNode call(String operation, ObjectNode input) throws ApiFault, InterruptedException {
        for (int tried = 1; ; tried++) {
            try {
                return api.call(operation, input, CALL_LIMIT);
            } catch (ApiFault fault) {
                if (!fault.passing() || tried == TRIES) {
                    throw fault;
                }
                Thread.sleep(BETWEEN_TRIES);
            }
        }
    }
}
