package io.roadstead.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A Docker Engine of a test's own, which may be killed and started again: this host's is not touched. Its containers
 * have no network ({@code none}), and of images it has {@link BusyboxImage}.
 *
 * <p>It lives in a network namespace of its own, always: an engine that is told to have no bridge removes {@code docker0}
 * where it starts, which on the host would cut off all containers of the host's engine.
 */
public final class PrivateEngine implements AutoCloseable {
    private static final int MOST_MOUNTS = 10;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Path DOCKERD = Path.of("/usr/sbin/dockerd");
    private static final Path UNSHARE = Path.of("/usr/bin/unshare");

    private final Path directory;
    private final boolean liveRestore;
    private @Nullable Process process;

    /**
     * Starts it.
     *
     * @param liveRestore whether its containers go on without it
     */
    public PrivateEngine(boolean liveRestore) {
        try {
            this.directory = Files.createTempDirectory("engine");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.liveRestore = liveRestore;
        start();
        String image = BusyboxImage.ensure();
        Path archive = directory.resolve("image.tar");
        run("docker", "save", "-o", archive.toString(), image);
        docker("load", "-i", archive.toString());
    }

    /** Whether this host can have one: it takes root's rights and the engine's program. */
    public static boolean possible() {
        return Files.isExecutable(DOCKERD)
                && Files.isExecutable(UNSHARE)
                && "root".equals(System.getProperty("user.name"));
    }

    /** As {@code DOCKER_HOST} takes it. */
    public URI uri() {
        return URI.create("unix://" + directory.resolve("docker.sock"));
    }

    /** Starts it, after {@link #kill} or {@link #stop}, and returns when it answers. */
    public void start() {
        List<String> command = new ArrayList<>(List.of(
                UNSHARE.toString(),
                "--net",
                "--",
                DOCKERD.toString(),
                "--host=" + uri(),
                "--data-root=" + directory.resolve("data"),
                "--exec-root=" + directory.resolve("exec"),
                "--pidfile=" + directory.resolve("pid"),
                "--bridge=none",
                "--iptables=false",
                "--ip-forward=false"));
        if (liveRestore) {
            command.add("--live-restore");
        }
        try {
            // Of processes that were killed: where nobody reaps their zombies, they would count as running.
            Files.deleteIfExists(directory.resolve("pid"));
            Files.deleteIfExists(directory.resolve("exec/containerd/containerd.pid"));
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("engine.log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaitility.await("an answer of the engine in " + directory)
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> status("docker", "--host", uri().toString(), "version") == 0);
    }

    /** As {@code kill -9} of the engine's own process; its containers go on for the moment. */
    public void kill() {
        end(true);
    }

    /** As a service's stop: without live restore its containers are stopped first. */
    public void stop() {
        end(false);
    }

    /** Runs the docker command against it and returns what it printed. */
    public String docker(String... words) {
        List<String> command = new ArrayList<>(List.of("docker", "--host", uri().toString()));
        command.addAll(List.of(words));
        return run(command.toArray(String[]::new));
    }

    /** Ends it and all its containers. */
    @Override
    public void close() {
        Process running = process;
        if (running == null || !running.isAlive()) {
            start();
        }
        String containers = docker("ps", "-aq");
        containers.lines().forEach(id -> docker("rm", "-f", id));
        stop();
        // An engine that was killed leaves its data mounted over itself, once for each time.
        int mounts = 0;
        while (mounts < MOST_MOUNTS
                && status("umount", directory.resolve("data").toString()) == 0) {
            mounts++;
        }
        run("rm", "-rf", directory.toString());
    }

    private void end(boolean atOnce) {
        Process running = process;
        if (running == null) {
            return;
        }
        if (atOnce) {
            running.destroyForcibly();
        } else {
            running.destroy();
        }
        try {
            if (!running.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the engine in " + directory + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process = null;
    }

    private static int status(String... command) {
        try {
            return new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    private static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String text = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + text);
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
