package io.roadstead.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A small image for tests with Docker, made on this host from its static busybox: no registry is asked.
 *
 * <p>All of busybox's programs are in {@code /bin}, which is in {@code PATH}: {@code sh}, {@code sleep}, {@code httpd}.
 */
public final class BusyboxImage {
    /** What it is called at Docker. */
    public static final String NAME = "roadstead-busybox:test";

    private static final List<Path> PLACES = List.of(Path.of("/usr/bin/busybox"), Path.of("/bin/busybox"));
    private static final long DOCKER_SECONDS = 60;

    private BusyboxImage() {}

    /** Makes the image unless it is there; may be called by any number of tests at once. */
    public static synchronized String ensure() {
        if (run(List.of("docker", "image", "inspect", NAME)) == 0) {
            return NAME;
        }
        Path busybox = PLACES.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "tests with Docker need a static busybox at one of " + PLACES + ": install busybox-static"));
        try {
            Path root = Files.createTempDirectory("busybox-image");
            try {
                Path bin = Files.createDirectories(root.resolve("bin"));
                Files.createDirectories(root.resolve("tmp"));
                Files.copy(busybox, bin.resolve("busybox"));
                String script = "cd '" + root
                        + "' && for p in $(bin/busybox --list); do test -e bin/$p || ln -s busybox bin/$p; done; "
                        + "tar -c . | docker import -c 'ENV PATH=/bin' - " + NAME;
                if (run(List.of("sh", "-c", script)) != 0) {
                    throw new IllegalStateException(
                            "docker import failed: is Docker running, and may this user use it?");
                }
            } finally {
                delete(root);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return NAME;
    }

    private static int run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(DOCKER_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("no end after " + DOCKER_SECONDS + " s: " + command);
            }
            return process.exitValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static void delete(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
