package io.roadstead.services.events.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.Scope;
import io.roadstead.services.events.record.Identities.Known;
import io.roadstead.services.events.trail.Lane;
import io.roadstead.services.events.trail.TrailEntry;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.ObservedCall;
import io.roadstead.wire.ObservedCall.Told;
import io.roadstead.wire.json.RecordedJson.Showing;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.ContainerOverride;
import software.amazon.awssdk.services.ecs.model.ExecuteCommandResponse;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.ListTasksRequest;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;
import software.amazon.awssdk.services.ecs.model.Secret;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskOverride;

/** What is recorded of a call, and what never is. */
class EntriesTest {
    private static final Scope SCOPE = new Scope("000000000000", "us-east-1");
    private static final Instant SINCE = Instant.parse("2026-11-23T10:00:00.5Z");
    private static final String ROOT = "arn:aws:iam::000000000000:root";

    private final Entries entries =
            new Entries(caller -> new Known("AROAEXAMPLE", "arn:aws:iam::000000000000:role/teams/web", SINCE));

    @Test
    void theValuesOfEnvironmentVariablesAreHiddenAndTheirNamesAreNot() {
        KeyValuePair password =
                KeyValuePair.builder().name("DB_PASSWORD").value("hunter2").build();
        assertThat(request(
                        "RegisterTaskDefinition",
                        RegisterTaskDefinitionRequest.builder()
                                .family("web")
                                .containerDefinitions(ContainerDefinition.builder()
                                        .name("app")
                                        .environment(password)
                                        .secrets(Secret.builder()
                                                .name("TOKEN")
                                                .valueFrom("arn:aws:ssm:::parameter/token")
                                                .build())
                                        .build())
                                .build()))
                .contains("DB_PASSWORD", "HIDDEN_DUE_TO_SECURITY_REASONS", "arn:aws:ssm:::parameter/token")
                .doesNotContain("hunter2");
        assertThat(request(
                        "RunTask",
                        RunTaskRequest.builder()
                                .taskDefinition("web")
                                .overrides(TaskOverride.builder()
                                        .containerOverrides(ContainerOverride.builder()
                                                .name("app")
                                                .environment(password)
                                                .build())
                                        .build())
                                .build()))
                .contains("DB_PASSWORD")
                .doesNotContain("hunter2");
    }

    @Test
    void theTokenOfAnExecSessionIsHidden() {
        assertThat(response(
                        "ExecuteCommand",
                        ExecuteCommandResponse.builder()
                                .session(session -> session.sessionId("one").tokenValue("hunter2"))
                                .build()))
                .isEqualTo("{\"session\":{\"sessionId\":\"one\",\"tokenValue\":\"HIDDEN_DUE_TO_SECURITY_REASONS\"}}");
    }

    @ParameterizedTest
    @CsvSource({
        "secretString, HIDDEN",
        "secretBinary, HIDDEN",
        "password, HIDDEN",
        "oldPassword, HIDDEN",
        "newPassword, HIDDEN",
        "sessionToken, HIDDEN",
        "tokenValue, HIDDEN",
        "plaintext, HIDDEN",
        "authorizationToken, HIDDEN",
        "privateKey, HIDDEN",
        "encodedMessage, HIDDEN",
        "secretAccessKey, LEFT_OUT",
        "environment, VALUES_HIDDEN",
        "value, SHOWN",
        "name, SHOWN",
        "secretId, SHOWN"
    })
    void everySecretMemberIsKnownByItsName(String member, Showing showing) {
        assertThat(Secrets.showing(ListTasksRequest.class, member)).isEqualTo(showing);
    }

    @Test
    void whatWasAnsweredIsToldOfCallsThatChangeSomething() {
        String answered = response(
                "RunTask",
                RunTaskResponse.builder()
                        .tasks(Task.builder()
                                .taskArn("arn:aws:ecs:us-east-1:000000000000:task/default/1")
                                .createdAt(Instant.parse("2026-10-26T23:50:52Z"))
                                .build())
                        .build());
        assertThat(answered).contains("\"createdAt\":\"Oct 26, 2026, 11:50:52 PM\"");
        assertThat(response(
                        "ListTasks", ListTasksResponse.builder().taskArns("arn").build()))
                .isEmpty();
    }

    @Test
    void aRequestWithoutMembersIsNone() {
        assertThat(request("ListTasks", ListTasksRequest.builder().build())).isEmpty();
    }

    @Test
    void aRequestThatIsAskedAgainIsRecordedAsAtFirstAndWithoutItsSecrets() {
        RegisterTaskDefinitionRequest register = RegisterTaskDefinitionRequest.builder()
                .family("web")
                .containerDefinitions(ContainerDefinition.builder()
                        .name("app")
                        .environment(KeyValuePair.builder()
                                .name("DB_PASSWORD")
                                .value("hunter2")
                                .build())
                        .build())
                .build();
        byte[] first = hashed("RegisterTaskDefinition", register, "aa");
        assertThat(text(first)).contains("DB_PASSWORD").doesNotContain("hunter2");
        assertThat(hashed("RegisterTaskDefinition", register, "aa")).isSameAs(first);
        assertThat(text(hashed(
                        "ListTasks", ListTasksRequest.builder().cluster("one").build(), "aa")))
                .as("another operation's request of the same bytes")
                .isEqualTo("{\"cluster\":\"one\"}");
        assertThat(text(hashed(
                        "ListTasks", ListTasksRequest.builder().cluster("two").build(), "bb")))
                .isEqualTo("{\"cluster\":\"two\"}");
        assertThat(text(hashed(
                        "ListTasks", ListTasksRequest.builder().cluster("three").build(), "")))
                .isEqualTo("{\"cluster\":\"three\"}");
        assertThat(text(hashed(
                        "ListTasks", ListTasksRequest.builder().cluster("four").build(), "")))
                .as("requests of which nobody made a hash are no one request")
                .isEqualTo("{\"cluster\":\"four\"}");
    }

    @Test
    void moreRequestsThanAreKeptAreRecordedEachAsItWas() {
        for (int i = 0; i < 3 * KeptRequests.LIMIT; i++) {
            int number = i % (KeptRequests.LIMIT + 7);
            assertThat(text(hashed(
                            "ListTasks",
                            ListTasksRequest.builder().cluster("c" + number).build(),
                            "hash" + number)))
                    .isEqualTo("{\"cluster\":\"c" + number + "\"}");
        }
    }

    @Test
    void parametersLongerThanCloudTrailTellsAreLeftOut() {
        assertThat(request(
                        "ListTasks",
                        ListTasksRequest.builder()
                                .cluster("c".repeat(Entries.LONGEST))
                                .build()))
                .isEmpty();
    }

    @Test
    void aRefusalByEcsIsToldWithoutParametersAndOneOfOthersWithThem() {
        Told list = Told.of(ListTasksRequest.builder().cluster("one").build());
        TrailEntry ecs = entries.of(call("ecs", "ListTasks", ROOT, list, new AwsException("ClientException", "No.")));
        assertThat(ecs.errorCode()).isEqualTo("ClientException");
        assertThat(ecs.errorMessage()).isEqualTo("No.");
        assertThat(ecs.request()).isEmpty();

        Told named = new Told.Members(Map.of("roleName", "web"));
        TrailEntry iam = entries.of(call("iam", "GetRole", ROOT, named, new AwsException("NoSuchEntity", "No.")));
        assertThat(iam.errorCode()).isEqualTo("NoSuchEntityException");
        assertThat(text(iam.request())).isEqualTo("{\"roleName\":\"web\"}");

        TrailEntry denied = entries.of(call("ecs", "ListTasks", ROOT, list, AwsException.accessDenied("User: ...")));
        assertThat(denied.errorCode()).isEqualTo("AccessDenied");
        TrailEntry logs =
                entries.of(call("logs", "CreateLogGroup", ROOT, named, AwsException.accessDenied("User: ...")));
        assertThat(logs.errorCode()).isEqualTo("AccessDeniedException");
        assertThat(logs.request()).isEmpty();
    }

    @Test
    void rootAUserAndASessionAreToldApart() {
        TrailEntry root = entries.of(call("ecs", "ListTasks", ROOT, Told.NOTHING, null));
        assertThat(root.username()).isEqualTo("root");
        assertThat(root.identity())
                .isEqualTo("{\"type\":\"Root\",\"principalId\":\"000000000000\",\"arn\":\"" + ROOT
                        + "\",\"accountId\":\"000000000000\",\"accessKeyId\":\"AKIDEXAMPLE\"}");

        String user = "arn:aws:iam::000000000000:user/teams/alice";
        TrailEntry alice = entries.of(call("ecs", "ListTasks", user, Told.NOTHING, null));
        assertThat(alice.username()).isEqualTo("alice");
        assertThat(alice.identity()).contains("\"type\":\"IAMUser\"", "\"userName\":\"alice\"");

        String session = "arn:aws:sts::000000000000:assumed-role/web/one";
        TrailEntry assumed = entries.of(call("ecs", "ListTasks", session, Told.NOTHING, null));
        assertThat(assumed.username()).isEqualTo("one");
        assertThat(assumed.identity())
                .isEqualTo("{\"type\":\"AssumedRole\",\"principalId\":\"AROAEXAMPLE:one\",\"arn\":\"" + session
                        + "\",\"accountId\":\"000000000000\",\"accessKeyId\":\"AKIDEXAMPLE\",\"sessionContext\":"
                        + "{\"sessionIssuer\":{\"type\":\"Role\",\"principalId\":\"AROAEXAMPLE\","
                        + "\"arn\":\"arn:aws:iam::000000000000:role/teams/web\",\"accountId\":\"000000000000\","
                        + "\"userName\":\"web\"},\"attributes\":{\"creationDate\":\"2026-11-23T10:00:00Z\","
                        + "\"mfaAuthenticated\":\"false\"}}}");
    }

    @ParameterizedTest
    @CsvSource({
        "DescribeTasks, true, READS",
        "ListTasks, true, READS",
        "GetSecretValue, true, READS",
        "BatchGetImage, true, READS",
        "AssumeRole, true, READS",
        "LookupEvents, true, READS",
        "RunTask, false, CHANGES",
        "RegisterTaskDefinition, false, CHANGES",
        "PutParameter, false, CHANGES",
        "CreateAccessKey, false, CHANGES",
        "SubmitTaskStateChange, false, REPORTS",
        "DiscoverPollEndpoint, true, REPORTS"
    })
    void operationsAreKeptByWhatTheyDo(String operation, boolean readOnly, Lane lane) {
        assertThat(Operations.isReadOnly(operation)).isEqualTo(readOnly);
        assertThat(Operations.lane(operation)).isEqualTo(lane);
    }

    private String request(String operation, SdkPojo request) {
        return text(
                entries.of(call("ecs", operation, ROOT, Told.of(request), null)).request());
    }

    private byte[] hashed(String operation, SdkPojo request, String bodyHash) {
        ObservedCall call = call("ecs", operation, ROOT, Told.of(request), null);
        return entries.of(new ObservedCall(
                        call.requestId(),
                        call.caller(),
                        "ecs",
                        operation,
                        call.request(),
                        Told.NOTHING,
                        null,
                        bodyHash))
                .request();
    }

    private String response(String operation, SdkPojo response) {
        ObservedCall call = call("ecs", operation, ROOT, Told.NOTHING, null);
        return text(entries.of(new ObservedCall(
                        call.requestId(), call.caller(), "ecs", operation, Told.NOTHING, Told.of(response), null))
                .response());
    }

    private static ObservedCall call(
            String service, String operation, String arn, Told request, @Nullable AwsException error) {
        return new ObservedCall(
                "9f2a4a5e-0a51-4d3f-8a75-0d7a0c9b7e11",
                new Caller(SCOPE, arn, "AKIDEXAMPLE", "http://localhost"),
                service,
                operation,
                request,
                Told.NOTHING,
                error);
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}
