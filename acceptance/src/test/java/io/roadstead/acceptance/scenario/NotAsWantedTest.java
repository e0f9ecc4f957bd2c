package io.roadstead.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.acceptance.Installation;
import io.roadstead.acceptance.Installation.Ran;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.testkit.BusyboxImage;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Services on one instance that live, and do not do what somebody wanted of them. */
@Tag("docker")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NotAsWantedTest {
    private static final Installation HOUSE = new Installation(
                    Map.of("ECS_IMAGE_PULL_BEHAVIOR", "prefer-cached"),
                    "--healthy-after",
                    "PT1S",
                    "--throttle-first",
                    "PT0.2S")
            .unexamined();
    private static final String STAY = "\"stopTimeout\":2,\"command\":[\"sleep\",\"100000\"]";
    private static final String MEMORY = "\"memory\":32,\"image\":\"" + BusyboxImage.NAME + "\",";

    /** Takes its time to be misjudged: it does so while the others are looked at. */
    private static final Patient SLOW = new Patient(HOUSE, "default", "slow");

    @BeforeAll
    static void start() {
        HOUSE.start();
        HOUSE.definition(
                "slow",
                "{\"healthCheck\":{\"command\":[\"CMD-SHELL\",\"test -f /tmp/ready\"],\"interval\":5,\"timeout\":2,"
                        + "\"retries\":1},\"stopTimeout\":2,\"command\":[\"sh\",\"-c\","
                        + "\"sleep 12; touch /tmp/ready; sleep 100000\"]}");
        HOUSE.call("RunTask", Installation.input().put("taskDefinition", "slow"));
        SLOW.create(1);
    }

    @AfterAll
    static void close() {
        HOUSE.close();
    }

    @Test
    void aTaskThatWaitsForAContainerThatNeverGetsHealthyIsToldFromASlowOne() {
        register(
                "waiting",
                "{\"name\":\"db\"," + MEMORY + STAY + ",\"healthCheck\":{\"command\":[\"CMD-SHELL\",\"false\"],"
                        + "\"interval\":5,\"timeout\":2,\"retries\":1}}",
                "{\"name\":\"main\"," + MEMORY + STAY
                        + ",\"dependsOn\":[{\"containerName\":\"db\",\"condition\":\"HEALTHY\"}]}");
        Patient waiting = new Patient(HOUSE, "default", "waiting").create(1);
        Finding found = waiting.diagnosed("ecs-tasks-stuck-pending-state", Severity.WARNING, "PENDING");
        assertThat(found.cause().en()).contains("Container main waits for container db to be HEALTHY");
        assertThat(found.evidence()).anySatisfy(one -> assertThat(one.text()).isEqualTo("UNHEALTHY"));
        waiting.apply(found, 0, Map.of("<CHECK>", "true")).cured();
    }

    @Test
    void aContainerWithoutCpuBesideAGreedyOneIsGivenAnEighth() {
        register(
                "uneven",
                "{\"name\":\"web\"," + MEMORY + STAY + "}",
                "{\"name\":\"worker\",\"cpu\":512," + MEMORY + STAY + "}");
        Patient uneven = new Patient(HOUSE, "default", "uneven").create(1);
        Awaitility.await("both to run")
                .atMost(Installation.LIMIT)
                .until(() -> shares("uneven").size() == 2);
        assertThat(shares("uneven")).as("what Docker was told").containsExactlyInAnyOrder("2", "512");
        Finding found = uneven.diagnosed("ecs-cpu-allocation", Severity.INFO, "512");
        assertThat(found.cause().en()).contains("it gets 2 parts of 514");
        uneven.apply(found, 0).cured();
        assertThat(shares("uneven")).containsExactlyInAnyOrder("64", "448");
    }

    @Test
    void aTaskThatReservesAllItMayEverUseIsMadeToReserveLess() {
        int most = registered("MEMORY") * 6 / 10;
        HOUSE.definition("lavish", "{\"memory\":" + most + "," + STAY + "}");
        Patient lavish = new Patient(HOUSE, "default", "lavish").create(2);
        Finding found = lavish.diagnosed("allocate-ecs-memory-tasks", "has insufficient memory available.");
        assertThat(found.cause().en()).contains(most + " MiB of memory are wanted, the largest free is ");
        lavish.apply(found, 0).cured();
        assertThat(lavish.described().path("runningCount").asInt()).isEqualTo(2);
        lavish.delete();
    }

    @Test
    void whoAsksWhyFewerTasksRunIsToldThatFewerAreWanted() {
        HOUSE.definition("shrunk", "{" + STAY + "}");
        Patient shrunk = new Patient(HOUSE, "default", "shrunk").create(2);
        Awaitility.await("a steady state of two")
                .atMost(Installation.LIMIT)
                .until(() -> shrunk.described().path("events").toString().contains("has reached a steady state."));
        HOUSE.call(
                "UpdateService", Installation.input().put("service", "shrunk").put("desiredCount", 1));
        Finding found = shrunk.diagnosed(
                "ecs-running-task-count-change", Severity.INFO, "Scaling activity initiated by (deployment ecs-svc/");
        assertThat(found.cause().en()).contains("had 2 tasks within the last hour, and 1 is wanted now");
        shrunk.apply(found, 0).cured();
        assertThat(shrunk.described().path("runningCount").asInt()).isEqualTo(2);
    }

    @Test
    void aServiceOfADeregisteredRevisionIsGivenOneThatMayBeNamed() {
        HOUSE.definition("dropped", "{" + STAY + "}");
        Patient dropped = new Patient(HOUSE, "default", "dropped").create(1);
        HOUSE.call("DeregisterTaskDefinition", Installation.input().put("taskDefinition", "dropped:1"));
        String update = "aws ecs update-service --service dropped --task-definition dropped";
        Ran refused = Shell.run(HOUSE, update + ":1");
        assertThat(refused.status()).isNotZero();
        assertThat(refused.error())
                .contains("An error occurred (ClientException) when calling the UpdateService operation:"
                        + " TaskDefinition is inactive");
        JsonNode explained = Shell.doctor(HOUSE.endpoint().toString(), "call", "last", "--json")
                .json()
                .path("findings")
                .path(0);
        assertThat(explained.path("article").asText()).isEqualTo("ecs-api-common-errors");
        assertThat(explained.path("cause").asText()).contains("dropped:1 was deregistered");
        Finding found = dropped.diagnosed("ecs-api-common-errors", Severity.INFO, "INACTIVE");
        dropped.apply(found, 0).cured();
        assertThat(Shell.run(HOUSE, update + ":2").status()).isZero();
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void aTaskThatIsStoppedBeforeItCanBeHealthyIsGivenTime() {
        Finding found = SLOW.diagnosed("elb-ecs-tasks-improperly-replaced", "Task failed container health checks");
        assertThat(found.evidence()).anySatisfy(one -> assertThat(one.text()).startsWith("HEALTHY, "));
        SLOW.apply(found, 0).cured();
    }

    private static void register(String family, String... containers) {
        ObjectNode input = Installation.input().put("family", family);
        ArrayNode all = input.putArray("containerDefinitions");
        for (String container : containers) {
            all.add(Installation.json(container));
        }
        HOUSE.call("RegisterTaskDefinition", input);
    }

    /** Docker's CPU shares of the containers of a service's running tasks. */
    private static List<String> shares(String service) {
        return HOUSE.call("ListTasks", Installation.input().put("serviceName", service))
                .path("taskArns")
                .valueStream()
                .flatMap(arn -> Installation.containersOf(arn.asText()).stream())
                .map(id -> Installation.docker(
                                "inspect", "--format", "{{.HostConfig.CpuShares}} {{.State.Running}}", id)
                        .output()
                        .strip())
                .filter(told -> told.endsWith(" true"))
                .map(told -> told.split(" ")[0])
                .toList();
    }

    private static int registered(String resource) {
        ObjectNode input = Installation.input();
        input.set(
                "containerInstances",
                HOUSE.call("ListContainerInstances", Installation.input()).path("containerInstanceArns"));
        for (JsonNode each : HOUSE.call("DescribeContainerInstances", input)
                .path("containerInstances")
                .path(0)
                .path("registeredResources")) {
            if (each.path("name").asText().equals(resource)) {
                return each.path("integerValue").asInt();
            }
        }
        throw new AssertionError("no " + resource);
    }
}
