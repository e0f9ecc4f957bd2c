package io.roadstead.agent.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.agent.config.AgentConfig;
import io.roadstead.agent.config.ProxyRules;
import io.roadstead.wire.sigv4.SigV4Signer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Signed calls of the ECS API. Source: agent-protocol 1.2. */
public final class ControlApi {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    private static final Duration CALL_LIMIT = Duration.ofSeconds(42);
    private static final String TARGET = "AmazonEC2ContainerServiceV20141113.";
    private static final String USER_AGENT = "Roadstead Agent - v" + AgentVersion.VERSION + " (linux; LINUX)";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final URI server;
    private final SigV4Signer signer;
    private final Clock clock;
    private final HttpClient http;

    public ControlApi(AgentConfig config, HttpClient http, Clock clock) {
        this.server = config.server();
        this.signer = new SigV4Signer(config.credentials(), config.region(), "ecs");
        this.http = http;
        this.clock = clock;
    }

    /** A client for calls and sessions alike. */
    public static HttpClient client(ProxyRules proxies) {
        return HttpClient.newBuilder()
                .proxy(new ThroughProxy(proxies))
                .connectTimeout(CONNECT_LIMIT)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    public static ObjectNode input() {
        return JsonNodeFactory.instance.objectNode();
    }

    /**
     * Calls an operation.
     *
     * @throws ApiFault when it is refused or gets no answer
     */
    public JsonNode call(String operation, ObjectNode input) throws ApiFault, InterruptedException {
        return call(operation, input, CALL_LIMIT);
    }

    /** As above, with a limit of its own: {@link ApiFault#TIMED_OUT} beyond it. */
    JsonNode call(String operation, ObjectNode input, Duration limit) throws ApiFault, InterruptedException {
        try {
            byte[] body = JSON.writeValueAsBytes(input);
            Map<String, String> headers = new HashMap<>(Map.of(
                    "Host",
                    server.getRawAuthority(),
                    "Content-Type",
                    "application/x-amz-json-1.1",
                    "X-Amz-Target",
                    TARGET + operation));
            headers.putAll(signer.sign("POST", "/", "", headers, body, clock.instant()));
            // The HTTP client sends Host itself and lets nobody else.
            headers.remove("Host");
            HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve("/"))
                    .timeout(limit)
                    .header("User-Agent", USER_AGENT)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body));
            headers.forEach(request::setHeader);
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            JsonNode answer = tree(response);
            if (response.statusCode() != 200) {
                throw new ApiFault(
                        answer.path("__type").asText(response.statusCode() >= 500 ? "ServerException" : "HTTP error"),
                        operation,
                        answer.path("message").asText("status " + response.statusCode()),
                        response.statusCode(),
                        response.headers().firstValue("x-amzn-RequestId").orElse(null));
            }
            return answer;
        } catch (HttpTimeoutException e) {
            throw new ApiFault(ApiFault.TIMED_OUT, operation + ": no answer from " + server + " within " + limit);
        } catch (IOException e) {
            throw new ApiFault(ApiFault.UNREACHABLE, operation + ": no answer from " + server + " (" + e + ")");
        }
    }

    private static JsonNode tree(HttpResponse<byte[]> response) throws IOException {
        try {
            return JSON.readTree(response.body());
        } catch (JsonProcessingException notJson) {
            return JsonNodeFactory.instance.objectNode();
        }
    }
}
