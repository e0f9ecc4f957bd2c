package io.roadstead.cli;

import io.roadstead.agent.Agent;
import io.roadstead.agent.config.AgentVariables;
import io.roadstead.agent.control.Draining;
import io.roadstead.agent.runtime.RuntimeFault;
import io.roadstead.cli.terminal.Words;
import io.roadstead.control.access.RootKey;
import io.roadstead.store.StoreException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An agent for this host, in this process. It speaks to its control plane over the wire, however near that is. */
final class LocalAgent implements AutoCloseable {
    /** How often to say that the control plane has not taken this host yet. */
    static final Duration REMIND_EVERY = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(LocalAgent.class);

    private final Agent agent;
    private final @Nullable Duration drainLimit;

    private LocalAgent(Agent agent, @Nullable Duration drainLimit) {
        this.agent = agent;
        this.drainLimit = drainLimit;
    }

    /**
     * The variables of the agent that {@code up} brings: its own server, cluster and key. The user's {@code ECS_…} and
     * {@code DOCKER_HOST} count otherwise; images that are on the host are taken as they are, so that it works without a
     * registry, and containers are told how to reach the server.
     */
    static Map<String, String> variablesOfUp(
            URI endpoint, RootKey rootKey, Path data, Map<String, String> environment) {
        Map<String, String> variables = new TreeMap<>();
        variables.put("ECS_IMAGE_PULL_BEHAVIOR", "prefer-cached");
        variables.put("ROADSTEAD_API_IN_CONTAINERS", "true");
        environment.forEach((name, value) -> {
            boolean agents = name.startsWith("ROADSTEAD_")
                    && !name.equals(ServerOptions.ROOT_KEY_FILE)
                    && !name.equals(ServerOptions.MASTER_KEY_FILE);
            if (name.startsWith("ECS_") || agents || name.equals("DOCKER_HOST")) {
                variables.put(name, value);
            }
        });
        variables.put("ECS_BACKEND_HOST", endpoint.toString());
        variables.put("ECS_CLUSTER", "default");
        variables.put("ECS_DATADIR", data.toString());
        variables.put("AWS_DEFAULT_REGION", Environment.REGION);
        variables.put("AWS_ACCESS_KEY_ID", rootKey.accessKeyId());
        variables.put("AWS_SECRET_ACCESS_KEY", rootKey.secret().reveal());
        return variables;
    }

    /** What the original's init gives its agent, unless it is said otherwise. Source: agent-protocol 8. */
    private static Map<String, String> withInit(Map<String, String> variables) {
        Map<String, String> all = new TreeMap<>(variables);
        all.putIfAbsent("ECS_AVAILABLE_LOGGING_DRIVERS", "[\"json-file\",\"syslog\",\"awslogs\",\"fluentd\",\"none\"]");
        all.putIfAbsent("ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE", "true");
        all.putIfAbsent("ECS_ENABLE_TASK_IAM_ROLE", "true");
        all.putIfAbsent("ECS_ENABLE_TASK_IAM_ROLE_NETWORK_HOST", "true");
        // The original's /log is a directory of its container: here its data directory stands for it.
        all.putIfAbsent(
                "ECS_AUDIT_LOGFILE",
                Path.of(all.getOrDefault("ECS_DATADIR", "/data"))
                        .resolve("audit.log")
                        .toString());
        return all;
    }

    /** @throws CommandFailure when the agent cannot start: its variables, Docker or its data directory are at fault */
    static LocalAgent start(Map<String, String> variables) throws IOException {
        try {
            AgentVariables.Read read = AgentVariables.read(withInit(variables));
            read.warnings().forEach(log::warn);
            return new LocalAgent(
                    Agent.start(read.config(), Clock.systemUTC()), read.config().drainLimit());
        } catch (AgentVariables.ConfigException | IllegalStateException | StoreException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        } catch (RuntimeFault e) {
            throw new CommandFailure("The Docker Engine does not do what the agent needs: " + e.getMessage());
        }
    }

    /**
     * Waits until the control plane has taken this host and its agent is connected, however long that takes.
     *
     * @return the container instance's ARN
     * @throws CommandFailure when the control plane refuses this host for good
     */
    String awaitConnected() throws InterruptedException {
        while (true) {
            try {
                return agent.awaitConnected(REMIND_EVERY);
            } catch (TimeoutException e) {
                log.warn("Still not connected to the control plane; trying on");
            } catch (ExecutionException e) {
                throw new CommandFailure(String.valueOf(
                        e.getCause() == null ? e.getMessage() : e.getCause().getMessage()));
            }
        }
    }

    /** How long {@link #drain} takes at most; zero where it is not asked for. */
    Duration drainLimit() {
        // The calls before the wait have limits of their own.
        return drainLimit == null ? Duration.ZERO : drainLimit.plus(Draining.CALLS_LIMIT);
    }

    /** Has the tasks of services leave this host, where that is asked for, and says how it went. */
    void drain() {
        if (drainLimit == null) {
            return;
        }
        try {
            switch (agent.drain(drainLimit).orElse(new Draining.Outcome.Empty())) {
                case Draining.Outcome.Empty _ -> log.info("No task of a service is left here");
                case Draining.Outcome.StillThere still ->
                    log.warn(
                            "{} tasks of services are still here after {} and run on: give ROADSTEAD_DRAIN_LIMIT more,"
                                    + " or the cluster room for them elsewhere",
                            still.tasks(),
                            Words.duration(drainLimit));
                case Draining.Outcome.Refused refused ->
                    log.warn("The instance was not drained, and its tasks run on: {}", refused.why());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StoreException e) {
            log.warn("The instance was not drained, for the agent's state cannot be written", e);
        }
    }

    @Override
    public void close() {
        agent.close();
    }
}
