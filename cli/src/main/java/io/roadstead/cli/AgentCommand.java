package io.roadstead.cli;

import io.roadstead.cli.host.DataDirectory;
import io.roadstead.cli.host.EcsConfigFile;
import io.roadstead.cli.host.EngineSetup;
import io.roadstead.cli.logging.AgentLog;
import io.roadstead.cli.logging.Logging;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** An agent that joins this host to a control plane elsewhere, until a signal ends it. */
@Command(
        name = "agent",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Joins this host to a control plane elsewhere.",
        footer = {
            "",
            "Reads /etc/ecs/ecs.config, then the environment, then the options; docs/operations.md lists the variables.",
            "The account to join is that of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (test and test if not set)."
        })
final class AgentCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--server", paramLabel = "URL", description = "The control plane, such as http://10.0.0.5:4566.")
    private @Nullable String server;

    @Option(names = "--cluster", paramLabel = "NAME", description = "The cluster to join (default).")
    private @Nullable String cluster;

    @Option(
            names = "--drain-on-sigterm",
            description = "At SIGTERM or Ctrl-C set the instance DRAINING, and end when the tasks of services have left"
                    + " (ROADSTEAD_DRAIN_LIMIT, 5m, at most). Without it containers simply go on.")
    private boolean drain;

    @Option(names = "--s3-endpoint", paramLabel = "URL", description = ServerOptions.S3_DESCRIPTION)
    private @Nullable String s3Endpoint;

    @Mixin
    private final ServerOptions.Data data = new ServerOptions.Data();

    AgentCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        DataDirectory directory = data.directory(session.environment());
        Map<String, String> variables = variables(directory, EcsConfigFile.USUAL);
        new EngineSetup(variables, directory, session.terminal()).ensure();
        AgentLog.Read log = AgentLog.read(variables, Logging.level(session.environment()));
        try {
            Logging.ofAgent(log.log());
        } catch (IOException e) {
            throw new CommandFailure(
                    "The agent cannot log to ECS_LOGFILE, " + log.log().file() + ": " + e);
        }
        Logger logger = LoggerFactory.getLogger(AgentCommand.class);
        log.warnings().forEach(logger::warn);
        LocalAgent agent = LocalAgent.start(variables);
        Thread hook = Signals.endBy(agent.drainLimit(), agent::drain, agent::close, () -> session.terminal()
                .note("The agent is stopped; containers keep running."));
        try {
            String instance = agent.awaitConnected();
            session.terminal()
                    .note(session.terminal().green("Connected") + " to " + variables.get("ECS_BACKEND_HOST") + " as "
                            + instance);
        } catch (CommandFailure e) {
            Runtime.getRuntime().removeShutdownHook(hook);
            agent.close();
            throw e;
        }
        new CountDownLatch(1).await();
        return ExitCode.OK;
    }

    /** The agent's variables: the file, the environment over it, the options over both, and defaults beneath. */
    Map<String, String> variables(DataDirectory directory, Path file) throws IOException {
        Map<String, String> variables;
        try {
            variables = EcsConfigFile.under(session.environment(), file);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        }
        if (server != null) {
            variables.put("ECS_BACKEND_HOST", checked(server));
        }
        if (cluster != null) {
            variables.put("ECS_CLUSTER", cluster);
        }
        if (variables.getOrDefault("ECS_BACKEND_HOST", "").isBlank()) {
            throw new CommandFailure("Which control plane? Say --server http://ADDRESS:4566, or set ECS_BACKEND_HOST.");
        }
        if (s3Endpoint != null) {
            variables.put(ServerOptions.S3_ENDPOINT, s3Endpoint);
        }
        if (drain) {
            variables.put("ROADSTEAD_DRAIN_ON_SIGTERM", "true");
        }
        variables.putIfAbsent("ECS_CLUSTER", "default");
        variables.putIfAbsent("AWS_DEFAULT_REGION", Environment.REGION);
        if (!variables.containsKey("AWS_ACCESS_KEY_ID") && !variables.containsKey("AWS_SECRET_ACCESS_KEY")) {
            variables.put("AWS_ACCESS_KEY_ID", Environment.ROOT_KEY);
            variables.put("AWS_SECRET_ACCESS_KEY", Environment.ROOT_SECRET);
        }
        if (data.data != null || !variables.containsKey("ECS_DATADIR")) {
            // An agent belongs to one server and cluster for ever: each pair has a directory of its own.
            String name = (variables.get("ECS_BACKEND_HOST") + "_" + variables.get("ECS_CLUSTER"))
                    .replaceFirst("^[a-z]+://", "")
                    .replaceAll("[^A-Za-z0-9._-]+", "_");
            variables.put(
                    "ECS_DATADIR",
                    directory.path().resolve("agents").resolve(name).toString());
        }
        return variables;
    }

    private static String checked(String server) {
        try {
            URI uri = URI.create(server);
            if (uri.getHost() != null
                    && (uri.getScheme().equals("http") || uri.getScheme().equals("https"))) {
                return server;
            }
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("--server " + server + " is not a URL: " + e.getMessage());
        }
        throw new CommandFailure("--server " + server + " names no host: give http://ADDRESS:4566.");
    }
}
