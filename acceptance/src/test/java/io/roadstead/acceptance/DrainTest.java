package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An instance is emptied of a service's tasks, and the service never has fewer than it must. */
@Tag("docker")
class DrainTest {
    private static final int DESIRED = 4;
    private static final Installation HOUSE = new Installation(
                    Map.of("ROADSTEAD_BIND_ADDRESS", "127.0.0.1"), "--healthy-after", "PT1S")
            .expects("ecs-tasks-stop-delayed-draining");
    private static final SecondAgent SECOND = new SecondAgent(HOUSE);

    @BeforeAll
    static void start() {
        HOUSE.start();
        SECOND.start();
    }

    @AfterAll
    static void close() {
        try (HOUSE;
                SECOND) {
            HOUSE.examine();
        }
    }

    @Test
    void anInstanceDrainsWithoutItsServiceFallingBelowTheMinimum() {
        HOUSE.definition("sleeper", "{\"command\":[\"sleep\",\"100000\"],\"stopTimeout\":2,\"memory\":16}");
        String drained =
                SECOND.instances().getLast().path("containerInstanceArn").asText();
        ObjectNode own = Installation.input().put("taskDefinition", "sleeper");
        own.putArray("containerInstances").add(drained);
        String alone = HOUSE.call("StartTask", own)
                .path("tasks")
                .path(0)
                .path("taskArn")
                .asText();
        HOUSE.awaitStatus(alone, "RUNNING");
        ObjectNode wish = Installation.input()
                .put("serviceName", "shop")
                .put("taskDefinition", "sleeper")
                .put("desiredCount", DESIRED);
        wish.putObject("deploymentConfiguration")
                .put("minimumHealthyPercent", 100)
                .put("maximumPercent", 150);
        HOUSE.call("CreateService", wish);
        Awaitility.await("the service's first deployment")
                .atMost(Installation.LIMIT)
                .until(() -> service()
                        .path("deployments")
                        .path(0)
                        .path("rolloutState")
                        .asText()
                        .equals("COMPLETED"));
        assertThat(tasksOn(drained)).as("spread over both instances").isGreaterThan(1);

        ObjectNode drain = Installation.input().put("status", "DRAINING");
        drain.putArray("containerInstances").add(drained);
        HOUSE.call("UpdateContainerInstancesState", drain);
        Awaitility.await("the instance to hold only the task that nobody replaces")
                .atMost(Installation.LIMIT)
                .until(() -> {
                    assertThat(service().path("runningCount").asInt())
                            .as("running tasks while the instance drains")
                            .isGreaterThanOrEqualTo(DESIRED);
                    return tasksOn(drained) == 1
                            && service().path("runningCount").asInt() == DESIRED;
                });
        assertThat(HOUSE.describe(alone).path("lastStatus").asText()).isEqualTo("RUNNING");
    }

    @Test
    void aDaemonHasOneTaskOnEachInstanceAndIsRolledOutOneAfterTheOther() {
        HOUSE.definition("watcher", "{\"command\":[\"sleep\",\"100000\"],\"stopTimeout\":2,\"memory\":16}");
        ObjectNode wish = Installation.input()
                .put("serviceName", "watch")
                .put("taskDefinition", "watcher")
                .put("schedulingStrategy", "DAEMON");
        wish.putObject("deploymentConfiguration")
                .put("minimumHealthyPercent", 50)
                .put("maximumPercent", 100);
        // The other test drains one of the two, and a daemon goes where there are ACTIVE instances.
        SECOND.instances().forEach(each -> {
            ObjectNode active = Installation.input().put("status", "ACTIVE");
            active.putArray("containerInstances")
                    .add(each.path("containerInstanceArn").asText());
            HOUSE.call("UpdateContainerInstancesState", active);
        });
        HOUSE.call("CreateService", wish);
        awaitRollout("watch", 1);
        assertThat(instancesOf("watch")).hasSize(2).doesNotHaveDuplicates();

        HOUSE.definition("watcher", "{\"command\":[\"sleep\",\"200000\"],\"stopTimeout\":2,\"memory\":16}");
        HOUSE.call("UpdateService", Installation.input().put("service", "watch").put("taskDefinition", "watcher:2"));
        awaitRollout("watch", 2);
        assertThat(instancesOf("watch")).hasSize(2).doesNotHaveDuplicates();
        HOUSE.call("DeleteService", Installation.input().put("service", "watch"));
        Awaitility.await("the daemon's end")
                .atMost(Installation.LIMIT)
                .until(() -> service("watch").path("status").asText().equals("INACTIVE"));
    }

    /** At every look one of the two runs. */
    private static void awaitRollout(String name, int revision) {
        Awaitility.await("revision " + revision + " of " + name)
                .atMost(Installation.LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    JsonNode told = service(name);
                    if (revision > 1) {
                        assertThat(told.path("runningCount").asInt())
                                .as("running tasks of " + told.path("events"))
                                .isBetween(1, 2);
                    }
                    JsonNode deployment = told.path("deployments").path(0);
                    return told.path("deployments").size() == 1
                            && deployment.path("taskDefinition").asText().endsWith(":" + revision)
                            && deployment.path("rolloutState").asText().equals("COMPLETED")
                            && told.path("runningCount").asInt() == 2;
                });
    }

    private static List<String> instancesOf(String name) {
        ObjectNode input = Installation.input();
        input.set(
                "tasks",
                HOUSE.call("ListTasks", Installation.input().put("serviceName", name))
                        .path("taskArns"));
        return StreamSupport.stream(
                        HOUSE.call("DescribeTasks", input).path("tasks").spliterator(), false)
                .map(task -> task.path("containerInstanceArn").asText())
                .toList();
    }

    private static JsonNode service() {
        return service("shop");
    }

    private static JsonNode service(String name) {
        ObjectNode input = Installation.input();
        input.putArray("services").add(name);
        return HOUSE.call("DescribeServices", input).path("services").path(0);
    }

    private static int tasksOn(String instance) {
        return SECOND.instances().stream()
                .filter(each -> each.path("containerInstanceArn").asText().equals(instance))
                .findFirst()
                .orElseThrow()
                .path("runningTasksCount")
                .asInt();
    }
}
