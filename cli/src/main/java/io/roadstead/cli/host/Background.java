package io.roadstead.cli.host;

import io.roadstead.cli.CommandFailure;
import io.roadstead.cli.terminal.Terminal;
import io.roadstead.cli.terminal.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts a server in a process of its own, which outlives the terminal, and waits until it is ready. */
public final class Background {
    /** From the start of the process to an instance that is ACTIVE with its agent connected. */
    static final Duration READY_LIMIT = Duration.ofSeconds(60);

    private static final Duration POLL = Duration.ofMillis(25);
    private static final Duration END_LIMIT = Duration.ofSeconds(10);

    private final Path launcher;
    private final DataDirectory data;
    private final Terminal terminal;
    private final Map<String, String> environment;

    public Background(Path launcher, DataDirectory data, Terminal terminal, Map<String, String> environment) {
        this.launcher = launcher;
        this.data = data;
        this.terminal = terminal;
        this.environment = environment;
    }

    /**
     * Starts {@code roadstead up} with these options and returns when it is ready.
     *
     * @throws CommandFailure with the log's last lines when it ends before, or takes longer than {@link #READY_LIMIT}
     */
    public RunningServer start(List<String> options) throws IOException, InterruptedException {
        data.create();
        long logBefore = Files.exists(data.log()) ? Files.size(data.log()) : 0;
        long began = System.nanoTime();
        Process process = launch(options);
        PidFile pidFile = new PidFile(data.pidFile());
        while (true) {
            Optional<RunningServer> server =
                    pidFile.live().filter(running -> running.pid() == process.pid() && running.readySince() != null);
            if (server.isPresent()) {
                terminal.clearProgress();
                return server.get();
            }
            Duration waited = Duration.ofNanos(System.nanoTime() - began);
            if (!process.isAlive()) {
                throw new CommandFailure("The server ended with status " + process.exitValue() + ". The last lines of "
                        + data.log() + ":\n" + LogTail.of(data.log(), logBefore));
            }
            if (waited.compareTo(READY_LIMIT) > 0) {
                end(process.toHandle());
                throw new CommandFailure("The server was not ready within " + Words.duration(READY_LIMIT)
                        + " and was ended. The last lines of " + data.log() + ":\n"
                        + LogTail.of(data.log(), logBefore));
            }
            terminal.progress("Starting Roadstead: " + Words.duration(waited));
            Thread.sleep(POLL);
        }
    }

    private Process launch(List<String> options) throws IOException {
        List<String> command = new ArrayList<>();
        // A session of its own: neither Ctrl-C nor the end of the terminal reaches it. macOS has only nohup.
        if (ExternalCommand.exists("setsid", environment)) {
            command.add("setsid");
        } else if (ExternalCommand.exists("nohup", environment)) {
            command.add("nohup");
        }
        command.addAll(List.of(
                launcher.toString(), "up", "--background", "--data", data.path().toString()));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(data.log().toFile()));
        // The jars this process runs from: the server must not begin with a build.
        Path jars = Path.of(System.getProperty("java.class.path").split(":")[0]).getParent();
        if (jars != null) {
            builder.environment().put("ROADSTEAD_RUNTIME", jars.toString());
        }
        return builder.start();
    }

    /** Ends a process: kindly, then by force. */
    public static boolean end(ProcessHandle process) throws InterruptedException {
        process.destroy();
        if (endedWithin(process, END_LIMIT)) {
            return true;
        }
        process.destroyForcibly();
        endedWithin(process, END_LIMIT);
        return false;
    }

    private static boolean endedWithin(ProcessHandle process, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (Liveness.alive(process)) {
            if (System.nanoTime() >= end) {
                return false;
            }
            Thread.sleep(POLL);
        }
        return true;
    }
}
