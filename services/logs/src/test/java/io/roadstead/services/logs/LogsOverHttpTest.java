package io.roadstead.services.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.core.Ids;
import io.roadstead.store.MemoryStore;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Store;
import io.roadstead.wire.AccessKey;
import io.roadstead.wire.FixedAccessKeys;
import io.roadstead.wire.Secret;
import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.ControlClient;
import io.roadstead.wire.client.Json;
import io.roadstead.wire.http.HttpServer;
import io.roadstead.wire.sigv4.SigV4Verifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CloudWatch Logs as a client meets it. */
class LogsOverHttpTest {
    private static final String GROUP = "/ecs/web";
    private static final String STREAM = "app/main/1";

    private final Path directory;
    private final Store store = new MemoryStore(InstantSource.system());
    private final List<AutoCloseable> parts = new ArrayList<>();
    private final long now = Instant.now().toEpochMilli();
    private ControlClient client = new ControlClient(URI.create("http://127.0.0.1:1"), "us-east-1", "test", "test");

    LogsOverHttpTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeEach
    void start() throws IOException {
        InstantSource clock = InstantSource.system();
        LogsService logs =
                LogsService.open(store, new RecordCodec(), directory, LogsService.Settings.DEFAULT, clock, new Drawn());
        HttpServer server = HttpServer.start(new HttpServer.Settings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                List.of(logs.api()),
                new SigV4Verifier(
                        FixedAccessKeys.of(new AccessKey(
                                "test", new Secret("test"), "000000000000", "arn:aws:iam::000000000000:root")),
                        clock),
                Map.of()));
        parts.add(server);
        parts.add(logs);
        client = new ControlClient(URI.create("http://127.0.0.1:" + server.port()), "us-east-1", "test", "test");
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable part : parts) {
            part.close();
        }
        parts.clear();
    }

    @Test
    void whatWasPutIsThereAfterAStart() throws Exception {
        made();
        put(now, "one", now + 1, "two");
        close();
        start();
        assertThat(messages(get(""))).containsExactly("one", "two");
        assertThat(messages(call("FilterLogEvents", "\"logGroupName\":\"/ecs/web\",\"filterPattern\":\"tw\"")))
                .containsExactly("two");
    }

    @Test
    void whatIsMissingAndWhatIsThereAlreadyIsSaidInAwssWords() {
        refused(
                "ResourceNotFoundException",
                "The specified log group does not exist.",
                "CreateLogStream",
                "\"logGroupName\":\"/ecs/web\",\"logStreamName\":\"s\"");
        made();
        refused(
                "ResourceAlreadyExistsException",
                "The specified log group already exists",
                "CreateLogGroup",
                "\"logGroupName\":\"/ecs/web\"");
        refused(
                "ResourceAlreadyExistsException",
                "The specified log stream already exists",
                "CreateLogStream",
                "\"logGroupName\":\"/ecs/web\",\"logStreamName\":\"app/main/1\"");
        refused(
                "ResourceNotFoundException",
                "The specified log stream does not exist.",
                "GetLogEvents",
                "\"logGroupName\":\"/ecs/web\",\"logStreamName\":\"other\"");
        refused(
                "InvalidParameterException",
                "1 validation error detected: Value null at 'logStreamName' failed to satisfy constraint: Member must"
                        + " not be null",
                "CreateLogStream",
                "\"logGroupName\":\"/ecs/web\"");
        refused(
                "InvalidParameterException",
                "1 validation error detected: Value 'a b' at 'logGroupName' failed to satisfy constraint: Member must"
                        + " satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+",
                "CreateLogGroup",
                "\"logGroupName\":\"a b\"");
        refused(
                "InvalidParameterException",
                "Log events in a single PutLogEvents request must be in chronological order.",
                "PutLogEvents",
                "\"logGroupName\":\"/ecs/web\",\"logStreamName\":\"app/main/1\",\"logEvents\":"
                        + events(now, "a", 1, "b"));
        refused(
                "UnsupportedFeatureException",
                "Roadstead does not support StartQuery yet. Nothing was changed. The operations it supports are listed in"
                        + " its documentation.",
                "StartQuery",
                "");
    }

    @Test
    void aReaderGoesOnWithTheTokensAndGetsTheSameOneAtTheEnd() {
        made();
        put(now, "a", now + 1, "b", now + 2, "c", now + 3, "d");
        Json last = get(",\"limit\":2");
        assertThat(messages(last)).containsExactly("c", "d");
        Json before = get(",\"limit\":2,\"nextToken\":\"" + token(last, "nextBackwardToken") + "\"");
        assertThat(messages(before)).containsExactly("a", "b");
        assertThat(messages(get(",\"nextToken\":\"" + token(before, "nextForwardToken") + "\"")))
                .containsExactly("c", "d");
        String end = token(last, "nextForwardToken");
        assertThat(token(get(",\"nextToken\":\"" + end + "\""), "nextForwardToken"))
                .isEqualTo(end);
        put(now + 4, "e");
        assertThat(messages(get(",\"nextToken\":\"" + end + "\""))).containsExactly("e");
        assertThat(messages(get(",\"startFromHead\":true,\"limit\":1"))).containsExactly("a");
        assertThat(messages(get(",\"startTime\":" + (now + 1) + ",\"endTime\":" + (now + 3))))
                .containsExactly("b", "c");
    }

    @Test
    void anEmptyStreamHasTokensThatFindWhatComes() {
        made();
        Json empty = get("");
        assertThat(messages(empty)).isEmpty();
        put(now, "a");
        assertThat(messages(get(",\"nextToken\":\"" + token(empty, "nextForwardToken") + "\"")))
                .containsExactly("a");
    }

    @Test
    void eventsTooOldOrTooNewAreLeftOutAndSaid() {
        made();
        long old = now - Duration.ofDays(15).toMillis();
        assertThat(put(old, "old")
                        .path("rejectedLogEventsInfo")
                        .path("tooOldLogEventEndIndex")
                        .number())
                .isEqualTo(1);
        long ahead = now + Duration.ofHours(3).toMillis();
        assertThat(put(now, "now", ahead, "new")
                        .path("rejectedLogEventsInfo")
                        .path("tooNewLogEventStartIndex")
                        .number())
                .isEqualTo(1);
        call("PutRetentionPolicy", "\"logGroupName\":\"/ecs/web\",\"retentionInDays\":1");
        long yesterday = now - Duration.ofHours(30).toMillis();
        assertThat(put(yesterday, "yesterday")
                        .path("rejectedLogEventsInfo")
                        .path("expiredLogEventEndIndex")
                        .number())
                .isEqualTo(1);
        assertThat(messages(get(""))).containsExactly("now");
    }

    @Test
    void aBatchThatAnAgentSendsAgainIsKeptOnce() {
        made();
        for (int i = 0; i < 3; i++) {
            call(
                    "PutLogEvents",
                    "\"logGroupName\":\"/ecs/web\",\"logStreamName\":\"app/main/1\",\"sequenceToken\":\"roadstead:a:7\","
                            + "\"logEvents\":" + events(now, "once"));
        }
        assertThat(messages(get(""))).containsExactly("once");
    }

    @Test
    void aGroupMadeAgainBeginsEmptyAndLeavesNothingBehind() {
        made();
        put(now, "a");
        call("DeleteLogGroup", "\"logGroupName\":\"/ecs/web\"");
        assertThat(directory.resolve("000000000000/us-east-1")).isEmptyDirectory();
        made();
        assertThat(messages(get(""))).isEmpty();
    }

    @Test
    void groupsAndStreamsAreListedInPages() {
        for (String name : List.of("a", "b", "c")) {
            call("CreateLogGroup", "\"logGroupName\":\"" + name + "\",\"tags\":{\"k\":\"" + name + "\"}");
        }
        Json first = call("DescribeLogGroups", "\"limit\":2");
        assertThat(first.path("logGroups").items()).hasSize(2);
        Json rest = call("DescribeLogGroups", "\"nextToken\":\"" + token(first, "nextToken") + "\"");
        assertThat(rest.path("logGroups").first().path("arn").text(""))
                .isEqualTo("arn:aws:logs:us-east-1:000000000000:log-group:c:*");
        assertThat(call("ListTagsForResource", "\"resourceArn\":\"arn:aws:logs:us-east-1:000000000000:log-group:b\"")
                        .path("tags")
                        .path("k")
                        .text(""))
                .isEqualTo("b");
        for (String name : List.of("x", "y", "z")) {
            call("CreateLogStream", "\"logGroupName\":\"a\",\"logStreamName\":\"" + name + "\"");
        }
        Json newest = call("DescribeLogStreams", "\"logGroupName\":\"a\",\"descending\":true,\"limit\":2");
        assertThat(newest.path("logStreams").first().path("logStreamName").text(""))
                .isEqualTo("z");
        assertThat(call(
                                "DescribeLogStreams",
                                "\"logGroupName\":\"a\",\"descending\":true,\"nextToken\":\""
                                        + token(newest, "nextToken") + "\"")
                        .path("logStreams")
                        .first()
                        .path("logStreamName")
                        .text(""))
                .isEqualTo("x");
    }

    private void made() {
        call("CreateLogGroup", "\"logGroupName\":\"" + GROUP + "\"");
        call("CreateLogStream", "\"logGroupName\":\"" + GROUP + "\",\"logStreamName\":\"" + STREAM + "\"");
    }

    private Json put(Object... events) {
        return call(
                "PutLogEvents",
                "\"logGroupName\":\"" + GROUP + "\",\"logStreamName\":\"" + STREAM + "\",\"logEvents\":"
                        + events(events));
    }

    private static String events(Object... events) {
        StringBuilder json = new StringBuilder("[");
        for (int i = 0; i < events.length; i += 2) {
            json.append(i == 0 ? "" : ",")
                    .append("{\"timestamp\":")
                    .append(events[i])
                    .append(",\"message\":\"")
                    .append(events[i + 1])
                    .append("\"}");
        }
        return json.append(']').toString();
    }

    private Json get(String more) {
        return call("GetLogEvents", "\"logGroupName\":\"" + GROUP + "\",\"logStreamName\":\"" + STREAM + "\"" + more);
    }

    private static String token(Json answer, String member) {
        return answer.path(member).text("");
    }

    private static List<String> messages(Json answer) {
        return answer.path("events").items().stream()
                .map(event -> event.path("message").text(""))
                .toList();
    }

    private void refused(String type, String message, String operation, String members) {
        assertThatThrownBy(() -> call(operation, members)).isInstanceOfSatisfying(ApiError.class, e -> {
            assertThat(e.getMessage()).contains(message);
            assertThat(e.type()).isEqualTo(type);
        });
    }

    private Json call(String operation, String members) {
        try {
            return client.call(
                    "logs",
                    "Logs_20140328." + operation,
                    Json.parse(("{" + members + "}").getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Drawn implements Ids {
        private final Random random = new Random(7);

        @Override
        public String hex() {
            return "%016x%016x".formatted(random.nextLong(), random.nextLong());
        }

        @Override
        public String uuid() {
            return UUID.randomUUID().toString();
        }

        @Override
        public int below(int bound) {
            return random.nextInt(bound);
        }
    }
}
