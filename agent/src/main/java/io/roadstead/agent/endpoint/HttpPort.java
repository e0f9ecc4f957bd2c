package io.roadstead.agent.endpoint;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening port of the JDK's own small HTTP server, and the only place that knows it. Each request has a virtual
 * thread; who is slow to ask or to listen is cut off.
 */
public final class HttpPort implements AutoCloseable {
    /** Longest body taken; what containers send is far smaller. */
    static final int MAX_BODY = 64 * 1024;

    /** Seconds for sending a request. Source: agent-protocol 5.2. */
    private static final String MAX_SECONDS = "5";

    /** How long a connection stays whose answer is lost; longer than callers of a host's own services wait. */
    private static final Duration LOST_FOR = Duration.ofSeconds(5);

    private static final int BACKLOG = 1024;
    private static final Logger LOG = LoggerFactory.getLogger(HttpPort.class);

    private final HttpServer server;
    private final ExecutorService threads;

    private HttpPort(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Listens.
     *
     * @param address port 0 takes any free one
     * @param name of this server, told in each answer
     * @throws IOException when the address cannot be had, {@link java.net.BindException} when it is taken
     */
    public static HttpPort open(InetSocketAddress address, String name, Handler handler) throws IOException {
        setLimits();
        HttpServer server = HttpServer.create(address, BACKLOG);
        ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("http-", 0).factory());
        server.setExecutor(threads);
        server.createContext("/", exchange -> exchange(exchange, name, handler));
        server.start();
        return new HttpPort(server, threads);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** The server reads its limits from the system's properties alone, and once; an operator's own stay. */
    private static void setLimits() {
        Map<String, String> limits = Map.of(
                "sun.net.httpserver.maxReqTime", MAX_SECONDS,
                "sun.net.httpserver.nodelay", "true",
                "jdk.httpserver.maxConnections", "2000");
        limits.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
    }

    private static void exchange(HttpExchange exchange, String name, Handler handler) {
        try (exchange) {
            Handler.Answer answer;
            try {
                byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
                answer = body.length > MAX_BODY
                        ? Handler.Answer.plain(413, "the request is longer than " + MAX_BODY + " bytes\n")
                        : handler.answer(request(exchange, new String(body, StandardCharsets.UTF_8)));
            } catch (RuntimeException e) {
                LOG.error("{} {} could not be answered", exchange.getRequestMethod(), path(exchange), e);
                answer = Handler.Answer.plain(500, "the agent could not answer; its log says why\n");
            }
            if (answer.isLost()) {
                Thread.sleep(LOST_FOR);
                return;
            }
            exchange.getResponseHeaders().set("Server", name);
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            boolean bodyless = exchange.getRequestMethod().equals("HEAD") || body.length == 0;
            exchange.sendResponseHeaders(answer.status(), bodyless ? -1 : body.length);
            if (!bodyless) {
                exchange.getResponseBody().write(body);
            }
        } catch (IOException e) {
            LOG.debug("A caller of {} went away", path(exchange), e);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** Without what stands in the path: ids are secrets of their containers. */
    private static String path(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        int end = path == null ? -1 : path.indexOf('/', 1);
        return end < 0 ? String.valueOf(path) : path.substring(0, end) + "/...";
    }

    private static Handler.Request request(HttpExchange exchange, String body) {
        return new Handler.Request(
                exchange.getRequestMethod(),
                Objects.requireNonNullElse(exchange.getRequestURI().getPath(), "/"),
                query(exchange.getRequestURI().getRawQuery()),
                body,
                exchange.getRemoteAddress().getAddress().getHostAddress(),
                exchange.getRemoteAddress().getPort(),
                headers(exchange));
    }

    private static Map<String, String> headers(HttpExchange exchange) {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.putIfAbsent(name.toLowerCase(Locale.ROOT), values.getFirst()));
        return headers;
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        if (raw != null) {
            for (String pair : raw.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                query.putIfAbsent(decoded(name), equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return text;
        }
    }
}
