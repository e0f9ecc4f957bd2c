package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.agent.Agent;
import io.roadstead.agent.config.AgentConfig;
import io.roadstead.agent.config.AgentVariables;
import io.roadstead.testkit.BusyboxImage;
import io.roadstead.testkit.EngineProxy;
import java.lang.reflect.RecordComponent;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What becomes of tasks while the container engine hangs, is away, or has lost an image: the agent tells it in ECS's
 * words, keeps its session, and goes on when the engine does. The agent reaches the real engine through a proxy, and runs
 * in the test's own process, for {@code ECS_CONTAINER_START_TIMEOUT} cannot be made short enough for a test.
 */
@Tag("docker")
class EngineTroubleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final String FOREVER = "{\"command\":[\"sleep\",\"1000\"],\"stopTimeout\":2}";

    private static final Installation HOUSE = new Installation("--no-agent").expects("ecs-resolve-outofmemory-errors");
    private static EngineProxy proxy;
    private static Agent agent;

    @BeforeAll
    static void start() throws Exception {
        BusyboxImage.ensure();
        proxy = new EngineProxy(HOUSE.data().resolve("engine.sock"));
        HOUSE.startProcess();
        HOUSE.awaitAnswer();
        AgentConfig usual = AgentVariables.read(Map.of(
                        "ECS_BACKEND_HOST", HOUSE.endpoint().toString(),
                        "AWS_DEFAULT_REGION", "us-east-1",
                        "AWS_ACCESS_KEY_ID", "test",
                        "AWS_SECRET_ACCESS_KEY", "test",
                        "ECS_DATADIR", HOUSE.data().resolve("agent").toString(),
                        "ECS_IMAGE_PULL_BEHAVIOR", "prefer-cached",
                        "ROADSTEAD_BIND_ADDRESS", "127.0.0.3",
                        "DOCKER_HOST", proxy.uri().toString()))
                .config();
        agent = Agent.start(impatient(usual), Clock.systemUTC());
        agent.awaitConnected(Installation.LIMIT);
        HOUSE.awaitAgent();
        HOUSE.definition("forever", FOREVER);
    }

    @AfterAll
    static void close() {
        proxy.goOn();
        try {
            HOUSE.examine();
        } finally {
            agent.close();
            HOUSE.close();
            proxy.close();
        }
    }

    /** As it is, but for how long the engine may take to create and to start a container. */
    private static AgentConfig impatient(AgentConfig usual) throws ReflectiveOperationException {
        RecordComponent[] components = AgentConfig.class.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String name = components[i].getName();
            types[i] = components[i].getType();
            values[i] = name.equals("createTimeout") || name.equals("startTimeout")
                    ? PATIENCE
                    : components[i].getAccessor().invoke(usual);
        }
        return AgentConfig.class.getDeclaredConstructor(types).newInstance(values);
    }

    @Test
    void aHungEngineCostsTheTaskAtHandAndNothingElse() {
        String witness = run("forever");
        String container = containerOf(HOUSE.awaitStatus(witness, "RUNNING"));

        proxy.hangAt("/start ");
        String unlucky = run("forever");
        patiently("the engine hangs").until(proxy::hangs);
        String created = Installation.containersOf(unlucky).getFirst();
        String late = run("forever");
        patiently("the agent has given up").pollDelay(PATIENCE.multipliedBy(2)).until(() -> true);
        assertThat(agent.connected()).isTrue();
        assertThat(HOUSE.describe(witness).path("connectivity").asText()).isEqualTo("CONNECTED");
        assertThat(HOUSE.describe(witness).path("lastStatus").asText()).isEqualTo("RUNNING");
        assertThat(HOUSE.describe(unlucky).path("lastStatus").asText())
                .as("it may have started, and is not told as stopped before it is known to be")
                .isEqualTo("PENDING");

        proxy.goOn();
        HOUSE.awaitStatus(late, "RUNNING");
        JsonNode stopped = HOUSE.awaitStatus(unlucky, "STOPPED");
        assertThat(stopped.path("stopCode").asText()).isEqualTo("TaskFailedToStart");
        assertThat(stopped.path("containers").path(0).path("reason").asText())
                .isEqualTo("DockerTimeoutError: Could not transition to started; timed out after waiting 3s");
        patiently("the start that the engine heard late is undone").until(() -> !runs(created));
        assertThat(containerOf(HOUSE.describe(witness))).isEqualTo(container);
        assertThat(runs(container)).isTrue();
    }

    @Test
    void aContainerThatTheEngineDoesNotCreateInTimeIsToldAtOnceAndNeverStarted() {
        proxy.hangAt("/containers/create?");
        String task = run("forever");
        JsonNode stopped = HOUSE.awaitStatus(task, "STOPPED");
        assertThat(proxy.hangs()).as("the engine has not answered yet").isTrue();
        assertThat(stopped.path("stopCode").asText()).isEqualTo("TaskFailedToStart");
        assertThat(stopped.path("containers").path(0).path("reason").asText())
                .isEqualTo("DockerTimeoutError: Could not transition to created; timed out after waiting 3s");

        proxy.goOn();
        HOUSE.awaitStatus(run("forever"), "RUNNING");
        assertThat(Installation.containersOf(task)).noneMatch(EngineTroubleTest::runs);
    }

    @Test
    void whatHappenedWhileTheEngineWasAwayIsToldWhenItIsBack() throws Exception {
        HOUSE.definition("hungry", """
                {"command":["sh","-c","while ! test -e /go; do sleep 0.1; done; tail /dev/zero"],"memory":16}
                """);
        String kept = run("forever");
        String ended = run("forever");
        String hungry = run("hungry");
        String keptContainer = containerOf(HOUSE.awaitStatus(kept, "RUNNING"));
        String endedContainer = containerOf(HOUSE.awaitStatus(ended, "RUNNING"));
        String hungryContainer = containerOf(HOUSE.awaitStatus(hungry, "RUNNING"));

        proxy.away();
        Installation.docker("stop", "-t", "0", endedContainer);
        Installation.docker("exec", hungryContainer, "touch", "/go");
        patiently("the kernel's kill").until(() -> !runs(hungryContainer));
        JsonNode refused = HOUSE.awaitStatus(run("forever"), "STOPPED");
        assertThat(refused.path("stopCode").asText()).isEqualTo("TaskFailedToStart");
        assertThat(refused.path("containers").path(0).path("reason").asText())
                .isEqualTo("CannotPullImageManifestError: Cannot connect to the Docker daemon at " + proxy.uri()
                        + ". Is the docker daemon running?");
        assertThat(HOUSE.describe(ended).path("lastStatus").asText()).isEqualTo("RUNNING");
        assertThat(agent.connected()).isTrue();

        proxy.back();
        assertThat(HOUSE.awaitStatus(ended, "STOPPED")
                        .path("containers")
                        .path(0)
                        .path("exitCode")
                        .asInt())
                .isEqualTo(137);
        JsonNode killed =
                HOUSE.awaitStatus(hungry, "STOPPED").path("containers").path(0);
        assertThat(killed.path("exitCode").asInt()).isEqualTo(137);
        assertThat(killed.path("reason").asText()).isEqualTo("OutOfMemoryError: Container killed due to memory usage");
        assertThat(HOUSE.describe(kept).path("lastStatus").asText()).isEqualTo("RUNNING");
        assertThat(containerOf(HOUSE.describe(kept))).isEqualTo(keptContainer);
        HOUSE.awaitStatus(run("forever"), "RUNNING");
    }

    @Test
    void anImageThatVanishesBetweenPullAndCreationIsTheTasksFailure() {
        String image = "roadstead-vanishing:test";
        Installation.docker("tag", BusyboxImage.NAME, image);
        HOUSE.definition("vanishing", FOREVER.replace("{\"command\"", "{\"image\":\"" + image + "\",\"command\""));
        try {
            proxy.hangAt("/containers/create?");
            String task = run("vanishing");
            patiently("the image is there, and its container asked for").until(proxy::hangs);
            Installation.docker("rmi", image);
            proxy.goOn();
            JsonNode stopped = HOUSE.awaitStatus(task, "STOPPED");
            assertThat(stopped.path("stopCode").asText()).isEqualTo("TaskFailedToStart");
            assertThat(stopped.path("containers").path(0).path("reason").asText())
                    .isEqualTo("CannotCreateContainerError: Error response from daemon: No such image: " + image);

            Installation.docker("tag", BusyboxImage.NAME, image);
            HOUSE.awaitStatus(run("vanishing"), "RUNNING");
        } finally {
            Installation.docker("rmi", "-f", image);
        }
    }

    private static String run(String family) {
        ObjectNode input = Installation.input().put("taskDefinition", family);
        JsonNode answer = HOUSE.call("RunTask", input);
        assertThat(answer.path("failures")).isEmpty();
        return answer.path("tasks").path(0).path("taskArn").asText();
    }

    private static String containerOf(JsonNode task) {
        return task.path("containers").path(0).path("runtimeId").asText();
    }

    private static boolean runs(String container) {
        return Installation.docker("inspect", "-f", "{{.State.Running}}", container)
                .output()
                .trim()
                .equals("true");
    }

    private static ConditionFactory patiently(String what) {
        return Awaitility.await(what + "; the log is " + HOUSE.log())
                .atMost(30, TimeUnit.SECONDS)
                .pollInterval(Duration.ofMillis(50));
    }
}
