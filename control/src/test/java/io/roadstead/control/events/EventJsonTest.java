package io.roadstead.control.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.roadstead.control.House;
import io.roadstead.control.index.Keys;
import io.roadstead.core.event.Occurrence;
import io.roadstead.core.event.ServiceNews;
import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.Allocation;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.ServiceKey;
import io.roadstead.core.model.Task;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ecs.model.ContainerOverride;
import software.amazon.awssdk.services.ecs.model.ContainerStateChange;
import software.amazon.awssdk.services.ecs.model.NetworkBinding;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;
import software.amazon.awssdk.services.ecs.model.StopTaskRequest;
import software.amazon.awssdk.services.ecs.model.SubmitTaskStateChangeRequest;

/** Each event's members against the lists of ecs-behaviour 8. */
class EventJsonTest {
    private static final Instant TIME = Instant.parse("2026-11-23T12:00:05.6789Z");

    private final House house = new House();
    private final EventJson json = new EventJson(house.index);

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aStoppedTaskTellsEveryMemberThatATaskOnAnInstanceCanHave() throws IOException {
        JsonNode event = read(json.write(new Occurrence.OfTask(stoppedTask()), TIME));
        JsonNode detail = event.path("detail");

        assertThat(names(event))
                .containsExactly(
                        "version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail");
        assertThat(event.path("version").textValue()).isEqualTo("0");
        assertThat(event.path("detail-type").textValue()).isEqualTo("ECS Task State Change");
        assertThat(event.path("source").textValue()).isEqualTo("aws.ecs");
        assertThat(event.path("account").textValue()).isEqualTo("000000000000");
        assertThat(event.path("region").textValue()).isEqualTo("us-east-1");
        assertThat(event.path("time").textValue()).isEqualTo("2026-11-23T12:00:05Z");
        assertThat(event.path("resources").toString())
                .isEqualTo("[\"" + detail.path("taskArn").textValue() + "\"]");

        // Of 8.2 are absent: capacityProviderName, ephemeralStorage and platformVersion, which only other launches
        // have.
        assertThat(names(detail))
                .containsExactlyInAnyOrder(
                        "attachments",
                        "attributes",
                        "availabilityZone",
                        "clusterArn",
                        "connectivity",
                        "connectivityAt",
                        "containerInstanceArn",
                        "containers",
                        "cpu",
                        "createdAt",
                        "desiredStatus",
                        "enableExecuteCommand",
                        "executionStoppedAt",
                        "group",
                        "healthStatus",
                        "launchType",
                        "lastStatus",
                        "memory",
                        "overrides",
                        "pullStartedAt",
                        "pullStoppedAt",
                        "startedAt",
                        "startedBy",
                        "stopCode",
                        "stoppedReason",
                        "stoppingAt",
                        "stoppedAt",
                        "taskArn",
                        "taskDefinitionArn",
                        "updatedAt",
                        "version");
        assertThat(detail.path("lastStatus").textValue()).isEqualTo("STOPPED");
        assertThat(detail.path("desiredStatus").textValue()).isEqualTo("STOPPED");
        assertThat(detail.path("stopCode").textValue()).isEqualTo("UserInitiated");
        assertThat(detail.path("cpu").textValue()).isEqualTo("128");
        assertThat(detail.path("memory").textValue()).isEqualTo("64");
        assertThat(detail.path("createdAt").textValue()).isEqualTo("2026-11-23T12:00:00.000Z");
        assertThat(detail.path("updatedAt").textValue()).isEqualTo("2026-11-23T12:00:05.678Z");
        assertThat(detail.path("version").isInt()).isTrue();
        assertThat(detail.path("version").intValue()).isGreaterThan(2);
        assertThat(detail.path("overrides").toString())
                .isEqualTo("{\"containerOverrides\":[{\"command\":[\"a\"],\"cpu\":128,\"name\":\"main\"}]}");

        JsonNode container = detail.path("containers").path(0);
        assertThat(names(container))
                .containsExactlyInAnyOrder(
                        "containerArn",
                        "exitCode",
                        "lastStatus",
                        "name",
                        "image",
                        "imageDigest",
                        "runtimeId",
                        "taskArn",
                        "networkInterfaces",
                        "networkBindings",
                        "cpu",
                        "memory",
                        "reason",
                        "healthStatus");
        assertThat(container.path("cpu").textValue()).isEqualTo("128");
        assertThat(container.path("exitCode").intValue()).isEqualTo(3);
        assertThat(container.path("networkBindings").toString())
                .isEqualTo("[{\"bindIP\":\"0.0.0.0\",\"containerPort\":80,\"hostPort\":8080,\"protocol\":\"tcp\"}]");
    }

    @Test
    void aTaskJustPlacedTellsNothingThatIsNotKnownYet() throws IOException {
        house.cluster("default").definition("f", container -> container.memory(16));
        house.instance("default", 1024, 512);
        String arn = run(RunTaskRequest.builder().taskDefinition("f").build());
        JsonNode detail =
                read(json.write(new Occurrence.OfTask(task(arn)), TIME)).path("detail");

        assertThat(detail.path("lastStatus").textValue()).isEqualTo("PENDING");
        assertThat(detail.path("version").intValue()).isEqualTo(1);
        assertThat(names(detail))
                .doesNotContain("connectivity", "startedAt", "startedBy", "stopCode", "stoppedReason", "stoppedAt");
        assertThat(names(detail.path("containers").path(0))).doesNotContain("exitCode", "runtimeId", "reason");
    }

    @Test
    void anInstanceTellsWhatItHasWhatIsLeftAndWhetherItsAgentIsThere() throws IOException {
        house.cluster("default").definition("f", container -> container.cpu(24).memory(12));
        String arn = house.instance("default", 1024, 512);
        run(RunTaskRequest.builder().taskDefinition("f").build());
        String id = arn.substring(arn.lastIndexOf('/') + 1);
        JsonNode event = read(json.write(
                new Occurrence.OfInstance(
                        house.index
                                .find(Keys.containerInstance(House.SCOPE, "default", id), ContainerInstance.class)
                                .orElseThrow(),
                        house.index
                                .find(Keys.agentConnection(House.SCOPE, "default", id), AgentConnection.class)
                                .orElseThrow(),
                        house.index
                                .find(Keys.allocation(House.SCOPE, "default", id), Allocation.class)
                                .orElseThrow(),
                        4711),
                TIME));
        JsonNode detail = event.path("detail");

        assertThat(event.path("detail-type").textValue()).isEqualTo("ECS Container Instance State Change");
        assertThat(event.path("resources").toString()).isEqualTo("[\"" + arn + "\"]");
        // Of 8.3 are absent: ec2InstanceId of a host that is none, and accountType, which ECS tells only sometimes.
        assertThat(names(detail))
                .containsExactlyInAnyOrder(
                        "agentConnected",
                        "attributes",
                        "clusterArn",
                        "containerInstanceArn",
                        "registeredResources",
                        "remainingResources",
                        "status",
                        "version",
                        "versionInfo",
                        "updatedAt");
        assertThat(detail.path("agentConnected").booleanValue()).isTrue();
        assertThat(detail.path("version").longValue()).isEqualTo(4711);
        assertThat(detail.path("versionInfo").toString())
                .isEqualTo("{\"agentHash\":\"hash\",\"agentVersion\":\"1.0\",\"dockerVersion\":\"20.10\"}");
        assertThat(detail.path("registeredResources").toString())
                .isEqualTo("[{\"name\":\"CPU\",\"type\":\"INTEGER\",\"integerValue\":1024},"
                        + "{\"name\":\"MEMORY\",\"type\":\"INTEGER\",\"integerValue\":512},"
                        + "{\"name\":\"PORTS\",\"type\":\"STRINGSET\",\"stringSetValue\":[\"22\",\"51678\"]},"
                        + "{\"name\":\"PORTS_UDP\",\"type\":\"STRINGSET\",\"stringSetValue\":[]}]");
        assertThat(detail.path("remainingResources")
                        .path(0)
                        .path("integerValue")
                        .intValue())
                .isEqualTo(1000);
        assertThat(detail.path("remainingResources")
                        .path(1)
                        .path("integerValue")
                        .intValue())
                .isEqualTo(500);
    }

    @Test
    void aServicesActionIsToldWithItsReasonAndInstancesWhereItHasAny() throws IOException {
        ServiceKey web = new ServiceKey(House.SCOPE, "default", "web");
        JsonNode failure = read(json.write(
                new Occurrence.OfService(
                        "11111111-2222-3333-4444-555555555555",
                        web,
                        new ServiceNews.ServiceAction(
                                ServiceNews.Level.ERROR,
                                "SERVICE_TASK_PLACEMENT_FAILURE",
                                TIME,
                                "RESOURCE:CPU",
                                List.of("arn:i")),
                        TIME),
                TIME));
        JsonNode steady = read(json.write(
                new Occurrence.OfService(
                        "11111111-2222-3333-4444-555555555556",
                        web,
                        new ServiceNews.ServiceAction(
                                ServiceNews.Level.INFO, "SERVICE_STEADY_STATE", TIME, null, List.of()),
                        TIME),
                TIME));

        assertThat(failure.path("detail-type").textValue()).isEqualTo("ECS Service Action");
        assertThat(failure.path("resources").toString())
                .isEqualTo("[\"arn:aws:ecs:us-east-1:000000000000:service/default/web\"]");
        assertThat(failure.path("detail").toString())
                .isEqualTo("{\"eventType\":\"ERROR\",\"eventName\":\"SERVICE_TASK_PLACEMENT_FAILURE\","
                        + "\"clusterArn\":\"arn:aws:ecs:us-east-1:000000000000:cluster/default\","
                        + "\"containerInstanceArns\":[\"arn:i\"],\"reason\":\"RESOURCE:CPU\","
                        + "\"createdAt\":\"2026-11-23T12:00:05.678Z\"}");
        assertThat(names(steady.path("detail"))).containsExactly("eventType", "eventName", "clusterArn", "createdAt");
    }

    @Test
    void aDeploymentTellsItsNameItsStateAndWhy() throws IOException {
        JsonNode event = read(json.write(
                new Occurrence.OfService(
                        "11111111-2222-3333-4444-555555555555",
                        new ServiceKey(House.SCOPE, "default", "web"),
                        new ServiceNews.DeploymentStateChange(
                                ServiceNews.Level.ERROR,
                                "SERVICE_DEPLOYMENT_FAILED",
                                "ecs-svc/123",
                                TIME,
                                "ECS deployment circuit breaker: tasks failed to start."),
                        TIME),
                TIME));

        assertThat(event.path("detail-type").textValue()).isEqualTo("ECS Deployment State Change");
        assertThat(event.path("detail").toString())
                .isEqualTo("{\"eventType\":\"ERROR\",\"eventName\":\"SERVICE_DEPLOYMENT_FAILED\","
                        + "\"deploymentId\":\"ecs-svc/123\",\"updatedAt\":\"2026-11-23T12:00:05.678Z\","
                        + "\"reason\":\"ECS deployment circuit breaker: tasks failed to start.\"}");
    }

    @Test
    void anEventIsReadBackAsItWasWritten() throws IOException {
        byte[] line = json.write(new Occurrence.OfTask(stoppedTask()), TIME);
        BusEvent event = EventLine.read(line).orElseThrow();
        assertThat(event.id()).isEqualTo(EventLine.id(line));
        assertThat(event.detailType()).isEqualTo("ECS Task State Change");
        assertThat(event.account()).isEqualTo("000000000000");
        assertThat(event.time()).isEqualTo("2026-11-23T12:00:05Z");
        assertThat(event.group()).isEqualTo("family:f");
        assertThat(event.resources()).hasSize(1);
        assertThat(event.json()).isEqualTo(new String(line, UTF_8));
        assertThat(EventLine.read("{\"version\":\"0\"}}".getBytes(UTF_8))).isEmpty();
        assertThat(new String(line, UTF_8)).doesNotContain("\n");
    }

    private Task stoppedTask() {
        house.cluster("default").definition("f", container -> container.cpu(24).memory(64));
        house.instance("default", 1024, 512);
        String arn = run(RunTaskRequest.builder()
                .taskDefinition("f")
                .startedBy("me")
                .overrides(overrides -> overrides.containerOverrides(ContainerOverride.builder()
                        .name("main")
                        .command("a")
                        .cpu(128)
                        .build()))
                .build());
        submit(SubmitTaskStateChangeRequest.builder()
                .task(arn)
                .status("RUNNING")
                .pullStartedAt(house.now)
                .pullStoppedAt(house.now)
                .containers(ContainerStateChange.builder()
                        .containerName("main")
                        .status("RUNNING")
                        .runtimeId("0123")
                        .imageDigest("sha256:00")
                        .networkBindings(NetworkBinding.builder()
                                .bindIP("0.0.0.0")
                                .containerPort(80)
                                .hostPort(8080)
                                .protocol("tcp")
                                .build())
                        .build()));
        house.call(StopTaskRequest.builder().task(arn).reason("enough").build(), SdkPojo.class);
        submit(SubmitTaskStateChangeRequest.builder()
                .task(arn)
                .status("STOPPED")
                .executionStoppedAt(house.now)
                .containers(ContainerStateChange.builder()
                        .containerName("main")
                        .status("STOPPED")
                        .exitCode(3)
                        .reason("because")
                        .build()));
        return task(arn);
    }

    private void submit(SubmitTaskStateChangeRequest.Builder report) {
        house.call(report.build(), SdkPojo.class);
    }

    private String run(RunTaskRequest request) {
        return house.call(request, RunTaskResponse.class).tasks().getFirst().taskArn();
    }

    private Task task(String arn) {
        return house.index
                .find(Keys.task(House.SCOPE, "default", arn.substring(arn.lastIndexOf('/') + 1)), Task.class)
                .orElseThrow();
    }

    static JsonNode read(byte[] line) throws IOException {
        return JsonMapper.builder().build().readTree(line);
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
