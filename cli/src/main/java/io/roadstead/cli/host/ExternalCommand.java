package io.roadstead.cli.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs other programs, each with a limit of time. */
public final class ExternalCommand {
    /** The most that is kept of what a program prints. */
    static final int OUTPUT_LIMIT_BYTES = 1 << 20;

    /** How long to wait for the output after the end: something the program started may hold the pipe. */
    static final Duration OUTPUT_WAIT = Duration.ofSeconds(5);

    private ExternalCommand() {}

    /**
     * @param exit the exit status; 127 when there is no such program, 124 when it was ended at its limit
     * @param output what it printed, the standard error in between
     */
    public record Result(int exit, String output) {
        public boolean ok() {
            return exit == 0;
        }

        /** The last line that says something, for a sentence about a failure. */
        public String lastLine() {
            return output.lines()
                    .filter(line -> !line.isBlank())
                    .reduce((a, b) -> b)
                    .orElse("(no output)")
                    .strip();
        }
    }

    public static Result run(Duration limit, String... command) throws InterruptedException {
        return run(limit, null, Map.of(), List.of(command));
    }

    /**
     * Runs a program to its end.
     *
     * @param log a file to append the output to instead of keeping it
     * @param environment variables to add
     */
    public static Result run(Duration limit, @Nullable Path log, Map<String, String> environment, List<String> command)
            throws InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().putAll(environment);
        if (log != null) {
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        }
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return new Result(127, String.valueOf(e.getMessage()));
        }
        Output output = new Output(process.getInputStream());
        boolean ended;
        try {
            ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw e;
        }
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            process.waitFor();
            return new Result(124, output.text() + "\nended after " + limit.toSeconds() + " s");
        }
        return new Result(process.exitValue(), output.text());
    }

    /** Whether a program of this name is on the PATH. */
    public static boolean exists(String program, Map<String, String> environment) {
        for (String directory : environment.getOrDefault("PATH", "").split(":")) {
            if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }

    /** What a program prints, taken as it comes: a program whose output nobody takes would stand still. */
    private static final class Output {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final Thread reader;

        Output(InputStream stream) {
            reader = Thread.ofVirtual().start(() -> read(stream));
        }

        private void read(InputStream stream) {
            byte[] piece = new byte[8192];
            try (stream) {
                for (int n = stream.read(piece); n >= 0; n = stream.read(piece)) {
                    kept.write(piece, 0, Math.min(n, OUTPUT_LIMIT_BYTES - kept.size()));
                }
            } catch (IOException e) {
                // The pipe of a program that was ended is closed under us; what came before counts.
                return;
            }
        }

        /** All of it, unless something that the program left behind still holds the pipe. */
        String text() throws InterruptedException {
            reader.join(OUTPUT_WAIT);
            return kept.toString(StandardCharsets.UTF_8);
        }
    }
}
