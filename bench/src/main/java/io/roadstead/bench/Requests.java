package io.roadstead.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.roadstead.wire.sigv4.Credentials;
import io.roadstead.wire.sigv4.SigV4Signer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Makes signed requests as bytes. Signatures count seconds, so one request may be sent again for five minutes. */
final class Requests {
    private static final String ECS = "AmazonEC2ContainerServiceV20141113.";
    private static final String LOGS = "Logs_20140328.";

    private final String host;
    private final String target;
    private final SigV4Signer signer;

    /** Of ECS. */
    Requests(int port) {
        this(port, "ecs", ECS);
    }

    private Requests(int port, String service, String target) {
        this.host = "127.0.0.1:" + port;
        this.target = target;
        this.signer = new SigV4Signer(Credentials.of("test", "test"), "us-east-1", service);
    }

    /** Of CloudWatch Logs. */
    static Requests ofLogs(int port) {
        return new Requests(port, "logs", LOGS);
    }

    byte[] request(String operation, JsonNode input) {
        byte[] body = input.toString().getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = new TreeMap<>(
                Map.of("Host", host, "Content-Type", "application/x-amz-json-1.1", "X-Amz-Target", target + operation));
        headers.putAll(signer.sign("POST", "/", "", headers, body, Instant.now()));
        StringBuilder text = new StringBuilder("POST / HTTP/1.1\r\n");
        headers.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        text.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        text.append(new String(body, StandardCharsets.UTF_8));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The headers of a websocket's handshake, without Host, which the client sends itself. */
    Map<String, String> handshake(String path, String query) {
        return new HashMap<>(signer.sign("GET", path, query, Map.of("Host", host), new byte[0], Instant.now()));
    }
}
