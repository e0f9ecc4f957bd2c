package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An instance is emptied of a service's tasks, and the service never has fewer than it must. */
@Tag("docker")
class DrainTest {
    private static final int DESIRED = 4;
    private static final Installation HOUSE =
            new Installation(Map.of("ROADSTEAD_BIND_ADDRESS", "127.0.0.1"), "--healthy-after", "PT1S");
    private static final SecondAgent SECOND = new SecondAgent(HOUSE);

    @BeforeAll
    static void start() {
        HOUSE.start();
        SECOND.start();
    }

    @AfterAll
    static void close() {
        SECOND.close();
        HOUSE.close();
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

    private static JsonNode service() {
        ObjectNode input = Installation.input();
        input.putArray("services").add("shop");
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
