package io.roadstead.agent.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.agent.engine.ContainerReport;
import io.roadstead.agent.engine.TaskReport;
import io.roadstead.agent.loop.Reporter;
import io.roadstead.core.model.NetworkBinding;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the control plane of tasks by SubmitTaskStateChange, for as long as it takes: only InvalidParameterException ends
 * the trying without success. Source: agent-protocol 3.
 */
public final class StateReporter implements Reporter {
    private static final Logger log = LoggerFactory.getLogger(StateReporter.class);
    private static final int ID_LIMIT = 255;

    private final ControlApi api;
    private final String cluster;
    private volatile Runnable healthTeller = () -> {};

    public StateReporter(ControlApi api, String cluster) {
        this.api = api;
        this.cluster = cluster;
    }

    @Override
    public void tell(TaskReport report) throws InterruptedException {
        ObjectNode input = input(report);
        for (int tries = 0; ; tries++) {
            try {
                api.call("SubmitTaskStateChange", input);
                return;
            } catch (ApiFault fault) {
                if (fault.errorType().equals("InvalidParameterException")) {
                    log.warn("The control plane does not take news of {}: {}", report.taskArn(), fault.getMessage());
                    return;
                }
                log.debug("News of {} are told again: {}", report.taskArn(), fault.getMessage());
                Thread.sleep(Backoff.REPORT.pause(tries, ThreadLocalRandom.current()::nextDouble));
            }
        }
    }

    @Override
    public void healthChanged() {
        healthTeller.run();
    }

    /** Whom to wake when health is to be told; nobody until there are sessions. */
    public void tellHealthBy(Runnable teller) {
        healthTeller = teller;
    }

    private ObjectNode input(TaskReport report) {
        ObjectNode input = ControlApi.input()
                .put("cluster", cluster)
                .put("task", report.taskArn())
                .put("status", report.status().name())
                .put("reason", report.reason());
        instant(input, "pullStartedAt", report.pullStartedAt());
        instant(input, "pullStoppedAt", report.pullStoppedAt());
        instant(input, "executionStoppedAt", report.executionStoppedAt());
        ArrayNode containers = input.putArray("containers");
        for (ContainerReport each : report.containers()) {
            container(containers.addObject(), each);
        }
        return input;
    }

    private static void container(ObjectNode node, ContainerReport container) {
        node.put("containerName", container.name())
                .put("status", container.status().name());
        text(node, "runtimeId", container.runtimeId());
        text(node, "imageDigest", container.imageDigest());
        text(node, "reason", container.reason());
        if (container.exitCode() != null) {
            node.put("exitCode", container.exitCode());
        }
        if (!container.networkBindings().isEmpty()) {
            ArrayNode bindings = node.putArray("networkBindings");
            for (NetworkBinding binding : container.networkBindings()) {
                ObjectNode told = bindings.addObject().put("bindIP", binding.bindIp());
                if (binding.containerPortRange() != null && binding.hostPortRange() != null) {
                    told.put("containerPortRange", binding.containerPortRange().wire())
                            .put("hostPortRange", binding.hostPortRange().wire());
                } else {
                    told.put("containerPort", binding.containerPort()).put("hostPort", binding.hostPort());
                }
                told.put("protocol", binding.protocol().wire());
            }
        }
    }

    private static void text(ObjectNode node, String name, @Nullable String value) {
        if (value != null) {
            node.put(name, name.equals("reason") || value.length() <= ID_LIMIT ? value : value.substring(0, ID_LIMIT));
        }
    }

    /** Seconds since the epoch with milliseconds, as the protocol has instants. */
    private static void instant(ObjectNode node, String name, @Nullable Instant instant) {
        if (instant != null) {
            node.put(name, BigDecimal.valueOf(instant.toEpochMilli(), 3));
        }
    }
}
