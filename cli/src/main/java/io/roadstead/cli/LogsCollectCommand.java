package io.roadstead.cli;

import io.roadstead.cli.collect.LogsCollection;
import io.roadstead.cli.host.DataDirectory;
import io.roadstead.cli.host.EcsConfigFile;
import io.roadstead.cli.logging.Logging;
import io.roadstead.cli.terminal.Terminal;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What somebody who cannot log in here needs to see of this host's agent, in one archive without its secrets. */
@Command(
        name = "logs-collect",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Gathers logs, settings, state, Docker's and the host's facts into one .tgz, without secrets.",
        footer = {
            "",
            "Run it on the agent's host, as the agent's user or as root. It only reads, and works when no agent runs.",
            "Values of environment variables, passwords and keys are blotted out; what could not be had is named in",
            "not-collected.txt of the archive. Look through it before you send it on: programs write into their own logs."
        })
final class LogsCollectCommand implements Callable<Integer> {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Session session;
    private final Path configuration;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "The archive to make (roadstead-logs-HOST-TIME.tgz in the current directory).")
    private @Nullable Path output;

    @Mixin
    private final ServerOptions.Data data = new ServerOptions.Data();

    LogsCollectCommand(Session session) {
        this(session, EcsConfigFile.USUAL);
    }

    /** @param configuration the agent's file of variables */
    LogsCollectCommand(Session session, Path configuration) {
        this.session = session;
        this.configuration = configuration;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Logging.quiet();
        Terminal terminal = session.terminal();
        DataDirectory directory = data.directory(session.environment());
        String root =
                "roadstead-logs-" + host() + "-" + STAMP.format(session.clock().instant());
        Path file = (output == null ? Path.of(root + ".tgz") : output).toAbsolutePath();
        List<LogsCollection.Missing> missing;
        try {
            missing = new LogsCollection(variables(), configuration, directory, session.clock())
                    .into(file, root, System.getProperty("roadstead.version", "(unknown version)"), this::progress);
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailure(e.getFile() + " is there already: remove it, or name another with --output.");
        } catch (NoSuchFileException e) {
            throw new CommandFailure("There is no directory for " + file + ": make it, or name another with --output.");
        } catch (AccessDeniedException e) {
            throw new CommandFailure(e.getFile() + " may not be written: name another file with --output.");
        }
        terminal.clearProgress();
        for (LogsCollection.Missing each : missing) {
            terminal.note(terminal.yellow("Not collected: ") + each.name() + ": " + each.why());
        }
        terminal.note(terminal.green("Collected") + " into the file below, " + Files.size(file) / 1024
                + " KiB. Look through it before you send it on.");
        terminal.line(file.toString());
        return ExitCode.OK;
    }

    /** On a terminal a line that is drawn again; elsewhere a line each, for who waits at a distance. */
    private void progress(String name, int number, int of) {
        Terminal terminal = session.terminal();
        String line = "[" + number + "/" + of + "] " + name;
        if (terminal.interactive()) {
            terminal.progress(line);
        } else {
            terminal.note(line);
        }
    }

    /** The file's, with the environment over them; what cannot be read is told by the collection itself. */
    private Map<String, String> variables() throws IOException {
        try {
            return EcsConfigFile.under(session.environment(), configuration);
        } catch (IllegalArgumentException | AccessDeniedException e) {
            return new TreeMap<>(session.environment());
        }
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9-]", "-");
        } catch (IOException nameless) {
            return "host";
        }
    }
}
