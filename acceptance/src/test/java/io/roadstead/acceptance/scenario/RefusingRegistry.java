package io.roadstead.acceptance.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/**
 * An image registry on the loopback that has nothing to give and says so in the distribution protocol's own errors: the
 * repository's name chooses which. Docker takes registries on 127.0.0.0/8 without TLS.
 */
final class RefusingRegistry implements AutoCloseable {
    private record Refusal(int status, String code, String message) {}

    private static final Map<String, Refusal> REFUSALS = Map.of(
            "missing", new Refusal(404, "MANIFEST_UNKNOWN", "manifest unknown"),
            "private", new Refusal(401, "UNAUTHORIZED", "authentication required"),
            "limited",
                    new Refusal(
                            429,
                            "TOOMANYREQUESTS",
                            "You have reached your pull rate limit. You may increase the limit by authenticating and"
                                    + " upgrading: https://www.docker.com/increase-rate-limit"));

    private final HttpServer server;

    RefusingRegistry() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v2/", RefusingRegistry::answer);
        server.start();
    }

    /** The image's name for one of the refusals: missing, private, limited. */
    String image(String refusal) {
        return "127.0.0.1:" + server.getAddress().getPort() + "/" + refusal + ":1";
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().split("/");
        Refusal refusal = path.length > 2 ? REFUSALS.get(path[2]) : null;
        String body = refusal == null
                ? "{}"
                : "{\"errors\":[{\"code\":\"" + refusal.code() + "\",\"message\":\"" + refusal.message() + "\"}]}";
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.getResponseHeaders().add("Docker-Distribution-Api-Version", "registry/2.0");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(refusal == null ? 200 : refusal.status(), head ? -1 : bytes.length);
        if (!head) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
