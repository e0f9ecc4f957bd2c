package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A second agent on the same host, with an address of its own for published ports, joins as another instance. */
@Tag("docker")
class TwoAgentsTest {
    /** The two agents share one Docker Engine: each publishes on its own loopback address. */
    private static final Installation HOUSE = new Installation(Map.of("ROADSTEAD_BIND_ADDRESS", "127.0.0.1"));

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
    void theSamePortOnBothAndOneAgentKilledAndBack() throws IOException {
        HOUSE.definition("port", """
                {"command":["sleep","1000"],"stopTimeout":2,"portMappings":[{"containerPort":80,"hostPort":18080}]}
                """);
        JsonNode placed = HOUSE.call("RunTask", (ObjectNode) Installation.JSON.readTree("""
                {"taskDefinition":"port","count":3,"placementStrategy":[{"type":"spread","field":"instanceId"}]}
                """));
        List<String> tasks = texts(placed.path("tasks"), "taskArn");
        assertThat(tasks).as("the port is free once on each instance").hasSize(2);
        assertThat(texts(placed.path("failures"), "reason")).contains("RESOURCE:PORTS");
        for (String task : tasks) {
            HOUSE.awaitStatus(task, "RUNNING");
        }
        assertThat(texts(placed.path("tasks"), "containerInstanceArn")).doesNotHaveDuplicates();
        assertThat(tasks.stream().map(TwoAgentsTest::address))
                .containsExactlyInAnyOrder("127.0.0.1", SecondAgent.ADDRESS);

        String lonely = tasks.stream()
                .filter(task -> address(task).equals(SecondAgent.ADDRESS))
                .findFirst()
                .orElseThrow();
        String container = Installation.containersOf(lonely).getFirst();
        SECOND.kill();
        assertThat(HOUSE.describe(lonely).path("lastStatus").asText())
                .as("a task outlives its agent")
                .isEqualTo("RUNNING");
        assertThat(HOUSE.describe(lonely).path("connectivity").asText()).isEqualTo("DISCONNECTED");
        JsonNode refused = HOUSE.call("RunTask", Installation.input().put("taskDefinition", "port"));
        assertThat(texts(refused.path("failures"), "reason")).containsExactlyInAnyOrder("RESOURCE:PORTS", "AGENT");

        SECOND.start();
        assertThat(HOUSE.call("ListContainerInstances", Installation.input()).path("containerInstanceArns"))
                .as("it came back as the instance it was")
                .hasSize(2);
        assertThat(Installation.containersOf(lonely)).containsExactly(container);
        for (String task : tasks) {
            HOUSE.call("StopTask", Installation.input().put("task", task));
        }
        for (String task : tasks) {
            HOUSE.awaitStatus(task, "STOPPED");
        }
    }

    private static String address(String task) {
        return Objects.requireNonNull(HOUSE.describe(task)
                .path("containers")
                .path(0)
                .path("networkBindings")
                .path(0)
                .path("bindIP")
                .asText());
    }

    private static List<String> texts(JsonNode list, String member) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(each -> each.path(member).asText())
                .toList();
    }
}
