package io.roadstead.agent.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.agent.credentials.RoleCredentials;
import io.roadstead.agent.endpoint.Handler;
import io.roadstead.agent.engine.ContainerRef;
import io.roadstead.agent.engine.EngineState;
import io.roadstead.agent.engine.Running;
import io.roadstead.agent.engine.Samples;
import io.roadstead.agent.engine.TaskFacts;
import io.roadstead.agent.engine.TaskSpec;
import io.roadstead.agent.runtime.FakeRuntime;
import io.roadstead.agent.text.GoJson;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MetadataApiTest {
    private static final String STRANGER = "00000000-0000-0000-0000-000000000000";
    private static final String WEB = Running.dockerId("web");

    private final TaskSpec task = new TaskSpec(
            Samples.ARN,
            "web",
            "3",
            0.25,
            512,
            List.of(Samples.published("web", 8080)),
            List.of(),
            new TaskFacts(
                    "EC2",
                    "shop",
                    "service:shop",
                    Map.of("web", new TaskFacts.ContainerFacts("arn:c", "json-file", Map.of("max-size", "1m")))));
    private final EngineState state = Running.of(task);
    private final EndpointIds ids = new EndpointIds("secret");
    private final String id = ids.of(new ContainerRef(Samples.ARN, "web"));
    private final List<String> calls = new ArrayList<>();
    private ControlPlane.Protection protection = new ControlPlane.Protection.Known(Samples.ARN, false, null);
    private ControlPlane.TagsAnswer tags = new ControlPlane.TagsAnswer.Known(Map.of("team", "blue"));
    private long nanos;

    private final MetadataApi api = new MetadataApi(
            new Lookup(() -> state, ids, new FakeRuntime(() -> Running.NOW)),
            () -> new HostFacts("default", "arn:instance", "us-east-1a"),
            new ControlPlane() {
                @Override
                public Protection protection(String taskArn) {
                    calls.add("get " + taskArn);
                    return protection;
                }

                @Override
                public Protection protect(String taskArn, boolean enabled, @Nullable Long minutes) {
                    calls.add("put " + taskArn + " " + enabled + " " + minutes);
                    return protection;
                }

                @Override
                public TagsAnswer tags(String arn) {
                    return tags;
                }
            },
            (dockerId, rates) ->
                    dockerId.equals(WEB) ? Optional.of(GoJson.object().put("rates", rates)) : Optional.empty(),
            new RoleCredentials(),
            new AuditLog(null, () -> new HostFacts("default", null, null), InstantSource.system()),
            new MetadataApi.Limit(40, 60),
            () -> nanos);

    private Handler.Answer ask(String method, String path, String body) {
        return api.answer(new Handler.Request(method, path, Map.of(), body, "172.17.0.9"));
    }

    private Handler.Answer get(String path) {
        return ask("GET", path, "");
    }

    private static String text(Handler.Answer answer) {
        return answer.body();
    }

    @Test
    void aTaskIsToldMemberForMemberInTheOriginalsOrder() {
        assertThat(text(get("/v4/" + id + "/taskWithTags"))).isEqualTo("""
                {"Cluster":"default","TaskARN":"%s","Family":"web","Revision":"3","DesiredStatus":"RUNNING",\
                "KnownStatus":"RUNNING","Limits":{"CPU":0.25,"Memory":512},"PullStartedAt":"2026-11-23T10:00:00.5Z",\
                "PullStoppedAt":"2026-11-23T10:00:00.5Z","AvailabilityZone":"us-east-1a","TaskTags":{"team":"blue"},\
                "ContainerInstanceTags":{"team":"blue"},"LaunchType":"EC2","Containers":[{"DockerId":"%s","Name":"web",\
                "DockerName":"%s","Image":"bb:test","ImageID":"","Ports":[{"ContainerPort":80,"Protocol":"tcp",\
                "HostPort":8080,"HostIp":"0.0.0.0"}],"DesiredStatus":"RUNNING","KnownStatus":"RUNNING",\
                "Limits":{"CPU":128,"Memory":64},"StartedAt":"2026-11-23T10:00:00.5Z","Type":"NORMAL",\
                "LogDriver":"json-file","LogOptions":{"max-size":"1m"},"ContainerARN":"arn:c"}],"ServiceName":"shop",\
                "Group":"service:shop","FaultInjectionEnabled":false}""".formatted(
                Samples.ARN,
                WEB,
                state.tasks().values().iterator().next().containers().getFirst().dockerName()));
    }

    @Test
    void version3KnowsLess() {
        assertThat(text(get("/v3/" + id + "/task")))
                .contains("\"Containers\":[{", "\"Limits\":{\"CPU\":0.25,\"Memory\":512}")
                .doesNotContain("LaunchType", "ServiceName", "ContainerARN", "LogDriver", "HostIp", "TaskTags");
    }

    @Test
    void tagsThatCannotBeHadAreToldWithTheirError() {
        tags = new ControlPlane.TagsAnswer.Refused(new ControlPlane.Refusal("AccessDeniedException", "no", 400, "r-1"));

        assertThat(text(get("/v4/" + id + "/taskWithTags")))
                .contains("\"Errors\":[{\"ErrorField\":\"ContainerInstanceTags\","
                        + "\"ErrorCode\":\"AccessDeniedException\",\"ErrorMessage\":\"no\",\"StatusCode\":400,"
                        + "\"RequestId\":\"r-1\",\"ResourceARN\":\"arn:instance\"},{\"ErrorField\":\"TaskTags\"")
                .doesNotContain("\"TaskTags\":");
        assertThat(text(get("/v3/" + id + "/taskWithTags"))).doesNotContain("Errors");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v4/ID|404|\"V4 container metadata handler: unable to get container ID from request: unable to get docker ID from v3 endpoint ID: ID\"",
                "/v4/ID/task|404|\"V4 task metadata handler: unable to get task arn from request: unable to get task Arn from v3 endpoint ID: ID\"",
                "/v4/ID/taskWithTags|404|\"V4 task metadata handler: unable to get task arn from request: unable to get task Arn from v3 endpoint ID: ID\"",
                "/v4/ID/stats|404|\"V4 container stats handler: unable to get task arn from request: unable to get task Arn from v3 endpoint ID: ID\"",
                "/v4/ID/task/stats|404|\"V4 task stats handler: unable to get task arn from request: unable to get task Arn from v3 endpoint ID: ID\"",
                "/v3/ID|500|\"V3 container metadata handler: unable to get container ID from request: unable to get docker ID from v3 endpoint ID: ID\"",
                "/v3/ID/task|500|\"V3 task metadata handler: unable to get task arn from request: unable to get task Arn from v3 endpoint ID: ID\"",
                "/v3/ID/stats|400|\"V3 container stats handler: unable to get task arn from request: unable to get task Arn from v3 endpoint ID: ID\"",
                "/v3/ID/task/stats|400|\"V3 task stats handler: unable to get task arn from request: unable to get task Arn from v3 endpoint ID: ID\"",
                "/v2/metadata|400|\"Unable to get task arn from request: unable to associate '172.17.0.9' with task\"",
                "/v2/stats/abc|400|\"Unable to get task arn from request: unable to associate '172.17.0.9' with task\"",
                "/api/ID/task-protection/v1/state|404|{\"error\":{\"Code\":\"ResourceNotFoundException\",\"Message\":\"Failed to find a task for the request\"}}",
            })
    void anUnknownIdIsToldInTheOriginalsWords(String path, int status, String told) {
        Handler.Answer answer = get(path.replace("ID", STRANGER));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.contentType()).isEqualTo("application/json");
        assertThat(text(answer)).isEqualTo(told.replace(": ID", ": " + STRANGER));
    }

    @Test
    void anUnknownPathIsToldAsGoTellsIt() {
        Handler.Answer answer = get("/v4/" + id + "/elsewhere");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(text(answer)).isEqualTo("404 page not found\n");
    }

    @Test
    void statsOfVersion4HaveRates() {
        assertThat(text(get("/v4/" + id + "/stats"))).isEqualTo("{\"rates\":true}");
        assertThat(text(get("/v3/" + id + "/stats"))).isEqualTo("{\"rates\":false}");
        assertThat(text(get("/v4/" + id + "/task/stats"))).isEqualTo("{\"" + WEB + "\":{\"rates\":true}}");
    }

    @Test
    void theSixtyFirstRequestAtOnceIsRefused() {
        for (int i = 0; i < 60; i++) {
            assertThat(get("/v4/" + id).status()).isEqualTo(200);
        }
        Handler.Answer refused = get("/v4/" + id);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(text(refused)).isEqualTo("You have reached maximum request limit.");
        assertThat(refused.headers()).containsEntry("X-Rate-Limit-Limit", "40.00");

        nanos += 1_000_000_000L / 40;
        assertThat(get("/v4/" + id).status()).isEqualTo(200);
    }

    @Test
    void protectionIsAskedOfTheControlPlaneAndToldAsItAnswers() {
        String path = "/api/" + id + "/task-protection/v1/state";
        assertThat(text(get(path)))
                .isEqualTo("{\"protection\":{\"ExpirationDate\":null,\"ProtectionEnabled\":false,\"TaskArn\":\""
                        + Samples.ARN + "\"}}");

        protection = new ControlPlane.Protection.Known(Samples.ARN, true, Instant.parse("2026-11-23T12:00:00Z"));
        assertThat(text(ask("PUT", path, "{\"ProtectionEnabled\":true,\"expiresInMinutes\":60}")))
                .isEqualTo("{\"protection\":{\"ExpirationDate\":\"2026-11-23T12:00:00Z\",\"ProtectionEnabled\":true,"
                        + "\"TaskArn\":\"" + Samples.ARN + "\"}}");

        protection = new ControlPlane.Protection.Failed(Samples.ARN, "TASK_NOT_VALID", null);
        Handler.Answer failed = ask("PUT", path, "{\"ProtectionEnabled\":false}");
        assertThat(failed.status()).isEqualTo(200);
        assertThat(text(failed))
                .isEqualTo("{\"failure\":{\"Arn\":\"" + Samples.ARN
                        + "\",\"Detail\":null,\"Reason\":\"TASK_NOT_VALID\"}}");

        protection = new ControlPlane.Protection.Refused(
                new ControlPlane.Refusal("ClusterNotFoundException", "Cluster not found.", 400, "r-1"));
        Handler.Answer refused = ask("PUT", path, "{\"ProtectionEnabled\":false}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(text(refused))
                .isEqualTo("{\"requestID\":\"r-1\",\"error\":{\"Arn\":\"" + Samples.ARN
                        + "\",\"Code\":\"ClusterNotFoundException\",\"Message\":\"Cluster not found.\"}}");
        assertThat(calls)
                .containsExactly(
                        "get " + Samples.ARN,
                        "put " + Samples.ARN + " true 60",
                        "put " + Samples.ARN + " false null",
                        "put " + Samples.ARN + " false null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"ProtectionEnabled\":true,\"Other\":1}|UpdateTaskProtection: failed to decode request",
                "{\"ProtectionEnabled\":\"yes\"}|UpdateTaskProtection: failed to decode request",
                "{\"ExpiresInMinutes\":1.5}|UpdateTaskProtection: failed to decode request",
                "[]|UpdateTaskProtection: failed to decode request",
                "{|UpdateTaskProtection: failed to decode request",
                "{}|Invalid request: does not contain 'ProtectionEnabled' field",
                "{\"ProtectionEnabled\":null}|Invalid request: does not contain 'ProtectionEnabled' field",
            })
    void aProtectionThatCannotBeReadIsRefused(String body, String message) {
        Handler.Answer answer = ask("PUT", "/api/" + id + "/task-protection/v1/state", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(text(answer)).contains("\"Code\":\"InvalidParameterException\"", message);
        assertThat(calls).isEmpty();
    }

    @Test
    void otherMethodsThanGetAndPutAreNotAllowed() {
        assertThat(ask("POST", "/api/" + id + "/task-protection/v1/state", "{}").status())
                .isEqualTo(405);
    }

    @Test
    void theOperatorSeesTasksByDockerIdAndArn() {
        IntrospectionApi introspection = new IntrospectionApi(
                new Lookup(() -> state, ids, new FakeRuntime(() -> Running.NOW)),
                () -> new HostFacts("default", "arn:instance", null),
                "1.0");
        assertThat(text(introspect(introspection, "/v1/metadata", Map.of())))
                .isEqualTo("{\"Cluster\":\"default\",\"ContainerInstanceArn\":\"arn:instance\",\"Version\":\"1.0\"}");
        assertThat(text(introspect(introspection, "/", Map.of())))
                .isEqualTo("{\"AvailableCommands\":[\"/v1/metadata\",\"/v1/tasks\",\"/license\"]}");
        String one = text(introspect(introspection, "/v1/tasks", Map.of("taskarn", Samples.ARN)));
        assertThat(one)
                .startsWith(
                        "{\"Arn\":\"" + Samples.ARN + "\",\"DesiredStatus\":\"RUNNING\",\"KnownStatus\":\"RUNNING\","
                                + "\"Family\":\"web\",\"Version\":\"3\",\"Containers\":[{\"DockerId\":\"" + WEB + "\"");
        assertThat(text(introspect(introspection, "/v1/tasks", Map.of("dockerid", WEB.substring(0, 12)))))
                .isEqualTo(one);
        assertThat(text(introspect(introspection, "/v1/tasks", Map.of("dockerid", WEB))))
                .isEqualTo(one);
        assertThat(text(introspect(introspection, "/v1/tasks", Map.of()))).isEqualTo("{\"Tasks\":[" + one + "]}");
        assertThat(introspect(introspection, "/v1/tasks", Map.of("dockerid", WEB.substring(0, 13)))
                        .status())
                .as("above twelve digits the whole id is meant")
                .isEqualTo(404);
        assertThat(introspect(introspection, "/v1/tasks", Map.of("taskarn", "none"))
                        .status())
                .isEqualTo(404);
        assertThat(introspect(introspection, "/v1/tasks", Map.of("taskarn", "a", "dockerid", "b"))
                        .status())
                .isEqualTo(400);
        assertThat(text(introspect(introspection, "/license", Map.of()))).contains("Apache License");
    }

    private static Handler.Answer introspect(IntrospectionApi api, String path, Map<String, String> query) {
        return api.answer(new Handler.Request("GET", path, query, "", "127.0.0.1"));
    }

    @Test
    void idsAreTheSameAfterARestartAndDifferForEachAgentAndContainer() {
        ContainerRef web = new ContainerRef(Samples.ARN, "web");
        assertThat(new EndpointIds("secret").of(web))
                .isEqualTo(id)
                .matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        assertThat(id).startsWith(ids.tag() + "-");
        assertThat(ids.of(new ContainerRef(Samples.ARN, "other"))).isNotEqualTo(id);
        assertThat(new EndpointIds("other").of(web)).isNotEqualTo(id);
    }
}
