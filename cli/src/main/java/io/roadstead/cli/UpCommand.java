package io.roadstead.cli;

import io.roadstead.cli.host.Background;
import io.roadstead.cli.host.DataDirectory;
import io.roadstead.cli.host.EngineSetup;
import io.roadstead.cli.host.PidFile;
import io.roadstead.cli.host.RunningServer;
import io.roadstead.cli.terminal.Terminal;
import io.roadstead.cli.terminal.Words;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts the control plane and the local agent, here or in the background. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Starts the control plane and an agent for this host in cluster 'default'.",
        footer = {
            "",
            "On the standard output it prints the export lines for the AWS CLI and SDKs:",
            "  eval \"$(./roadstead up --detach)\" && aws ecs list-clusters"
        })
final class UpCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private final ServerOptions options = new ServerOptions();

    @Mixin
    private final ServerOptions.Data data = new ServerOptions.Data();

    @Option(names = "--detach", description = "Run in the background; return when it is ready.")
    private boolean detach;

    /** Given by {@link Background} to the process it starts. */
    @Option(names = "--background", hidden = true)
    private boolean background;

    UpCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        options.check();
        Terminal terminal = session.terminal();
        DataDirectory directory = data.directory(session.environment());
        Optional<RunningServer> running = new PidFile(directory.pidFile()).live();
        if (running.isPresent()) {
            tellRuns(running.get());
            return ExitCode.OK;
        }
        // Before anything is installed or started.
        options.rootKeyFile(session.environment());
        directory.create();
        if (!options.noAgent) {
            new EngineSetup(session.environment(), directory, terminal).ensure();
        }
        if (detach) {
            long began = System.nanoTime();
            RunningServer server = new Background(session.launcher(), directory, terminal, session.environment())
                    .start(options.words());
            tellReady(session, directory, server, Duration.ofNanos(System.nanoTime() - began));
            terminal.note(terminal.dim("Runs in the background; its log is " + directory.log()
                    + ". Stop it with: ./roadstead down" + dataWords(data)));
            return ExitCode.OK;
        }
        return new Foreground(session, directory, options, background).run();
    }

    private void tellRuns(RunningServer server) {
        Terminal terminal = session.terminal();
        terminal.note("Roadstead runs already at "
                + terminal.bold(server.endpoint().toString())
                + (server.readySince() == null
                        ? ", and is still starting"
                        : " since "
                                + Words.since(
                                        server.readySince(), session.clock().instant(), ZoneId.systemDefault()))
                + ", process " + server.pid() + ".");
        if (options.port != ServerOptions.USUAL_PORT
                && options.port != server.endpoint().getPort()) {
            terminal.note("To have it on port " + options.port + ", stop it first: ./roadstead down");
        }
        Environment.ofRoot(server).print(terminal);
    }

    /** The lines that say where the server is and how to use it. */
    static void tellReady(Session session, DataDirectory directory, RunningServer server, @Nullable Duration took) {
        Terminal terminal = session.terminal();
        terminal.note(terminal.green("Roadstead is ready") + " at "
                + terminal.bold(server.endpoint().toString())
                + (took == null ? "" : " after " + Words.duration(took))
                + (server.agent() ? ", with this host in cluster default" : ", without an agent")
                + ". Data: " + directory.path());
        Environment.ofRoot(server).print(terminal);
    }

    static String dataWords(ServerOptions.Data data) {
        return data.data == null ? "" : " --data " + data.data;
    }
}
