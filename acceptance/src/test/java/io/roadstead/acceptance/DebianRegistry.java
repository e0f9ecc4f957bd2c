package io.roadstead.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** Debian's {@code docker-registry}, as a process of a test's own on the loopback. */
public final class DebianRegistry implements AutoCloseable {
    private final Process process;
    private final Path log;
    private final String host;

    /** @param data where it keeps images */
    public DebianRegistry(Path data) {
        this(data, "");
    }

    /**
     * One that asks everybody for user and password.
     *
     * @param users lines as {@code htpasswd -B} makes them; empty to let everybody in
     */
    public DebianRegistry(Path data, String users) {
        try {
            int port;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            host = "127.0.0.1:" + port;
            log = data.resolve("registry-" + port + ".log");
            Path configuration = data.resolve("registry-" + port + ".yml");
            Path known = Files.writeString(data.resolve("registry-" + port + ".users"), users);
            String auth = users.isEmpty() ? "" : "auth: {htpasswd: {realm: test, path: " + known + "}}\n";
            Files.writeString(configuration, auth + """
                    version: 0.1
                    log:
                      accesslog:
                        disabled: false
                    storage:
                      filesystem:
                        rootdirectory: %s
                      delete:
                        enabled: true
                    http:
                      addr: %s
                    """.formatted(data.resolve("images"), host));
            process = Installation.launch(List.of("docker-registry", "serve", configuration.toString()), log, Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Debian's docker-registry must be installed: apt-get install docker-registry", e);
        }
        Awaitility.await("the registry; its log is " + log)
                .atMost(Duration.ofSeconds(30))
                .until(() -> said("listening on"));
    }

    public String host() {
        return host;
    }

    /** Gives an image of this host a name here, pushes it, and forgets the name. */
    public String push(String image, String repository, String tag) {
        String name = host + "/" + repository + ":" + tag;
        require(Installation.docker("tag", image, name));
        require(Installation.docker("push", name));
        require(Installation.docker("rmi", name));
        return name;
    }

    /** How many requests its log tells of that have this in their line. */
    long requests(String part) {
        return lines().stream().filter(line -> line.contains(part)).count();
    }

    @Override
    public void close() {
        process.destroy();
    }

    private boolean said(String words) {
        return lines().stream().anyMatch(line -> line.contains(words));
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void require(Installation.Ran ran) {
        if (ran.status() != 0) {
            throw new AssertionError(ran.error() + ran.output());
        }
    }
}
