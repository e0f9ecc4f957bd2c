package io.roadstead.cli.host;

import io.roadstead.cli.host.EngineFacts.Reach;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Where the Docker Engine is: what {@code DOCKER_HOST} says, or its usual socket.
 *
 * @param url {@code unix:///path} or {@code tcp://host:port}
 * @param chosen whether {@code DOCKER_HOST} said so
 */
public record EngineAddress(String url, boolean chosen) {
    static final String USUAL = "unix:///var/run/docker.sock";
    static final Duration PING_LIMIT = Duration.ofSeconds(3);

    public static EngineAddress of(Map<String, String> environment) {
        String host = environment.getOrDefault("DOCKER_HOST", "");
        return host.isEmpty() ? new EngineAddress(USUAL, false) : new EngineAddress(host, true);
    }

    /** Asks the engine whether it lives, by its {@code /_ping}. */
    public Reach ping() throws InterruptedException {
        FutureTask<Reach> ping = new FutureTask<>(this::ask);
        Thread asking = Thread.ofPlatform().daemon().name("engine-ping").start(ping);
        try {
            return ping.get(PING_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            asking.interrupt();
            return Reach.SILENT;
        } catch (ExecutionException e) {
            return Reach.SILENT;
        }
    }

    private Reach ask() {
        try (SocketChannel channel = open()) {
            channel.write(
                    ByteBuffer.wrap("GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(64);
            while (answer.hasRemaining() && channel.read(answer) >= 0) {
                // Read on: the status line may come in pieces.
            }
            String head = new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
            return head.matches("(?s)HTTP/1\\.[01] 200.*") ? Reach.ANSWERS : Reach.SILENT;
        } catch (AccessDeniedException e) {
            return Reach.NO_PERMISSION;
        } catch (SocketException e) {
            String why = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
            return why.contains("permission denied") ? Reach.NO_PERMISSION : Reach.SILENT;
        } catch (IOException | IllegalArgumentException e) {
            return Reach.SILENT;
        }
    }

    private SocketChannel open() throws IOException {
        if (url.startsWith("unix://")) {
            Path path = Path.of(url.substring("unix://".length()));
            if (!Files.exists(path)) {
                throw new IOException(path + " does not exist");
            }
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            return connect(channel, UnixDomainSocketAddress.of(path));
        }
        URI uri = URI.create(url);
        if (uri.getHost() == null || uri.getPort() < 0) {
            throw new IOException("'" + url + "' is neither unix:///path nor tcp://host:port");
        }
        return connect(SocketChannel.open(), new InetSocketAddress(uri.getHost(), uri.getPort()));
    }

    private static SocketChannel connect(SocketChannel channel, SocketAddress address) throws IOException {
        try {
            channel.connect(address);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }
}
