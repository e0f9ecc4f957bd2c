package io.roadstead.wire.client;

import io.roadstead.wire.sigv4.Credentials;
import io.roadstead.wire.sigv4.SigV4Signer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Signed calls to a control plane, in AWS's JSON 1.1 protocol unless said otherwise. */
public final class ControlClient {
    static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    static final Duration CALL_LIMIT = Duration.ofSeconds(30);
    static final String CONTENT_TYPE = "application/x-amz-json-1.1";
    private static final String FORM = "application/x-www-form-urlencoded; charset=utf-8";
    private static final byte[] NOTHING = {};
    /** SHA-256 of nothing. */
    private static final String NO_PAYLOAD = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private final URI endpoint;
    private final String region;
    private final Credentials credentials;
    private final HttpClient http;

    /** An answer as it came; the id by which the server knows the call is empty when it gave none. */
    @SuppressWarnings("ArrayRecordComponent") // equality of answers is never asked for
    public record Reply(int status, byte[] body, String requestId) {}

    public ControlClient(URI endpoint, String region, String accessKeyId, String secretAccessKey) {
        this(endpoint, region, Credentials.of(accessKeyId, secretAccessKey));
    }

    public ControlClient(URI endpoint, String region, Credentials credentials) {
        this(
                endpoint,
                region,
                credentials,
                HttpClient.newBuilder()
                        .connectTimeout(CONNECT_LIMIT)
                        .version(HttpClient.Version.HTTP_1_1)
                        .build());
    }

    /** @param http carries the calls, through a proxy for example; whoever made it ends it */
    public ControlClient(URI endpoint, String region, Credentials credentials, HttpClient http) {
        this.endpoint = endpoint;
        this.region = region;
        this.credentials = credentials;
        this.http = http;
    }

    public URI endpoint() {
        return endpoint;
    }

    public String region() {
        return region;
    }

    /** The same for another region. */
    public ControlClient inRegion(String other) {
        return new ControlClient(endpoint, other, credentials, http);
    }

    /**
     * Calls one operation.
     *
     * @param service the signing name, such as {@code ecs}
     * @param target the value of {@code X-Amz-Target}
     * @throws ApiError when the server refuses or cannot be reached
     */
    public Json call(String service, String target, Json input) {
        Reply reply = send(service, target, input.bytes());
        Json answer = tree(reply);
        if (reply.status() != 200) {
            throw new ApiError(
                    answer.path("__type").text("HTTP " + reply.status()),
                    message(answer),
                    reply.status(),
                    reply.requestId());
        }
        return answer;
    }

    /**
     * Calls one operation with a body that is JSON already.
     *
     * @throws ApiError when the server cannot be reached
     */
    public Reply send(String service, String target, byte[] body) {
        return exchange(service, "POST", "/", "", Map.of("Content-Type", CONTENT_TYPE, "X-Amz-Target", target), body);
    }

    /**
     * Calls an operation of a service that speaks the query protocol.
     *
     * @param form the parameters, encoded
     * @throws ApiError when the server cannot be reached
     */
    Reply form(String service, String form) {
        return exchange(service, "POST", "/", "", Map.of("Content-Type", FORM), form.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Gets what is at a path, both encoded, as S3 is asked.
     *
     * @throws ApiError when the server cannot be reached
     */
    Reply get(String service, String path, String query) {
        return exchange(service, "GET", path, query, Map.of("x-amz-content-sha256", NO_PAYLOAD), NOTHING);
    }

    /** The same of so many bytes at the beginning. */
    Reply beginning(String service, String path, int bytes) {
        return exchange(
                service,
                "GET",
                path,
                "",
                Map.of("x-amz-content-sha256", NO_PAYLOAD, "Range", "bytes=0-" + (bytes - 1)),
                NOTHING);
    }

    private Reply exchange(
            String service, String method, String path, String query, Map<String, String> more, byte[] body) {
        try {
            Map<String, String> headers = new HashMap<>(more);
            headers.put("Host", endpoint.getAuthority());
            Map<String, String> signed = new HashMap<>(headers);
            signed.putAll(new SigV4Signer(credentials, region, service)
                    .sign(method, path, query, headers, body, Instant.now()));
            // The HTTP client sends Host itself and lets nobody else.
            signed.remove("Host");
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            endpoint.resolve(query.isEmpty() ? path : path + "?" + query))
                    .timeout(CALL_LIMIT)
                    .method(
                            method,
                            body.length == 0
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofByteArray(body));
            signed.forEach(request::setHeader);
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Reply(
                    response.statusCode(),
                    response.body(),
                    response.headers().firstValue("x-amzn-RequestId").orElse(""));
        } catch (IOException e) {
            throw new ApiError(
                    ApiError.UNREACHABLE,
                    "No answer from " + endpoint + " (" + (e.getMessage() == null ? e : e.getMessage()) + ").");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiError(ApiError.UNREACHABLE, "Interrupted while waiting for " + endpoint + ".");
        }
    }

    private static Json tree(Reply reply) {
        try {
            return Json.parse(reply.body());
        } catch (IOException e) {
            throw new ApiError(
                    "HTTP " + reply.status(),
                    "the answer is not JSON; is this the address of a Roadstead control plane?");
        }
    }

    private static String message(Json answer) {
        return answer.path("message").text(answer.path("Message").text("no message"));
    }
}
