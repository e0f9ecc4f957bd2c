package io.roadstead.cli;

import io.roadstead.cli.demo.Demo;
import io.roadstead.cli.host.Background;
import io.roadstead.cli.host.DataDirectory;
import io.roadstead.cli.host.EngineSetup;
import io.roadstead.cli.host.Packages;
import io.roadstead.cli.host.PidFile;
import io.roadstead.cli.host.RunningServer;
import io.roadstead.cli.terminal.Terminal;
import io.roadstead.cli.terminal.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/**
 * Shows the main job on real input. It uses the server that runs; where none does it starts one of its own, on a free
 * port with a data directory that it removes, so that nothing of the user's is touched.
 */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Runs three tasks from start to end and cleans up after itself.")
final class DemoCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private final ServerOptions.Data data = new ServerOptions.Data();

    DemoCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        long began = System.nanoTime();
        Terminal terminal = session.terminal();
        DataDirectory directory = data.directory(session.environment());
        terminal.line(terminal.bold("Roadstead demo") + ": three containers, run as Amazon ECS runs them");
        new EngineSetup(session.environment(), directory, terminal).ensure();
        try (Cleanup cleanup = new Cleanup()) {
            Optional<RunningServer> running = new PidFile(directory.pidFile()).live();
            running.ifPresent(server -> {
                title("1  Use the control plane that runs", "./roadstead status");
                terminal.line("     " + server.endpoint());
            });
            RunningServer server = running.isPresent() ? running.get() : ownServer(cleanup);
            Packages packages = new Packages(session.environment(), directory, terminal);
            Path example = session.launcher().resolveSibling("examples/hello/task-definition.json");
            Demo demo = new Demo(Root.ecs(server), example, packages, session.environment(), terminal);
            cleanup.add(demo::cleanUp);
            demo.run();
        }
        terminal.line("");
        terminal.line(
                terminal.green("That was all") + ", in " + Words.duration(Duration.ofNanos(System.nanoTime() - began))
                        + "; everything the demo made is gone. To go on yourself: ./roadstead up --detach");
        return ExitCode.OK;
    }

    private RunningServer ownServer(Cleanup cleanup) throws IOException, InterruptedException {
        Terminal terminal = session.terminal();
        title("1  Start a control plane and an agent", "./roadstead up --detach");
        DataDirectory own = new DataDirectory(Files.createTempDirectory("roadstead-demo"));
        cleanup.add(() -> endServer(own));
        long began = System.nanoTime();
        RunningServer server = new Background(session.launcher(), own, terminal, session.environment())
                .start(List.of("--port", "0", "--bind", ServerOptions.LOOPBACK));
        terminal.line("     ready at " + server.endpoint() + " after "
                + Words.duration(Duration.ofNanos(System.nanoTime() - began)));
        return server;
    }

    private void title(String text, String command) {
        Terminal terminal = session.terminal();
        terminal.line("");
        terminal.line(" " + terminal.bold(text) + "   " + terminal.dim("$ " + command));
    }

    private static void endServer(DataDirectory own) {
        try {
            Optional<RunningServer> server = new PidFile(own.pidFile()).live();
            Optional<ProcessHandle> process = server.flatMap(RunningServer::process);
            if (process.isPresent()) {
                Background.end(process.get());
            }
            try (Stream<Path> paths = Files.walk(own.path())) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("The demo's data in " + own.path() + " could not be removed", e);
        }
    }
}
