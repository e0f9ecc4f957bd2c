package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.wire.client.ApiError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A service of 10 is deployed anew, over and over, while its containers and the process of server and agent are killed at
 * random moments. It never has more tasks than its maximum percent allows, and in the end it is what was last asked for.
 */
@Tag("docker")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ServiceCrashTest {
    private static final long SEED = 20_261_124;
    private static final int DESIRED = 10;
    private static final int MOST = 15;
    private static final Duration TROUBLE = Duration.ofSeconds(60);

    @Test
    void aServiceConvergesWithinItsPercentagesWhateverIsKilled() {
        Random random = new Random(SEED);
        try (Installation house = new Installation("--healthy-after", "PT0.5S", "--throttle-first", "PT0.2S")) {
            house.start();
            for (int version = 0; version < 3; version++) {
                house.definition(
                        "crew" + version,
                        "{\"memory\":8,\"stopTimeout\":2,\"command\":[\"sleep\",\"10000" + version + "\"]}");
            }
            ObjectNode wish = Installation.input()
                    .put("serviceName", "crew")
                    .put("taskDefinition", "crew0")
                    .put("desiredCount", DESIRED);
            wish.putObject("deploymentConfiguration").put("maximumPercent", 150).put("minimumHealthyPercent", 50);
            house.call("CreateService", wish);
            Set<String> known = new HashSet<>();
            String wanted = "crew0";
            long end = System.nanoTime() + TROUBLE.toNanos();
            while (System.nanoTime() < end) {
                try {
                    switch (random.nextInt(8)) {
                        case 0 -> {
                            house.kill();
                            house.startProcess();
                        }
                        case 1 -> {
                            String next = "crew" + random.nextInt(3);
                            house.call(
                                    "UpdateService",
                                    Installation.input().put("service", "crew").put("taskDefinition", next));
                            wanted = next;
                        }
                        case 2, 3 -> killOne(house, random);
                        default -> known.addAll(withinBounds(house));
                    }
                } catch (ApiError starting) {
                    // The server is on its way up.
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(900)));
            }
            house.awaitAgent();
            String last = wanted;
            // A call that was cut off may have been heard: the last word is said once more.
            house.call(
                    "UpdateService", Installation.input().put("service", "crew").put("taskDefinition", last));
            Awaitility.await("the service is what was asked for; the log is " + house.log())
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> {
                        known.addAll(withinBounds(house));
                        JsonNode service = service(house);
                        assertThat(service.path("deployments")).hasSize(1);
                        assertThat(service.path("deployments")
                                        .path(0)
                                        .path("rolloutState")
                                        .asText())
                                .isEqualTo("COMPLETED");
                        assertThat(service.path("runningCount").asInt()).isEqualTo(DESIRED);
                        assertThat(service.path("pendingCount").asInt()).isZero();
                        assertThat(service.path("taskDefinition").asText()).endsWith(last + ":1");
                    });
            assertThat(living(house)).hasSize(DESIRED).allSatisfy(task -> assertThat(
                            Installation.containersOf(task.path("taskArn").asText()))
                    .containsExactly(
                            task.path("containers").path(0).path("runtimeId").asText()));
            assertThat(known).hasSizeGreaterThan(DESIRED);
        }
    }

    private static void killOne(Installation house, Random random) {
        List<JsonNode> tasks = living(house);
        if (!tasks.isEmpty()) {
            String container = tasks.get(random.nextInt(tasks.size()))
                    .path("containers")
                    .path(0)
                    .path("runtimeId")
                    .asText();
            if (!container.isEmpty()) {
                Installation.docker("kill", container);
            }
        }
    }

    /** Returns the tasks' names. */
    private static List<String> withinBounds(Installation house) {
        JsonNode service = service(house);
        assertThat(service.path("runningCount").asInt()
                        + service.path("pendingCount").asInt())
                .as("tasks not stopped")
                .isLessThanOrEqualTo(MOST);
        return living(house).stream().map(task -> task.path("taskArn").asText()).toList();
    }

    private static JsonNode service(Installation house) {
        ObjectNode input = Installation.input();
        input.putArray("services").add("crew");
        return house.call("DescribeServices", input).path("services").path(0);
    }

    private static List<JsonNode> living(Installation house) {
        ObjectNode input = Installation.input();
        JsonNode arns = house.call("ListTasks", Installation.input().put("serviceName", "crew"))
                .path("taskArns");
        if (arns.isEmpty()) {
            return List.of();
        }
        input.set("tasks", arns);
        List<JsonNode> tasks = new ArrayList<>();
        house.call("DescribeTasks", input).path("tasks").forEach(tasks::add);
        return tasks;
    }
}
