package io.roadstead.cli;

import io.roadstead.agent.Agent;
import io.roadstead.cli.host.EcsConfigFile;
import io.roadstead.cli.logging.Logging;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/**
 * Joins this host to a control plane elsewhere, until a signal ends it. Reads {@code /etc/ecs/ecs.config} and the
 * environment as the ECS agent does; options win over both.
 */
@Command(
        name = "agent",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = {
            "Joins this host to a control plane elsewhere.",
            "Reads /etc/ecs/ecs.config and the ECS_* and AWS_* variables; options win over both."
        })
final class AgentCommand implements Callable<Integer> {
    private static final Duration CONNECT_LIMIT = Duration.ofDays(1);

    private final Session session;

    @Option(names = "--server", paramLabel = "URL", description = "The control plane, such as http://10.0.0.5:4566.")
    private @Nullable String server;

    @Option(names = "--cluster", paramLabel = "NAME", description = "The cluster to join; default: default.")
    private @Nullable String cluster;

    @Option(names = "--data", paramLabel = "DIR", description = "Where the agent keeps its state; default: /data.")
    private @Nullable String data;

    AgentCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        Logging.toConsole(Logging.level(session.environment()));
        try (Agent agent = LocalAgent.start(variables())) {
            Runtime.getRuntime().addShutdownHook(new Thread(agent::close, "stop"));
            String instance = LocalAgent.awaitConnected(agent, CONNECT_LIMIT);
            session.terminal().note("This host is " + instance + ". Ctrl-C ends the agent; containers keep running.");
            new CountDownLatch(1).await();
        }
        return ExitCode.OK;
    }

    private Map<String, String> variables() {
        Map<String, String> variables;
        try {
            variables = new HashMap<>(EcsConfigFile.under(session.environment(), EcsConfigFile.USUAL));
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandFailure("The configuration cannot be read: " + e.getMessage());
        }
        put(variables, "ECS_BACKEND_HOST", server);
        put(variables, "ECS_CLUSTER", cluster);
        put(variables, "ECS_DATADIR", data);
        return variables;
    }

    private static void put(Map<String, String> variables, String name, @Nullable String value) {
        if (value != null) {
            variables.put(name, value);
        }
    }
}
