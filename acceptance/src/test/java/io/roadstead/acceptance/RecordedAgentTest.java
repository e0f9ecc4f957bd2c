package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.acceptance.RecordedAgent.Answer;
import io.roadstead.acceptance.RecordedAgent.Channel;
import io.roadstead.acceptance.RecordedAgent.Channel.Sent;
import io.roadstead.wire.sigv4.Credentials;
import io.roadstead.wire.sigv4.SigV4Signer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The unmodified amazon-ecs-agent's own traffic against a running server: everything in its registration, its sessions
 * and its reports is as recorded. Each trap of agent-protocol 10 that concerns what is built has its assertion here. It
 * is of the slow tier, for a heartbeat takes half a minute.
 */
@Tag("docker")
class RecordedAgentTest {
    private static final Installation HOUSE = new Installation("--no-agent")
            .expects("ecs-task-stopped", "ecs-tasks-container-exit-issues", "ecs-resolve-outofmemory-errors");
    private RecordedAgent agent = new RecordedAgent(HOUSE.endpoint());

    @BeforeAll
    static void start() {
        HOUSE.startProcess();
        HOUSE.awaitAnswer();
        HOUSE.call("RegisterTaskDefinition", definition("""
                        {"family":"fam","taskRoleArn":"arn:aws:iam::000000000000:role/app","containerDefinitions":[
                         {"name":"web","image":"busybox:latest","cpu":10,"memory":64,"memoryReservation":32,
                          "command":["sleep","100000"],"entryPoint":["/bin/sh"],"stopTimeout":3,"user":"nobody",
                          "workingDirectory":"/tmp","dockerLabels":{"a":"b"},
                          "environment":[{"name":"A","value":"1"},{"name":"B","value":"2"}],
                          "portMappings":[{"containerPort":80},{"containerPort":53,"protocol":"udp"}]},
                         {"name":"init","image":"busybox:latest","memory":16,"essential":false}]}
                        """));
        HOUSE.call("RegisterTaskDefinition", definition(single("app", "bridge")));
        HOUSE.call("RegisterTaskDefinition", definition(single("hosted", "host")));
        HOUSE.call("RegisterTaskDefinition", definition(single("lonely", "none")));
    }

    @AfterAll
    static void close() {
        HOUSE.close();
    }

    @BeforeEach
    void register() {
        // The agent claims this one where ECS_ENABLE_TASK_IAM_ROLE is set, which ecs-init sets.
        agent.register(agent.text("register")
                .replace(
                        "{\"name\":\"ecs.capability.efs\"}",
                        "{\"name\":\"ecs.capability.efs\"},{\"name\":\"com.amazonaws.ecs.capability.task-iam-role\"}"));
    }

    @AfterEach
    void deregister() {
        agent.close();
        HOUSE.call(
                "DeregisterContainerInstance",
                Installation.input().put("containerInstance", agent.instance()).put("force", true));
    }

    @Test
    void aRegistrationEchoesWhatTheAgentChecksAndAddsTheZone() {
        RecordedAgent fresh = new RecordedAgent(HOUSE.endpoint());
        JsonNode sent = RecordedAgent.json(fresh.text("register"));
        JsonNode told = fresh.register();
        for (JsonNode attribute : sent.path("attributes")) {
            if (attribute.has("value")) {
                assertThat(told.path("attributes")).contains(attribute);
            }
        }
        assertThat(told.path("attributes"))
                .anyMatch(each -> each.path("name").asText().equals("ecs.availability-zone")
                        && !each.path("value").asText().isEmpty());
        assertThat(told.path("registeredResources").path(1).path("integerValue").asInt())
                .isEqualTo(24105);

        String first = fresh.instance();
        fresh.name("token", UUID.randomUUID().toString());
        assertThat(fresh.register(fresh.text("register again"))
                        .path("containerInstanceArn")
                        .asText())
                .as("the agent's next start, with its old ARN")
                .isEqualTo(first);
        HOUSE.call("DeregisterContainerInstance", Installation.input().put("containerInstance", first));
        fresh.name("token", UUID.randomUUID().toString());
        Answer gone = fresh.call("RegisterContainerInstance", fresh.text("register again"));
        assertThat(gone.status())
                .as("what a deregistered instance is told: %s", gone.body())
                .isEqualTo(400);
        assertThat(fresh.refusedHandshake().body().properties())
                .as("the agent waits an hour after this")
                .singleElement()
                .satisfies(only -> assertThat(only.getKey()).isEqualTo("InactiveInstanceException"));
    }

    @Test
    void theEndpointsHaveASchemeTheAgentMaps() {
        assertThat(agent.endpointOf("endpoint")).startsWith("http://").endsWith("/");
        assertThat(agent.endpointOf("telemetryEndpoint")).startsWith("http://").endsWith("/");
        assertThat(agent.call("ListTagsForResource", agent.text("tags")).body().path("tags"))
                .isEmpty();
    }

    @Test
    void aHandshakeSignedWithAnotherSecretIsRefusedWithOnePair() {
        Answer refused = agent.refusedHandshake(new SigV4Signer(Credentials.of("test", "other"), "us-east-1", "ecs"));
        assertThat(refused.status()).isBetween(400, 403);
        assertThat(refused.body().properties()).hasSize(1);
        assertThat(agent.connected()).isFalse();
    }

    @Test
    void aTaskIsSentWithAllThatTheAgentReadsAndNothingItChokesOn() {
        Channel acs = agent.acs(true);
        JsonNode placed = HOUSE.call("RunTask", definition("""
                                {"taskDefinition":"fam","group":"g","overrides":{"containerOverrides":[{"name":"web",
                                 "command":["-c","true"],"cpu":20,"memory":128,"memoryReservation":48,
                                 "environment":[{"name":"B","value":"3"},{"name":"C","value":"4"}]}]}}
                                """)).path("tasks").path(0);
        assertThat(placed.path("containerInstanceArn").asText()).isEqualTo(agent.instance());
        String arn = placed.path("taskArn").asText();

        Sent sent = acs.awaitTask(arn, "RUNNING");
        JsonNode payload = sent.payload();
        assertThat(payload.path("messageId").asText()).isNotEmpty();
        assertThat(payload.path("clusterArn").asText()).isEqualTo(agentCluster());
        assertThat(payload.path("containerInstanceArn").asText()).isEqualTo(agent.instance());
        assertThat(payload.path("generatedAt").isIntegralNumber()).isTrue();
        assertThat(payload.path("seqNum").isIntegralNumber()).isTrue();

        JsonNode task = sent.task();
        assertThat(task.path("taskClusterArn").asText()).isEqualTo(agentCluster());
        assertThat(task.path("family").asText()).isEqualTo("fam");
        assertThat(task.path("version").isTextual()).as("version is a string").isTrue();
        assertThat(task.path("networkMode").asText()).isEqualTo("bridge");
        assertThat(task.path("launchType").asText()).isEqualTo("EC2");
        assertThat(task.path("overrides").isTextual() || task.path("overrides").isMissingNode())
                .isTrue();
        JsonNode role = task.path("roleCredentials");
        assertThat(List.of("credentialsId", "roleArn", "accessKeyId", "secretAccessKey", "sessionToken", "expiration"))
                .allSatisfy(member ->
                        assertThat(role.path(member).asText()).as(member).isNotEmpty());
        assertThat(UUID.fromString(role.path("credentialsId").asText())).isNotNull();
        assertThat(Instant.parse(role.path("expiration").asText())).isAfter(Instant.now());

        assertThat(task.path("containers")).hasSize(2);
        JsonNode web = task.path("containers").path(0);
        assertThat(web.path("name").asText()).isEqualTo("web");
        assertThat(web.path("overrides").asText())
                .as("only command may stand there")
                .isEqualTo("{}");
        assertThat(web.path("essential").isBoolean() && web.path("essential").asBoolean())
                .as("absent means false")
                .isTrue();
        assertThat(web.path("command")).extracting(JsonNode::asText).containsExactly("-c", "true");
        assertThat(web.path("entryPoint")).extracting(JsonNode::asText).containsExactly("/bin/sh");
        assertThat(web.path("cpu").asInt()).isEqualTo(20);
        assertThat(web.path("memory").asInt()).isEqualTo(128);
        assertThat(web.path("stopTimeout").asInt()).isEqualTo(3);
        assertThat(web.path("containerArn").asText()).contains(":container/default/");
        assertThat(web.path("environment"))
                .as("a map, overrides merged")
                .isEqualTo(RecordedAgent.json(
                        "{\"AWS_EXECUTION_ENV\":\"AWS_ECS_EC2\",\"A\":\"1\",\"B\":\"3\",\"C\":\"4\"}"));
        assertThat(web.path("portMappings"))
                .isEqualTo(RecordedAgent.json("[{\"containerPort\":80,\"hostPort\":0,\"protocol\":\"tcp\"},"
                        + "{\"containerPort\":53,\"hostPort\":0,\"protocol\":\"udp\"}]"));
        JsonNode docker = web.path("dockerConfig");
        assertThat(docker.path("config").isTextual()
                        && docker.path("hostConfig").isTextual())
                .as("documents in strings")
                .isTrue();
        JsonNode config = RecordedAgent.json(docker.path("config").asText());
        assertThat(config.path("User").asText()).isEqualTo("nobody");
        assertThat(config.path("WorkingDir").asText()).isEqualTo("/tmp");
        assertThat(config.path("Labels").path("a").asText()).isEqualTo("b");
        assertThat(config.has("Env")).as("it would replace the agent's own").isFalse();
        assertThat(RecordedAgent.json(docker.path("hostConfig").asText())
                        .path("MemoryReservation")
                        .asLong())
                .isEqualTo(48L << 20);
        JsonNode init = task.path("containers").path(1);
        assertThat(init.path("essential").asBoolean(true)).isFalse();

        acs.answer("ack", payload);
        agent.name("credentials", role.path("credentialsId").asText())
                .name("expiration", role.path("expiration").asText());
        acs.answer("credentials ack", payload);
    }

    @Test
    void hostAndNoneAreSaidToDockerItself() {
        Channel acs = agent.acs(true);
        for (String[] each : new String[][] {{"hosted", "host"}, {"lonely", "none"}}) {
            Sent sent = acs.awaitTask(run(each[0]), "RUNNING");
            JsonNode container = sent.task().path("containers").path(0);
            assertThat(sent.task().path("networkMode").asText()).isEqualTo(each[1]);
            assertThat(container.path("portMappings")).isEmpty();
            assertThat(RecordedAgent.json(container
                                    .path("dockerConfig")
                                    .path("hostConfig")
                                    .asText())
                            .path("NetworkMode")
                            .asText())
                    .isEqualTo(each[1]);
            acs.answer("ack", sent.payload());
        }
    }

    @Test
    void aTasksWholeLifeIsToldAsTheAgentReportsIt() {
        Channel acs = agent.acs(true);
        String task = run("fam");
        agent.name("task", task);
        acs.answer("ack", acs.awaitTask(task, "RUNNING").payload());

        reported("running, one ended");
        JsonNode running = HOUSE.describe(task);
        assertThat(running.path("lastStatus").asText()).isEqualTo("RUNNING");
        assertThat(running.path("containers").path(0).path("lastStatus").asText())
                .isEqualTo("RUNNING");
        assertThat(running.path("containers")
                        .path(0)
                        .path("networkBindings")
                        .path(0)
                        .path("hostPort")
                        .asInt())
                .isEqualTo(32768);
        assertThat(running.path("pullStartedAt").isNumber()).isTrue();
        reported("one stopped");
        assertThat(HOUSE.describe(task).path("lastStatus").asText()).isEqualTo("RUNNING");
        assertThat(HOUSE.describe(task)
                        .path("containers")
                        .path(1)
                        .path("lastStatus")
                        .asText())
                .isEqualTo("STOPPED");

        HOUSE.call("StopTask", Installation.input().put("task", task).put("reason", "enough"));
        Sent stop = acs.awaitTask(task, "STOPPED");
        assertThat(stop.task().path("arn").asText()).isEqualTo(task);
        acs.answer("ack", stop.payload());
        reported("stopped");
        JsonNode stopped = HOUSE.describe(task);
        assertThat(stopped.path("lastStatus").asText()).isEqualTo("STOPPED");
        assertThat(stopped.path("stoppedReason").asText()).isEqualTo("enough");
        assertThat(stopped.path("containers").path(0).path("exitCode").asInt()).isEqualTo(137);

        reported("stopped");
        reported("running, one ended");
        assertThat(HOUSE.describe(task))
                .as("repeated and late reports change nothing")
                .isEqualTo(stopped);
    }

    @Test
    void failuresAreToldInTheAgentsWords() {
        Channel acs = agent.acs(true);
        String hungry = reportedBy(acs, "out of memory");
        assertThat(HOUSE.describe(hungry)
                        .path("containers")
                        .path(0)
                        .path("reason")
                        .asText())
                .isEqualTo("OutOfMemoryError: Container killed due to memory usage");
        String unstarted = reportedBy(acs, "cannot start");
        assertThat(HOUSE.describe(unstarted).path("stopCode").asText()).isEqualTo("TaskFailedToStart");
        assertThat(HOUSE.describe(unstarted).path("stoppedReason").asText()).isEqualTo("Task failed to start");
        assertThat(HOUSE.describe(unstarted)
                        .path("containers")
                        .path(0)
                        .path("reason")
                        .asText())
                .startsWith("CannotStartContainerError: ");
        String refused = reportedBy(acs, "refused task");
        assertThat(HOUSE.describe(refused).path("stopCode").asText()).isEqualTo("TaskFailedToStart");

        agent.name("task", "arn:aws:ecs:us-east-1:000000000000:task/default/" + "d".repeat(32));
        Answer unknown = agent.call("SubmitTaskStateChange", agent.text("stopped"));
        assertThat(unknown.status() == 200
                        || unknown.body().path("__type").asText().equals("InvalidParameterException"))
                .as("anything else the agent would repeat for ever: %s", unknown)
                .isTrue();
    }

    @Test
    void aPayloadIsSentAgainUntilItIsAcknowledged() {
        Channel acs = agent.acs(true);
        String task = run("app");
        JsonNode first = acs.awaitTask(task, "RUNNING").payload();
        Awaitility.await("the payload again")
                .atMost(Duration.ofSeconds(20))
                .until(() -> acs.all("PayloadMessage").size() > 1);
        JsonNode second = acs.all("PayloadMessage").get(1);
        assertThat(second.path("tasks")).hasSize(1);
        assertThat(second.path("tasks").path(0).path("arn").asText()).isEqualTo(task);
        acs.answer("ack", second);
        acs.answer("ack", first);
    }

    @Test
    void aForgottenTaskIsStoppedByTheManifestAndAKnownOneIsNot() {
        Channel acs = agent.acs(true);
        String task = run("app");
        JsonNode payload = acs.awaitTask(task, "RUNNING").payload();
        acs.answer("ack", payload);
        acs.closeInGoodOrder();

        Channel next = agent.acs(false);
        JsonNode manifest = next.await("TaskManifestMessage");
        assertThat(manifest.path("clusterArn").asText()).isEqualTo(agentCluster());
        assertThat(manifest.path("containerInstanceArn").asText()).isEqualTo(agent.instance());
        assertThat(manifest.path("timeline").asLong())
                .as("one number space with the payloads'")
                .isGreaterThan(payload.path("seqNum").asLong());
        assertThat(manifest.path("tasks"))
                .isEqualTo(RecordedAgent.json("[{\"taskArn\":\"" + task + "\",\"taskClusterArn\":\"" + agentCluster()
                        + "\",\"desiredStatus\":\"RUNNING\"}]"));
        String forgotten = "arn:aws:ecs:us-east-1:000000000000:task/default/" + "f".repeat(32);
        agent.name("task", forgotten).name("other task", task);
        next.answer("ack", manifest);
        next.answer("stop candidates", manifest);
        JsonNode verdict = next.await("TaskStopVerificationAck");
        assertThat(verdict.path("messageId").asText())
                .isEqualTo(manifest.path("messageId").asText());
        assertThat(verdict.path("stopTasks"))
                .isEqualTo(RecordedAgent.json("[{\"taskArn\":\"" + forgotten + "\",\"taskClusterArn\":\""
                        + agentCluster() + "\",\"desiredStatus\":\"STOPPED\"}]"));
    }

    @Test
    void credentialsComeAgainUnderTheSameIdAfterTheAgentsRestart() {
        Channel acs = agent.acs(true);
        String task = run("fam");
        Sent sent = acs.awaitTask(task, "RUNNING");
        acs.answer("ack", sent.payload());
        agent.name("task", task);
        reported("running, one ended");
        acs.abort();

        Channel restarted = agent.acs(true);
        JsonNode pushed = restarted.await("IAMRoleCredentialsMessage");
        assertThat(pushed.path("taskArn").asText()).isEqualTo(task);
        assertThat(pushed.path("roleType").asText()).isEqualTo("TaskApplication");
        assertThat(pushed.path("roleCredentials").path("credentialsId").asText())
                .isEqualTo(sent.task()
                        .path("roleCredentials")
                        .path("credentialsId")
                        .asText());
    }

    @Test
    void theInstanceIsConnectedWhileItsSessionLives() {
        assertThat(connected()).isFalse();
        assertThat(refusalByAgent()).isEqualTo("AGENT");
        Channel acs = agent.acs(true);
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(this::connected);
        acs.closeInGoodOrder();
        Channel next = agent.acs(false);
        assertThat(connected()).as("a planned reconnect is no disconnection").isTrue();
        assertThat(next.closed).isNull();
        next.abort();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !connected());
        assertThat(refusalByAgent()).isEqualTo("AGENT");
    }

    @Test
    void bothChannelsHaveHeartbeatsUnderAMinuteAndTelemetryIsAcknowledged() {
        Channel acs = agent.acs(true);
        Channel tcs = agent.tcs();
        agent.name("task", run("fam"));
        tcs.say(agent.text("idle"));
        tcs.await("AckPublishMetric");
        tcs.say(agent.text("metrics"));
        tcs.say(agent.text("health"));
        tcs.await("AckPublishHealth");
        tcs.say(agent.text("instance status"));
        tcs.await("AckPublishInstanceStatus");
        JsonNode beat = acs.await("HeartbeatMessage", message -> true, Duration.ofSeconds(45));
        assertThat(beat.path("healthy").asBoolean()).isTrue();
        acs.answer("heartbeat ack", beat);
        assertThat(tcs.await("HeartbeatMessage", message -> true, Duration.ofSeconds(45))
                        .path("healthy")
                        .asBoolean())
                .isTrue();
        assertThat(acs.closed).isNull();
        assertThat(tcs.closed).isNull();
    }

    private String agentCluster() {
        return "arn:aws:ecs:us-east-1:000000000000:cluster/default";
    }

    private boolean connected() {
        ObjectNode input = Installation.input();
        input.putArray("containerInstances").add(agent.instance());
        return HOUSE.call("DescribeContainerInstances", input)
                .path("containerInstances")
                .path(0)
                .path("agentConnected")
                .asBoolean();
    }

    private String refusalByAgent() {
        return start("app").path("failures").path(0).path("reason").asText();
    }

    private String run(String family) {
        JsonNode answer = start(family);
        assertThat(answer.path("failures")).isEmpty();
        return answer.path("tasks").path(0).path("taskArn").asText();
    }

    private JsonNode start(String family) {
        ObjectNode input = Installation.input().put("taskDefinition", family);
        input.putArray("containerInstances").add(agent.instance());
        return HOUSE.call("StartTask", input);
    }

    private String reportedBy(Channel acs, String what) {
        String task = run("app");
        agent.name("task", task);
        acs.answer("ack", acs.awaitTask(task, "RUNNING").payload());
        reported(what);
        assertThat(HOUSE.describe(task).path("lastStatus").asText()).isEqualTo("STOPPED");
        return task;
    }

    private void reported(String what) {
        Answer answer = agent.call("SubmitTaskStateChange", agent.text(what));
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    }

    private static String single(String family, String mode) {
        return "{\"family\":\"" + family + "\",\"networkMode\":\"" + mode
                + "\",\"containerDefinitions\":[{\"name\":\"app\",\"image\":\"busybox:latest\",\"memory\":16}]}";
    }

    private static ObjectNode definition(String json) {
        return (ObjectNode) RecordedAgent.json(json);
    }
}
