package io.roadstead.wire.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.roadstead.wire.sigv4.Credentials;
import io.roadstead.wire.sigv4.SigV4Signer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Signed calls in AWS's JSON 1.1 protocol to a control plane. */
public final class ControlClient {
    static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    static final Duration CALL_LIMIT = Duration.ofSeconds(30);
    static final String CONTENT_TYPE = "application/x-amz-json-1.1";

    private final URI endpoint;
    private final String region;
    private final Credentials credentials;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT_LIMIT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    public ControlClient(URI endpoint, String region, String accessKeyId, String secretAccessKey) {
        this(endpoint, region, Credentials.of(accessKeyId, secretAccessKey));
    }

    public ControlClient(URI endpoint, String region, Credentials credentials) {
        this.endpoint = endpoint;
        this.region = region;
        this.credentials = credentials;
    }

    /**
     * Calls one operation.
     *
     * @param service the signing name, such as {@code ecs}
     * @param target the value of {@code X-Amz-Target}
     * @throws ApiError when the server refuses or cannot be reached
     */
    public Json call(String service, String target, Json input) {
        try {
            byte[] body = input.bytes();
            Map<String, String> headers =
                    Map.of("Host", endpoint.getAuthority(), "Content-Type", CONTENT_TYPE, "X-Amz-Target", target);
            Map<String, String> signed = new HashMap<>(headers);
            signed.putAll(
                    new SigV4Signer(credentials, region, service).sign("POST", "/", "", headers, body, Instant.now()));
            // The HTTP client sends Host itself and lets nobody else.
            signed.remove("Host");
            HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.resolve("/"))
                    .timeout(CALL_LIMIT)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body));
            signed.forEach(request::setHeader);
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            Json answer = tree(response);
            if (response.statusCode() != 200) {
                throw new ApiError(answer.path("__type").text("HTTP " + response.statusCode()), message(answer));
            }
            return answer;
        } catch (IOException e) {
            throw new ApiError(
                    ApiError.UNREACHABLE,
                    "No answer from " + endpoint + " (" + (e.getMessage() == null ? e : e.getMessage()) + ").");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiError(ApiError.UNREACHABLE, "Interrupted while waiting for " + endpoint + ".");
        }
    }

    private static Json tree(HttpResponse<byte[]> response) throws IOException {
        try {
            return Json.parse(response.body());
        } catch (JsonProcessingException e) {
            throw new ApiError(
                    "HTTP " + response.statusCode(),
                    "the answer is not JSON; is this the address of a Roadstead control plane?");
        }
    }

    private static String message(Json answer) {
        return answer.path("message").text(answer.path("Message").text("no message"));
    }
}
