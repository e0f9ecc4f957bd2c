package io.roadstead.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import io.roadstead.wire.sigv4.Credentials;
import io.roadstead.wire.sigv4.SigV4Signer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * What the unmodified amazon-ecs-agent 1.105.1 sends, letter for letter, with our names for instance and tasks and signed
 * anew with our key. {@code agent-1.105.1.jsonl} holds the recorded texts, by what they are.
 */
final class RecordedAgent implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Map<String, String> TEXTS = texts();

    private final URI endpoint;
    private final SigV4Signer signer;
    private final InstantSource clock;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, String> names = new HashMap<>();
    private final List<Channel> channels = new CopyOnWriteArrayList<>();

    RecordedAgent(URI endpoint) {
        this(endpoint, new SigV4Signer(Credentials.of("test", "test"), "us-east-1", "ecs"), InstantSource.system());
    }

    RecordedAgent(URI endpoint, SigV4Signer signer, InstantSource clock) {
        this.endpoint = endpoint;
        this.signer = signer;
        this.clock = clock;
        names.put("token", UUID.randomUUID().toString());
    }

    /** What the server answered. */
    record Answer(int status, JsonNode body) {}

    /** Sets what stands for {@code <name>} in the recorded texts. */
    RecordedAgent name(String name, String value) {
        names.put(name, value);
        return this;
    }

    String instance() {
        return Objects.requireNonNull(names.get("instance"), "not registered");
    }

    /** Registers with the recorded body and takes the ARN from the answer. */
    JsonNode register() {
        return register(text("register"));
    }

    JsonNode register(String body) {
        Answer answer = call("RegisterContainerInstance", body);
        if (answer.status() != 200) {
            throw new AssertionError("registration was answered with " + answer);
        }
        JsonNode told = answer.body().path("containerInstance");
        name("instance", told.path("containerInstanceArn").asText());
        name("cluster", instance().replaceFirst(":container-instance/([^/]+)/.*", ":cluster/$1"));
        return told;
    }

    /** A recorded text under our names. */
    String text(String what) {
        String text = Objects.requireNonNull(TEXTS.get(what), what);
        for (Map.Entry<String, String> each : names.entrySet()) {
            text = text.replace("<" + each.getKey() + ">", each.getValue());
        }
        if (text.contains("<")) {
            throw new AssertionError("a name is not set in " + text);
        }
        return text;
    }

    /** Calls ECS as the agent's SDK does, with the headers it signs. Source: agent-protocol 1.2. */
    Answer call(String operation, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Amz-Sdk-Invocation-Id", UUID.randomUUID().toString());
        headers.put("Amz-Sdk-Request", "attempt=1; max=3");
        headers.put("Content-Length", Integer.toString(bytes.length));
        headers.put("Content-Type", "application/x-amz-json-1.1");
        headers.put("Host", endpoint.getAuthority());
        headers.put("X-Amz-Target", "AmazonEC2ContainerServiceV20141113." + operation);
        headers.putAll(signer.sign("POST", "/", "", headers, bytes, clock.instant()));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(endpoint.resolve("/")).POST(HttpRequest.BodyPublishers.ofByteArray(bytes));
        // The JDK's client sends these two by itself.
        headers.remove("Host");
        headers.remove("Content-Length");
        headers.put(
                "User-Agent", "Amazon ECS Agent - v1.105.1 (*a8b3e7d3) (linux; LINUX) (+http://aws.amazon.com/ecs/)");
        headers.forEach(request::header);
        HttpResponse<String> response = send(request.build());
        return new Answer(response.statusCode(), json(response.body()));
    }

    /**
     * Opens the control channel by the recorded handshake. The server writes down that the agent is there only after it
     * has answered the handshake, and places nothing before: so this waits until it says so.
     */
    Channel acs(boolean first) {
        Channel channel = open(endpointOf("endpoint"), first ? "acs first" : "acs later", false);
        Awaitility.await("the agent of " + instance() + " to count as connected")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .until(this::connected);
        return channel;
    }

    /** Whether its instance is told to have its agent connected. */
    boolean connected() {
        return call("DescribeContainerInstances", "{\"containerInstances\":[\"" + instance() + "\"]}")
                .body()
                .path("containerInstances")
                .path(0)
                .path("agentConnected")
                .asBoolean();
    }

    Channel tcs() {
        return open(endpointOf("telemetryEndpoint"), "tcs", true);
    }

    /** A handshake that is not upgraded: status and body, over a plain socket, for the JDK hides the body. */
    Answer refusedHandshake(SigV4Signer by) {
        String target = target("acs first");
        StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\n"
                + "Host: " + endpoint.getAuthority() + "\r\nUser-Agent: Go-http-client/1.1\r\n"
                + "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Key: WDak4dDAPZdYlkUI/V50Ow==\r\nSec-WebSocket-Version: 13\r\n");
        signedHandshake(by, target)
                .forEach((name, value) ->
                        request.append(name).append(": ").append(value).append("\r\n"));
        request.append("\r\n");
        try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String first = Objects.requireNonNull(in.readLine(), "no answer");
            int status = Integer.parseInt(first.substring("HTTP/1.1 ".length(), "HTTP/1.1 400".length()));
            String line = in.readLine();
            while (line != null && !line.isEmpty()) {
                line = in.readLine();
            }
            // One pair, so the body ends with its first brace.
            StringBuilder body = new StringBuilder();
            while (body.indexOf("}") < 0) {
                body.append((char) in.read());
            }
            return new Answer(status, json(body.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Answer refusedHandshake() {
        return refusedHandshake(signer);
    }

    /** DiscoverPollEndpoint's answer; the agent appends {@code ws?...} to it. */
    String endpointOf(String member) {
        return call("DiscoverPollEndpoint", text("discover"))
                .body()
                .path(member)
                .asText();
    }

    @Override
    public void close() {
        channels.forEach(Channel::abort);
    }

    private Channel open(String base, String what, boolean signsFrames) {
        String target = target(what);
        String query = target.substring(target.indexOf('?') + 1);
        // agent-protocol 1.8: the scheme is mapped and "ws?…" is appended.
        URI uri = URI.create(base.replaceFirst("^http", "ws") + "ws?" + query);
        Channel channel = new Channel(this, uri.getRawPath(), query, signsFrames);
        WebSocket.Builder builder = http.newWebSocketBuilder();
        signedHandshake(signer, uri.getRawPath() + "?" + query).forEach(builder::header);
        channel.socket = builder.buildAsync(uri, channel).join();
        channels.add(channel);
        return channel;
    }

    private String target(String what) {
        String target = Objects.requireNonNull(TEXTS.get(what));
        return target.replace("<instance>", URLEncoder.encode(instance(), StandardCharsets.UTF_8));
    }

    /** Go signs a space as %20 where it sends a plus. Source: agent-protocol 2.1. */
    private Map<String, String> signedHandshake(SigV4Signer by, String target) {
        int question = target.indexOf('?');
        return by.sign(
                "GET",
                target.substring(0, question),
                target.substring(question + 1).replace("+", "%20"),
                Map.of("Host", endpoint.getAuthority()),
                new byte[0],
                clock.instant());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static JsonNode json(String text) {
        try {
            return Installation.JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    private static Map<String, String> texts() {
        try (InputStream in = RecordedAgent.class.getResourceAsStream("agent-1.105.1.jsonl")) {
            Map<String, String> texts = new HashMap<>();
            new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> {
                        JsonNode row = json(line);
                        texts.put(row.path("what").asText(), row.path("text").asText());
                    });
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One websocket, with all that came over it. */
    static final class Channel implements WebSocket.Listener {
        final List<JsonNode> heard = new CopyOnWriteArrayList<>();
        private final RecordedAgent agent;
        private final String path;
        private final String query;
        private final boolean signsFrames;
        private final StringBuilder part = new StringBuilder();
        private @Nullable WebSocket socket;
        volatile @Nullable Integer closed;

        private Channel(RecordedAgent agent, String path, String query, boolean signsFrames) {
            this.agent = agent;
            this.path = path;
            this.query = query;
            this.signsFrames = signsFrames;
        }

        void say(String text) {
            String frame = signsFrames
                    ? agent.signer.signFrame(
                            path, query.replace("+", "%20"), agent.endpoint.getAuthority(), text, agent.clock.instant())
                    : text;
            socket().sendText(frame, true).join();
        }

        /** Sends a recorded answer to this message. */
        void answer(String what, JsonNode message) {
            agent.name("message", message.path("messageId").asText());
            say(agent.text(what));
        }

        /** The messages of a type so far, without their envelope. */
        List<JsonNode> all(String type) {
            return heard.stream()
                    .filter(frame -> frame.path("type").asText().equals(type))
                    .map(frame -> frame.path("message"))
                    .toList();
        }

        JsonNode await(String type) {
            return await(type, message -> true, LIMIT);
        }

        JsonNode await(String type, Predicate<JsonNode> which, Duration limit) {
            Awaitility.await(type + " among " + heard)
                    .atMost(limit)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> all(type).stream().anyMatch(which));
            return all(type).stream().filter(which).findFirst().orElseThrow();
        }

        /** The payload that holds this task under this desired status, and the task in it. */
        Sent awaitTask(String taskArn, String desiredStatus) {
            JsonNode payload = await("PayloadMessage", message -> holds(message, taskArn, desiredStatus), LIMIT);
            for (JsonNode task : payload.path("tasks")) {
                if (task.path("arn").asText().equals(taskArn)) {
                    return new Sent(payload, task);
                }
            }
            throw new AssertionError("no " + taskArn + " in " + payload);
        }

        record Sent(JsonNode payload, JsonNode task) {}

        /** As the agent's planned reconnect. Source: agent-protocol 2.3. */
        void closeInGoodOrder() {
            socket().sendClose(1000, "ConnectionExpired: Reconnect to continue").join();
        }

        /** As a host that loses its power. */
        void abort() {
            socket().abort();
        }

        private WebSocket socket() {
            return Objects.requireNonNull(socket, "not open");
        }

        private static boolean holds(JsonNode payload, String taskArn, String desiredStatus) {
            for (JsonNode task : payload.path("tasks")) {
                if (task.path("arn").asText().equals(taskArn)
                        && task.path("desiredStatus").asText().equals(desiredStatus)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
            part.append(text);
            if (last) {
                heard.add(json(part.toString()));
                part.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed = code;
            return null;
        }
    }
}
