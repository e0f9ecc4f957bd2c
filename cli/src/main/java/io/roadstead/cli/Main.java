package io.roadstead.cli;

import io.roadstead.cli.terminal.Terminal;
import io.roadstead.wire.client.ApiError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IVersionProvider;

/** The command line: {@code ./roadstead COMMAND}, after the launcher has found a JDK and built what it needs. */
public final class Main {
    /** Exit status of {@code status} when nothing runs, the one of systemd's and LSB's {@code status}. */
    static final int NOT_RUNNING = 3;

    private Main() {}

    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        Session session = new Session(
                Terminal.ofProcess(environment),
                environment,
                Clock.systemUTC(),
                Path.of(System.getProperty("roadstead.root", "."), "roadstead"));
        int status = run(session, args);
        System.out.flush();
        System.err.flush();
        System.exit(status);
    }

    /** Runs one command line and gives its exit status. */
    static int run(Session session, String... args) {
        CommandLine line = new CommandLine(new Roadstead(session));
        Map<String, Supplier<CommandLine>> commands = commands(session);
        // Picocli reads a command's annotations when it is added: of seven commands that takes a third of a server's
        // start.
        String named = args.length == 0 ? "" : args[0];
        if (commands.containsKey(named)) {
            line.addSubcommand(commands.get(named).get());
        } else {
            commands.values().forEach(command -> line.addSubcommand(command.get()));
        }
        line.setParameterExceptionHandler((problem, words) -> {
            String command = problem.getCommandLine().getCommandSpec().qualifiedName(" ");
            session.terminal().note(String.valueOf(problem.getMessage()));
            session.terminal().note("See: ./" + command + " --help");
            return problem.getCommandLine().getCommandSpec().exitCodeOnInvalidInput();
        });
        line.setExecutionExceptionHandler((problem, command, parsed) -> {
            tell(session, problem);
            return command.getCommandSpec().exitCodeOnExecutionException();
        });
        return line.execute(args);
    }

    private static Map<String, Supplier<CommandLine>> commands(Session session) {
        Map<String, Supplier<CommandLine>> commands = new LinkedHashMap<>();
        commands.put("up", () -> new CommandLine(new UpCommand(session)));
        commands.put("down", () -> new CommandLine(new DownCommand(session)));
        commands.put("status", () -> new CommandLine(new StatusCommand(session)));
        commands.put("events", () -> new CommandLine(new EventsCommand(session)));
        commands.put("watch", () -> new CommandLine(new WatchCommand(session)));
        commands.put("doctor", () -> new CommandLine(new DoctorCommand(session)));
        commands.put("demo", () -> new CommandLine(new DemoCommand(session)));
        commands.put("agent", () -> new CommandLine(new AgentCommand(session))
                .addSubcommand(new LogsCollectCommand(session)));
        commands.put(
                "account", () -> new CommandLine(new AccountCommand()).addSubcommand(new AccountCommand.Add(session)));
        commands.put("key", () -> new CommandLine(new KeyCommand())
                .addSubcommand(new KeyCommand.Rotate(session))
                .addSubcommand(new KeyCommand.Status(session)));
        commands.put("rehearse", () -> new CommandLine(new RehearseCommand(session)));
        return commands;
    }

    private static void tell(Session session, Exception problem) {
        switch (problem) {
            case CommandFailure failure ->
                session.terminal().note(session.terminal().red("Failed: ") + failure.getMessage());
            case ApiError error ->
                session.terminal()
                        .note(session.terminal().red("Failed: ")
                                + (error.unreachable() ? "" : error.type() + ": ")
                                + error.getMessage());
            case InterruptedException interrupted -> session.terminal().note("Interrupted.");
            default -> {
                session.terminal().note("This is a bug in Roadstead; please report it with these lines:");
                problem.printStackTrace();
            }
        }
    }

    /** The command without a command: prints the same text as the launcher's {@code help}. */
    @Command(name = "roadstead", versionProvider = Version.class, mixinStandardHelpOptions = false)
    static final class Roadstead implements Callable<Integer> {
        private final Session session;

        Roadstead(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            help().lines().forEach(session.terminal()::line);
            return ExitCode.OK;
        }
    }

    static String help() {
        try (InputStream text = Main.class.getResourceAsStream("help.txt")) {
            if (text == null) {
                throw new IllegalStateException("help.txt is missing from the jar");
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The version, which the launcher knows from the pom. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"roadstead " + System.getProperty("roadstead.version", "(unknown version)")};
        }
    }
}
