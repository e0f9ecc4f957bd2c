package io.roadstead.services.events.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.core.model.Scope;
import io.roadstead.services.events.record.CallRecorder;
import io.roadstead.services.events.record.Identities;
import io.roadstead.services.events.trail.Trail;
import io.roadstead.services.events.trail.TrailSettings;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.Circumstances;
import io.roadstead.wire.ObservedCall;
import io.roadstead.wire.ObservedCall.Told;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttribute;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsRequest;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsResponse;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;

/** From a call that a server was told of to the event that LookupEvents answers. */
class LookupApiTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final Caller ROOT = caller("us-east-1", "arn:aws:iam::000000000000:root", "test");
    private static final Caller ALICE = caller("us-east-1", "arn:aws:iam::000000000000:user/alice", "AKIAALICE");
    private static final Caller ELSEWHERE = caller("eu-west-1", "arn:aws:iam::000000000000:root", "test");

    private final Path directory;

    private volatile Instant now = START;
    private Trail trail;
    private CallRecorder recorder;
    private LookupApi api;

    private static Caller caller(String region, String arn, String key) {
        return new Caller(new Scope("000000000000", region), arn, key, "http://localhost")
                .with(new Circumstances("127.0.0.1", "aws-cli", false));
    }

    LookupApiTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeEach
    void open() throws IOException {
        trail = Trail.open(directory, TrailSettings.DEFAULT, () -> now);
        recorder = CallRecorder.start(trail, Identities.NONE, CallRecorder.Settings.DEFAULT, () -> now);
        api = new LookupApi(trail, recorder, () -> now);
    }

    @AfterEach
    void close() throws IOException {
        recorder.close();
        trail.close();
    }

    @Test
    void aCallIsFoundAtOnceAsCloudTrailWritesIt() {
        called(ROOT, "ecs", "RunTask", null);
        Event event = lookup(request -> {}).events().getFirst();
        assertThat(event.eventName()).isEqualTo("RunTask");
        assertThat(event.eventSource()).isEqualTo("ecs.amazonaws.com");
        assertThat(event.readOnly()).isEqualTo("false");
        assertThat(event.username()).isEqualTo("root");
        assertThat(event.accessKeyId()).isEqualTo("test");
        assertThat(event.eventTime()).isEqualTo(START);
        assertThat(event.resources())
                .extracting(resource -> resource.resourceType() + " " + resource.resourceName())
                .containsExactly("AWS::ECS::Cluster default", "AWS::ECS::TaskDefinition web:1");
        assertThat(event.cloudTrailEvent())
                .isEqualTo(
                        "{\"eventVersion\":\"1.11\",\"userIdentity\":{\"type\":\"Root\",\"principalId\":\"000000000000\","
                                + "\"arn\":\"arn:aws:iam::000000000000:root\",\"accountId\":\"000000000000\","
                                + "\"accessKeyId\":\"test\"},\"eventTime\":\"2026-11-23T10:00:00Z\","
                                + "\"eventSource\":\"ecs.amazonaws.com\",\"eventName\":\"RunTask\",\"awsRegion\":\"us-east-1\","
                                + "\"sourceIPAddress\":\"127.0.0.1\",\"userAgent\":\"aws-cli\",\"requestParameters\":"
                                + "{\"cluster\":\"default\",\"taskDefinition\":\"web:1\"},\"responseElements\":null,"
                                + "\"requestID\":\"9f2a4a5e-0a51-4d3f-8a75-0d7a0c9b7e11\",\"eventID\":\""
                                + event.eventId()
                                + "\",\"readOnly\":false,\"eventType\":\"AwsApiCall\",\"managementEvent\":true,"
                                + "\"recipientAccountId\":\"000000000000\",\"eventCategory\":\"Management\"}");
    }

    @Test
    void aRefusalIsToldWithItsCodeAndItsMessage() {
        called(ROOT, "ecs", "RunTask", AwsException.client("TaskDefinition not found."));
        assertThat(lookup(request -> {}).events().getFirst().cloudTrailEvent())
                .contains(
                        "\"errorCode\":\"ClientException\",\"errorMessage\":\"TaskDefinition not found.\"",
                        "\"requestParameters\":null,\"responseElements\":null");
    }

    @ParameterizedTest
    @CsvSource({
        "EventName, RunTask, 2",
        "EventName, ListTasks, 1",
        "EventName, StopTask, 0",
        "ReadOnly, true, 1",
        "ReadOnly, false, 3",
        "Username, alice, 1",
        "Username, root, 3",
        "ResourceType, AWS::ECS::Cluster, 4",
        "ResourceType, AWS::IAM::Role, 0",
        "ResourceName, web:1, 4",
        "ResourceName, web, 0",
        "EventSource, ecs.amazonaws.com, 3",
        "EventSource, logs.amazonaws.com, 1",
        "AccessKeyId, AKIAALICE, 1",
        "AccessKeyId, nobody, 0",
        "EventId, no id at all, 0"
    })
    void eventsAreFoundByEveryAttribute(String key, String value, int count) {
        called(ROOT, "ecs", "RunTask", null);
        called(ALICE, "ecs", "RunTask", null);
        called(ROOT, "ecs", "ListTasks", null);
        called(ROOT, "logs", "CreateLogGroup", null);
        called(ROOT, "logs", "PutLogEvents", null);
        called(ELSEWHERE, "ecs", "RunTask", null);
        assertThat(by(key, value).events()).hasSize(count);
    }

    @Test
    void oneEventIsFoundByItsId() {
        called(ROOT, "ecs", "RunTask", null);
        now = START.plusMillis(1);
        called(ROOT, "ecs", "StopTask", null);
        String first = lookup(request -> {}).events().getLast().eventId();
        assertThat(by("EventId", first).events()).extracting(Event::eventName).containsExactly("RunTask");
    }

    @Test
    void pagesHaveFiftyEventsAtMostAndFollowOneAnother() {
        for (int i = 0; i < 120; i++) {
            called(ROOT, "ecs", "RunTask", null);
        }
        List<String> ids = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        String token = null;
        do {
            now = now.plusSeconds(1);
            String from = token;
            LookupEventsResponse page = lookup(request -> request.nextToken(from));
            page.events().forEach(event -> ids.add(event.eventId()));
            sizes.add(page.events().size());
            token = page.nextToken();
        } while (token != null);
        assertThat(sizes).containsExactly(50, 50, 20);
        assertThat(ids).doesNotHaveDuplicates().hasSize(120);
    }

    @Test
    void onlyEventsOfTheTimeAskedForAreTold() {
        for (String operation : List.of("RunTask", "StopTask", "StartTask")) {
            called(ROOT, "ecs", operation, null);
            now = now.plusSeconds(10);
        }
        assertThat(lookup(request -> request.startTime(START.plusSeconds(5)).endTime(START.plusSeconds(10)))
                        .events())
                .extracting(Event::eventName)
                .containsExactly("StopTask");
    }

    @Test
    void whatCannotBeLookedUpIsRefusedInCloudTrailsNames() {
        assertRefused("InvalidMaxResultsException", request -> request.maxResults(51));
        assertRefused("InvalidMaxResultsException", request -> request.maxResults(0));
        assertRefused("InvalidNextTokenException", request -> request.nextToken("next"));
        assertRefused(
                "InvalidTimeRangeException", request -> request.startTime(START).endTime(START.minusSeconds(1)));
        assertRefused(
                "InvalidLookupAttributesException", request -> request.lookupAttributes(attribute("Colour", "red")));
        assertRefused(
                "InvalidLookupAttributesException", request -> request.lookupAttributes(attribute("EventName", null)));
        assertRefused(
                "InvalidLookupAttributesException",
                request -> request.lookupAttributes(attribute("EventName", "RunTask"), attribute("ReadOnly", "true")));
    }

    @Test
    void theThirdRequestOfASecondIsThrottled() {
        lookup(request -> {});
        lookup(request -> {});
        assertThatThrownBy(() -> lookup(request -> {}))
                .isInstanceOfSatisfying(
                        AwsException.class, e -> assertThat(e.errorType()).isEqualTo("ThrottlingException"))
                .hasMessage("Rate exceeded");
        now = now.plusSeconds(1);
        assertThat(lookup(request -> {}).events()).isEmpty();
    }

    @Test
    void whatComesFasterThanItCanBeWrittenIsCounted() throws IOException {
        Path elsewhere = directory.resolve("elsewhere");
        try (Trail slow = Trail.open(elsewhere, TrailSettings.DEFAULT, () -> now);
                CallRecorder tight = CallRecorder.start(
                        slow,
                        Identities.NONE,
                        new CallRecorder.Settings(Duration.ofMillis(20), 1_000, Duration.ZERO, Duration.ofMinutes(1)),
                        () -> now)) {
            for (int i = 0; i < 1_000; i++) {
                tight.called(call(
                        caller("us-east-1", "arn:aws:iam::000000000000:user/" + i, "k" + i), "ecs", "RunTask", null));
            }
            assertThat(tight.lost()).isPositive();
            assertThat(tight.flush(Duration.ofSeconds(10))).isTrue();
        }
    }

    private void assertRefused(String errorType, Consumer<LookupEventsRequest.Builder> request) {
        now = now.plusSeconds(1);
        assertThatThrownBy(() -> lookup(request))
                .isInstanceOfSatisfying(
                        AwsException.class, e -> assertThat(e.errorType()).isEqualTo(errorType));
    }

    private static LookupAttribute attribute(String key, @Nullable String value) {
        return LookupAttribute.builder().attributeKey(key).attributeValue(value).build();
    }

    private LookupEventsResponse by(String key, String value) {
        return lookup(request -> request.lookupAttributes(attribute(key, value)));
    }

    private LookupEventsResponse lookup(Consumer<LookupEventsRequest.Builder> request) {
        return api.lookup(
                ROOT, LookupEventsRequest.builder().applyMutation(request).build());
    }

    private void called(Caller caller, String service, String operation, @Nullable AwsException error) {
        recorder.called(call(caller, service, operation, error));
    }

    private static ObservedCall call(Caller caller, String service, String operation, @Nullable AwsException error) {
        return new ObservedCall(
                UUID.fromString("9f2a4a5e-0a51-4d3f-8a75-0d7a0c9b7e11").toString(),
                caller,
                service,
                operation,
                Told.of(RunTaskRequest.builder()
                        .cluster("default")
                        .taskDefinition("web:1")
                        .build()),
                Told.NOTHING,
                error);
    }
}
