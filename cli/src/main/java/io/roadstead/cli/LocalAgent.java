package io.roadstead.cli;

import io.roadstead.agent.Agent;
import io.roadstead.agent.config.AgentVariables;
import io.roadstead.agent.runtime.RuntimeFault;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent that {@code up} runs beside its server: the same one as anywhere, told where the server is. */
final class LocalAgent implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LocalAgent.class);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(60);

    private final Agent agent;

    private LocalAgent(Agent agent) {
        this.agent = agent;
    }

    /**
     * Starts it in cluster {@code default}. Images that are here are not pulled, so that it works without a registry.
     *
     * @param environment {@code ECS_…} variables count, except those that say where it belongs
     * @throws CommandFailure when Docker does not answer or a variable cannot be used
     */
    static LocalAgent start(URI endpoint, Path data, Map<String, String> environment) {
        Map<String, String> variables = new HashMap<>(environment);
        variables.putIfAbsent("ECS_IMAGE_PULL_BEHAVIOR", "prefer-cached");
        variables.put("ECS_BACKEND_HOST", endpoint.toString());
        variables.put("ECS_CLUSTER", "default");
        variables.put("ECS_DATADIR", data.toString());
        variables.put("AWS_DEFAULT_REGION", Environment.REGION);
        variables.put("AWS_ACCESS_KEY_ID", Environment.ROOT_KEY);
        variables.put("AWS_SECRET_ACCESS_KEY", Environment.ROOT_KEY);
        variables.remove("AWS_SESSION_TOKEN");
        return new LocalAgent(start(variables));
    }

    /** Starts an agent from variables, and says what was wrong with single ones. */
    static Agent start(Map<String, String> variables) {
        try {
            AgentVariables.Read read = AgentVariables.read(variables);
            read.warnings().forEach(log::warn);
            return Agent.start(read.config(), Clock.systemUTC());
        } catch (AgentVariables.ConfigException | IllegalStateException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        } catch (RuntimeFault e) {
            throw new CommandFailure("Docker does not answer, so no agent can run here: " + e.getMessage()
                    + ". Start it, or use --no-agent.");
        } catch (IOException e) {
            throw new CommandFailure("The agent's data directory cannot be used: " + e.getMessage());
        }
    }

    /** Waits until it is connected; returns the container instance's ARN. */
    String awaitConnected() throws InterruptedException {
        return awaitConnected(agent, CONNECT_LIMIT);
    }

    static String awaitConnected(Agent agent, Duration limit) throws InterruptedException {
        try {
            return agent.awaitConnected(limit);
        } catch (TimeoutException e) {
            throw new CommandFailure("The agent was not connected within " + limit.toSeconds() + " s.");
        } catch (ExecutionException e) {
            throw new CommandFailure(
                    String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()));
        }
    }

    @Override
    public void close() {
        agent.close();
    }
}
