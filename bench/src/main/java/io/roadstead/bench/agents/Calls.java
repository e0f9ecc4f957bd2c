package io.roadstead.bench.agents;

import io.roadstead.wire.sigv4.Credentials;
import io.roadstead.wire.sigv4.SigV4Signer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The agents' calls of the ECS API, over a few keep-alive connections that all share: one call at a time on each, signed
 * when it is sent. What is answered with a 5xx is sent again, as the agents' SDK does; what is refused is told and counted.
 */
final class Calls {
    private static final String TARGET = "AmazonEC2ContainerServiceV20141113.";
    private static final String REGION = "us-east-1";
    private static final long RETRY_MILLIS = 100;
    private static final int OK = 200;
    private static final int SERVER_FAULT = 500;

    private final Reactor reactor;
    private final String host;
    private final Counters counters;
    private final SigV4Signer signer = new SigV4Signer(Credentials.of("test", "test"), REGION, "ecs");
    private final Deque<Call> waiting = new ArrayDeque<>();
    private final Deque<Lane> idle = new ArrayDeque<>();

    private record Call(String operation, String body, Consumer<String> answered) {}

    Calls(Reactor reactor, int port, int lanes, Counters counters) throws IOException {
        this.reactor = reactor;
        this.host = "127.0.0.1:" + port;
        this.counters = counters;
        for (int i = 0; i < lanes; i++) {
            idle.add(new Lane());
        }
    }

    /** @param answered is given the body of a 200 */
    void call(String operation, String body, Consumer<String> answered) {
        waiting.add(new Call(operation, body, answered));
        next();
    }

    /** The request that opens an agent's session. */
    byte[] handshake(String path, String query) {
        StringBuilder text = new StringBuilder("GET " + path + "?" + query + " HTTP/1.1\r\nHost: " + host
                + "\r\nUser-Agent: Go-http-client/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Key: WDak4dDAPZdYlkUI/V50Ow==\r\nSec-WebSocket-Version: 13\r\n");
        // Go signs a space as %20 where it sends a plus. Source: agent-protocol 2.1.
        append(
                text,
                signer.sign("GET", path, query.replace("+", "%20"), Map.of("Host", host), new byte[0], Instant.now()));
        return text.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    private void next() {
        while (!waiting.isEmpty() && !idle.isEmpty()) {
            idle.remove().begin(waiting.remove());
        }
    }

    private byte[] request(Call call) {
        byte[] body = call.body().getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = new TreeMap<>(Map.of(
                "Amz-Sdk-Request",
                "attempt=1; max=3",
                "Content-Length",
                Integer.toString(body.length),
                "Content-Type",
                "application/x-amz-json-1.1",
                "Host",
                host,
                "X-Amz-Target",
                TARGET + call.operation()));
        headers.putAll(signer.sign("POST", "/", "", headers, body, Instant.now()));
        StringBuilder head = new StringBuilder(512).append("POST / HTTP/1.1\r\n");
        append(head, headers);
        byte[] first = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[first.length + body.length];
        System.arraycopy(first, 0, whole, 0, first.length);
        System.arraycopy(body, 0, whole, first.length, body.length);
        return whole;
    }

    private static void append(StringBuilder text, Map<String, String> headers) {
        headers.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
    }

    private final class Lane implements Link.Reader {
        private final Link link = reactor.connect(this);
        private @Nullable Call current;

        Lane() throws IOException {}

        void begin(Call call) {
            current = call;
            link.send(request(call));
        }

        @Override
        public int take(byte[] data, int filled) throws IOException {
            Answer answer = Answer.read(data, filled);
            Call call = current;
            if (answer == null || call == null) {
                return 0;
            }
            current = null;
            idle.add(this);
            if (answer.status() == OK) {
                call.answered().accept(answer.body(data));
            } else if (answer.status() >= SERVER_FAULT) {
                counters.retried.incrementAndGet();
                reactor.after(RETRY_MILLIS, () -> call(call.operation(), call.body(), call.answered()));
            } else {
                counters.refused(call.operation() + " was refused: " + answer.body(data));
            }
            next();
            return answer.end();
        }

        @Override
        public void lost(IOException why) {
            counters.refused("a connection for calls was lost: " + why);
        }
    }
}
