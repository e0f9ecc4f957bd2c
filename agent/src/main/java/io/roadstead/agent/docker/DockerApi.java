package io.roadstead.agent.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.roadstead.agent.engine.Fault;
import io.roadstead.agent.runtime.RuntimeFault;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Engine API over HTTP: JSON in, JSON out, every call with its own deadline.
 *
 * <p>The API version is agreed on first: the older of what the engine speaks and what this agent was tested with, but
 * none that the engine no longer takes. (Engine 20.10 refuses 1.44, engine 29 refuses less.)
 */
final class DockerApi implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DockerApi.class);

    /** The newest API version this agent was run against. */
    private static final ApiVersion TESTED = new ApiVersion(1, 41);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration VERSION_TIMEOUT = Duration.ofSeconds(30);

    /** Calls at once; more wait for a free connection. */
    private static final int MAX_CONNECTIONS = 128;

    /** A call on a kept connection that fails this soon met one that the engine had closed: it is made once more. */
    private static final Duration STALE_CONNECTION = Duration.ofMillis(50);

    /** Docker's error texts are cut by whoever reports them; this only keeps a broken proxy's page out of memory. */
    private static final int MAX_ERROR_BYTES = 64 * 1024;

    static final ObjectMapper JSON = new ObjectMapper();

    private final DockerHttpClient http;
    private final URI host;
    private final ApiVersion version;
    private final ApiVersion engineVersion;

    DockerApi(URI host) throws RuntimeFault {
        this.host = host;
        // Deadlines are kept here, call by call: a response timeout would cut event streams and long pulls as well.
        this.http = new ZerodepDockerHttpClient.Builder()
                .dockerHost(host)
                .connectionTimeout(CONNECT_TIMEOUT)
                .maxConnections(MAX_CONNECTIONS)
                .build();
        JsonNode answer;
        try {
            answer = checked(exchange("GET", "/version", null, Map.of(), VERSION_TIMEOUT, "described"));
        } catch (RuntimeFault e) {
            close();
            throw e;
        }
        engineVersion = ApiVersion.parse(answer.path("ApiVersion").asText("1.24"));
        ApiVersion oldest = ApiVersion.parse(answer.path("MinAPIVersion").asText("1.12"));
        ApiVersion agreed = engineVersion.compareTo(TESTED) < 0 ? engineVersion : TESTED;
        version = agreed.compareTo(oldest) < 0 ? oldest : agreed;
        if (version.compareTo(TESTED) > 0) {
            LOG.warn(
                    "Docker at {} takes no API version before {}; this agent was tested with {}", host, oldest, TESTED);
        }
    }

    /** What the engine answered. */
    record Reply(int status, JsonNode body) {}

    /** The newest API version the engine speaks. */
    ApiVersion engineVersion() {
        return engineVersion;
    }

    /**
     * Makes a call and wants it to succeed.
     *
     * @param transition what a missed deadline is told as
     */
    JsonNode call(String method, String path, @Nullable JsonNode body, Duration timeout, String transition)
            throws RuntimeFault {
        return checked(reply(method, path, body, timeout, transition));
    }

    /** Makes a call whose failure means something. */
    Reply reply(String method, String path, @Nullable JsonNode body, Duration timeout, String transition)
            throws RuntimeFault {
        return exchange(method, "/v" + version + path, body, Map.of(), timeout, transition);
    }

    /** Sends a tar archive. */
    JsonNode upload(String path, byte[] tar, Duration timeout, String transition) throws RuntimeFault {
        Request request = Request.builder()
                .method("POST")
                .path("/v" + version + path)
                .putHeader("Content-Type", "application/x-tar")
                .bodyBytes(tar)
                .build();
        return checked(within(timeout, transition, () -> send(request)));
    }

    /** As {@link #reply(String, String, JsonNode, Duration, String)}, with headers and without a body. */
    Reply ask(String method, String path, Map<String, String> headers, Duration timeout, String transition)
            throws RuntimeFault {
        return exchange(method, "/v" + version + path, null, headers, timeout, transition);
    }

    /** Opens a call whose answer is read bit by bit; the caller closes it. */
    Response open(String method, String path, Map<String, String> headers) throws RuntimeFault {
        try {
            Response response = http.execute(request(method, "/v" + version + path, null, headers));
            if (response.getStatusCode() / 100 != 2) {
                try (response) {
                    throw new RuntimeFault(new Fault.Refused(errorText(response.getStatusCode(), read(response))));
                }
            }
            return response;
        } catch (RuntimeException e) {
            throw gone(e);
        }
    }

    /** The fault of an answer that is no success, in the words of Docker's Go client. */
    static Fault refusal(Reply reply) {
        String text = errorText(reply.status(), reply.body());
        return reply.status() == 404 ? new Fault.NotFound(text) : new Fault.Refused(text);
    }

    @Override
    public void close() {
        try {
            http.close();
        } catch (IOException e) {
            LOG.debug("The connections to Docker did not close cleanly", e);
        }
    }

    RuntimeFault gone(Throwable cause) {
        return new RuntimeFault(
                new Fault.DaemonGone(
                        "Cannot connect to the Docker daemon at " + host + ". Is the docker daemon running?"),
                cause);
    }

    private static JsonNode checked(Reply reply) throws RuntimeFault {
        if (reply.status() / 100 == 2 || reply.status() == 304) {
            return reply.body();
        }
        throw new RuntimeFault(refusal(reply));
    }

    private Reply exchange(
            String method,
            String path,
            @Nullable JsonNode body,
            Map<String, String> headers,
            Duration timeout,
            String transition)
            throws RuntimeFault {
        Request request = request(method, path, body, headers);
        return within(timeout, transition, () -> {
            long begun = System.nanoTime();
            try {
                return send(request);
            } catch (RuntimeException e) {
                if (Thread.currentThread().isInterrupted() || System.nanoTime() - begun > STALE_CONNECTION.toNanos()) {
                    throw e;
                }
                return send(request);
            }
        });
    }

    private Reply send(Request request) throws IOException {
        try (Response response = http.execute(request)) {
            return new Reply(response.getStatusCode(), read(response));
        }
    }

    /**
     * Runs a call on a thread of its own and gives up when time is over: sockets of the local kind know no timeouts, but
     * an interrupt closes them.
     */
    private <T> T within(Duration timeout, String transition, Callable<T> call) throws RuntimeFault {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = Thread.ofVirtual().name("docker-call").start(task);
        try {
            return task.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            thread.interrupt();
            throw new RuntimeFault(new Fault.TimedOut(transition, timeout), e);
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new RuntimeFault(new Fault.DaemonGone("interrupted while waiting for the Docker daemon"), e);
        } catch (ExecutionException e) {
            throw gone(e.getCause() == null ? e : e.getCause());
        }
    }

    private static Request request(String method, String path, @Nullable JsonNode body, Map<String, String> headers) {
        Request.Builder request = Request.builder();
        request.method(method).path(path).putAllHeaders(headers);
        if (body != null) {
            try {
                request.putHeader("Content-Type", "application/json").bodyBytes(JSON.writeValueAsBytes(body));
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("a JSON tree could not be written", e);
            }
        }
        return request.build();
    }

    private static JsonNode read(Response response) {
        try (InputStream body = response.getBody()) {
            if (response.getStatusCode() / 100 != 2) {
                return error(body.readNBytes(MAX_ERROR_BYTES));
            }
            JsonNode tree = JSON.readTree(body);
            return tree == null ? MissingNode.getInstance() : tree;
        } catch (IOException e) {
            throw new UncheckedIOException("Docker's answer broke off", e);
        }
    }

    private static JsonNode error(byte[] body) {
        try {
            JsonNode tree = JSON.readTree(body);
            if (tree != null && tree.has("message")) {
                return tree;
            }
        } catch (IOException notJson) {
            LOG.debug("Docker answered an error that is no JSON", notJson);
        }
        return JSON.createObjectNode()
                .put("message", new String(body, java.nio.charset.StandardCharsets.UTF_8).strip());
    }

    private static String errorText(int status, JsonNode body) {
        String message = body.path("message").asText("");
        return message.isEmpty()
                ? "Error response from daemon: HTTP status " + status
                : "Error response from daemon: " + message;
    }
}
