package io.roadstead.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.acceptance.Installation;
import io.roadstead.doctor.facts.Scope;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.testkit.BusyboxImage;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A cluster of one instance whose agent is a process of its own: not there yet, killed, back, and drained. */
@Tag("docker")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LostAgentTest {
    private static final Installation HOUSE =
            new Installation("--no-agent", "--healthy-after", "PT1S", "--throttle-first", "PT0.2S").unexamined();
    private static final String SLEEPER = "{\"stopTimeout\":2,\"command\":[\"sleep\",\"100000\"]}";
    private static final Patient EARLY = new Patient(HOUSE, "default", "early");
    private static @Nullable Process agent;

    @BeforeAll
    static void start() {
        BusyboxImage.ensure();
        HOUSE.startProcess();
        HOUSE.awaitAnswer();
    }

    @AfterAll
    static void close() {
        kill();
        HOUSE.close();
    }

    @Test
    @Order(1)
    void aServiceThatIsEarlierThanTheFirstInstanceWaitsForIt() {
        HOUSE.definition("early", SLEEPER);
        EARLY.create(1)
                .diagnosed(
                        "ecs-container-instance-requirement-error",
                        "Reason: No Container Instances were found in your cluster.");
        startAgent();
        EARLY.cured();
    }

    @Test
    @Order(2)
    void anAgentThatIsGoneIsFoundAndBackAgainAllIsWell() {
        kill();
        Finding found = EARLY.diagnosed("ecs-agent-disconnected-linux2-ami", "false");
        assertThat(found.cause().en()).contains("is not connected");
        startAgent();
        EARLY.cured();
    }

    @Test
    @Order(3)
    void aTaskThatOnlyAnAbsentAgentCouldTakeIsToldSo() {
        kill();
        EARLY.diagnosed("ecs-agent-disconnected-linux2-ami", "false");
        HOUSE.definition("late", SLEEPER);
        Patient late = new Patient(HOUSE, "default", "late").create(1);
        late.diagnosed("ecs-container-instance-agent-error", "agent connected");
        startAgent();
        late.cured();
    }

    @Test
    @Order(4)
    void aDrainingInstanceIsRidOfTheTaskThatNobodyElseStops() {
        for (String service : new String[] {"early", "late"}) {
            HOUSE.call(
                    "DeleteService",
                    Installation.input().put("service", service).put("force", true));
        }
        HOUSE.definition("alone", SLEEPER);
        String task = HOUSE.call("RunTask", Installation.input().put("taskDefinition", "alone"))
                .path("tasks")
                .path(0)
                .path("taskArn")
                .asText();
        String instance =
                HOUSE.awaitStatus(task, "RUNNING").path("containerInstanceArn").asText();
        ObjectNode drain = Installation.input().put("status", "DRAINING");
        drain.putArray("containerInstances").add(instance);
        HOUSE.call("UpdateContainerInstancesState", drain);
        Patient host = new Patient(HOUSE, "default", instance, new Scope(Scope.Kind.INSTANCE, instance));
        Finding found = host.diagnosed("ecs-tasks-stop-delayed-draining", Severity.WARNING, "DRAINING");
        host.apply(found, 0).well();
    }

    private static void startAgent() {
        agent = Installation.launch(
                Installation.roadstead(
                        "agent",
                        "--server",
                        HOUSE.endpoint().toString(),
                        "--cluster",
                        "default",
                        "--data",
                        HOUSE.data().resolve("agent").toString()),
                HOUSE.data().resolve("agent.log"),
                // As systemd starts it: the doctor tells its units from agents that somebody started by hand.
                Map.of("ECS_IMAGE_PULL_BEHAVIOR", "prefer-cached", "INVOCATION_ID", "0a1b2c3d"));
    }

    private static void kill() {
        Process running = agent;
        if (running != null) {
            running.destroyForcibly().onExit().join();
            agent = null;
        }
    }
}
