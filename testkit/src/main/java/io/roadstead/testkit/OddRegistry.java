package io.roadstead.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * A registry on the loopback that has one image, under every name and tag, and misbehaves on demand. Docker speaks plain
 * HTTP with it, for it is at 127.0.0.1.
 */
public final class OddRegistry implements AutoCloseable {
    /** Whom it knows, once it asks. */
    public static final String USER = "ada";

    public static final String PASSWORD = "countess";

    private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    private static final String INDEX = "application/vnd.docker.distribution.manifest.list.v2+json";
    private static final int OK = 200;
    private static final int BACKLOG = 64;
    private static final int TLS_HANDSHAKE = 0x16;

    /** How it behaves. */
    public enum Mood {
        /** As it should. */
        WELL,
        /** Asks everybody who they are. */
        ASKS_WHO,
        /** Forbids the layer, as a store of objects does. */
        FORBIDS_THE_LAYER,
        /** Knows no image. */
        KNOWS_NOTHING,
        /** Is asked too often. */
        HAS_ENOUGH,
        /** Has the image for another kind of computer only. */
        HAS_ANOTHER_PLATFORM,
        /** Gives half of the layer and no more. */
        STALLS
    }

    private final HttpServer server;
    private final ServerSocket door;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    private final Map<String, Integer> asked = new ConcurrentHashMap<>();
    private final String layer;
    private final byte[] manifest;
    private volatile Mood mood = Mood.WELL;

    /** A registry with {@link BusyboxImage}. */
    public OddRegistry() {
        try {
            Path saved = Files.createTempDirectory("odd-registry");
            try {
                Process process = new ProcessBuilder(
                                "sh",
                                "-c",
                                "cd '" + saved + "' && docker save " + BusyboxImage.ensure() + " | tar -x && echo "
                                        + UUID.randomUUID() + " > unique && tar -cf unique.tar unique")
                        .inheritIO()
                        .start();
                if (process.waitFor() != 0) {
                    throw new IllegalStateException("docker save failed");
                }
                String programs = blob(find(saved, "layer.tar"));
                // One that no Docker has yet, or it would not be asked for.
                layer = blob(Files.readAllBytes(saved.resolve("unique.tar")));
                byte[] config = new String(find(saved, ".json"), StandardCharsets.UTF_8)
                        .replace("\"" + programs + "\"", "\"" + programs + "\",\"" + layer + "\"")
                        .getBytes(StandardCharsets.UTF_8);
                manifest = ("{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST + "\",\"config\":{\"mediaType\":"
                                + "\"application/vnd.docker.container.image.v1+json\",\"size\":" + config.length
                                + ",\"digest\":\"" + blob(config) + "\"},\"layers\":[" + described(programs) + ","
                                + described(layer) + "]}")
                        .getBytes(StandardCharsets.UTF_8);
            } finally {
                try (Stream<Path> all = Files.walk(saved)) {
                    for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(path);
                    }
                }
            }
            InetAddress loopback = InetAddress.getLoopbackAddress();
            server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
            door = new ServerSocket(0, BACKLOG, loopback);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
        threads.execute(this::open);
    }

    /** Turns away who comes with TLS, at once, as Go's servers do and Java's does not; lets all others in. */
    private void open() {
        while (closed.getCount() > 0) {
            try {
                Socket guest = door.accept();
                threads.execute(() -> receive(guest));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void receive(Socket guest) {
        try (guest) {
            int first = guest.getInputStream().read();
            if (first == TLS_HANDSHAKE) {
                guest.getOutputStream().write("HTTP/1.0 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            } else if (first >= 0) {
                try (Socket inside = new Socket(
                        server.getAddress().getAddress(), server.getAddress().getPort())) {
                    inside.getOutputStream().write(first);
                    threads.execute(() -> copy(guest, inside));
                    copy(inside, guest);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException gone) {
            // Whoever went away first took the other along; there is nobody left to tell.
            return;
        }
    }

    /** The image's name for Docker, with this tag. */
    public String image(String repository, String tag) {
        return "127.0.0.1:" + door.getLocalPort() + "/" + repository + ":" + tag;
    }

    public String host() {
        return "127.0.0.1:" + door.getLocalPort();
    }

    /** The image's digest. */
    public String digest() {
        return sha256(manifest);
    }

    public void behave(Mood newMood) {
        mood = newMood;
    }

    /** How often the layer was asked for. */
    public int layerAsked() {
        return asked.getOrDefault(layer, 0);
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (mood == Mood.ASKS_WHO && !known(exchange)) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"odd\"");
                error(exchange, 401, "UNAUTHORIZED", "authentication required");
            } else if (mood == Mood.HAS_ENOUGH && !path.equals("/v2/")) {
                error(
                        exchange,
                        429,
                        "TOOMANYREQUESTS",
                        "You have reached your pull rate limit. You may increase the limit by authenticating and"
                                + " upgrading: https://www.docker.com/increase-rate-limit");
            } else if (path.contains("/manifests/")) {
                manifest(exchange);
            } else if (path.contains("/blobs/")) {
                blob(exchange, path.substring(path.lastIndexOf('/') + 1));
            } else {
                exchange.getResponseHeaders().set("Docker-Distribution-Api-Version", "registry/2.0");
                send(exchange, OK, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private void manifest(HttpExchange exchange) throws IOException {
        switch (mood) {
            case KNOWS_NOTHING -> error(exchange, 404, "MANIFEST_UNKNOWN", "manifest unknown");
            case HAS_ANOTHER_PLATFORM -> {
                String index = "{\"schemaVersion\":2,\"mediaType\":\"" + INDEX + "\",\"manifests\":[{\"mediaType\":\""
                        + MANIFEST + "\",\"size\":" + manifest.length + ",\"digest\":\"" + digest()
                        + "\",\"platform\":{\"architecture\":\"s390x\",\"os\":\"linux\"}}]}";
                byte[] bytes = index.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Docker-Content-Digest", sha256(bytes));
                send(exchange, OK, INDEX, bytes);
            }
            case WELL, ASKS_WHO, FORBIDS_THE_LAYER, HAS_ENOUGH, STALLS -> {
                exchange.getResponseHeaders().set("Docker-Content-Digest", digest());
                send(exchange, OK, MANIFEST, manifest);
            }
        }
    }

    private void blob(HttpExchange exchange, String digest) throws IOException {
        asked.merge(digest, 1, Integer::sum);
        byte[] content = content(digest);
        boolean odd = digest.equals(layer);
        if (odd && mood == Mood.FORBIDS_THE_LAYER) {
            send(
                    exchange,
                    403,
                    "application/xml",
                    "<Error><Code>AccessDenied</Code></Error>".getBytes(StandardCharsets.UTF_8));
        } else if (odd && mood == Mood.STALLS) {
            exchange.sendResponseHeaders(OK, content.length);
            exchange.getResponseBody().write(content, 0, content.length / 2);
            exchange.getResponseBody().flush();
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        } else {
            send(exchange, OK, "application/octet-stream", content);
        }
    }

    private static boolean known(HttpExchange exchange) {
        String expected =
                "Basic " + Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        return expected.equals(exchange.getRequestHeaders().getFirst("Authorization"));
    }

    private static void error(HttpExchange exchange, int status, String code, String message) throws IOException {
        send(
                exchange,
                status,
                "application/json",
                ("{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}]}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (head) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
        }
        exchange.sendResponseHeaders(status, head ? -1 : body.length);
        if (!head) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }

    private String described(String digest) {
        return "{\"mediaType\":\"application/vnd.docker.image.rootfs.diff.tar.gzip\",\"size\":" + content(digest).length
                + ",\"digest\":\"" + digest + "\"}";
    }

    private byte[] content(String digest) {
        byte[] content = blobs.get(digest);
        if (content == null) {
            throw new IllegalArgumentException("there is no blob " + digest);
        }
        return content;
    }

    private String blob(byte[] content) {
        String digest = sha256(content);
        blobs.put(digest, content);
        return digest;
    }

    private static byte[] find(Path directory, String end) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            Path found = all.filter(path -> path.toString().endsWith(end))
                    .filter(path -> !path.endsWith("manifest.json"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("docker save wrote nothing that ends in " + end));
            return Files.readAllBytes(found);
        }
    }

    private static String sha256(byte[] content) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
