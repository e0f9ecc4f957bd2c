package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.roadstead.wire.client.ApiError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * kill -9 of server and agent at a hundred random moments while tasks start and stop. Afterwards: what was acknowledged
 * is there, nothing is PENDING for ever, nothing ran twice, and containers went on meanwhile.
 */
@Tag("docker")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class CrashTest {
    private static final int KILLS = 100;
    private static final long SEED = 20_261_123;
    private static final int MOST_RUNNING = 6;

    @Test
    void nothingAcknowledgedIsForgottenAndNothingRunsTwice() {
        Random random = new Random(SEED);
        Set<String> started = new LinkedHashSet<>();
        Map<String, String> stopped = new LinkedHashMap<>();
        try (Installation house = new Installation()) {
            house.start();
            house.definition("sleeper", "{\"stopTimeout\":2,\"command\":[\"sleep\",\"100000\"]}");
            String witness = runOne(house);
            started.add(witness);
            String witnessContainer = house.awaitStatus(witness, "RUNNING")
                    .path("containers")
                    .path(0)
                    .path("runtimeId")
                    .asText();
            for (int kill = 0; kill < KILLS; kill++) {
                long moment = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(700));
                boolean connected = random.nextInt(4) > 0;
                if (connected) {
                    house.awaitAgent();
                    moment = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(700));
                }
                actUntil(moment, house, random, started, stopped, witness);
                house.kill();
                house.startProcess();
            }
            house.awaitAgent();
            settles(house, started, stopped);
            assertThat(Installation.docker("inspect", "-f", "{{.State.Running}}", witnessContainer)
                            .output()
                            .trim())
                    .as("the container that ran all along")
                    .isEqualTo("true");
        }
    }

    /** Starts and stops tasks until the moment; a call that is cut off is neither acknowledged nor counted. */
    private static void actUntil(
            long moment,
            Installation house,
            Random random,
            Set<String> started,
            Map<String, String> stopped,
            String witness) {
        while (System.nanoTime() < moment) {
            List<String> running = new ArrayList<>(started);
            running.removeAll(stopped.keySet());
            running.remove(witness);
            try {
                if (running.size() < MOST_RUNNING && random.nextBoolean()) {
                    started.add(runOne(house));
                } else if (!running.isEmpty() && random.nextInt(3) == 0) {
                    String task = running.get(random.nextInt(running.size()));
                    String reason = "stop " + stopped.size();
                    house.call(
                            "StopTask", Installation.input().put("task", task).put("reason", reason));
                    stopped.put(task, reason);
                }
            } catch (ApiError | NotPlaced lostOrRefused) {
                // Not acknowledged: the server may be starting, or its agent not back yet.
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static final class NotPlaced extends RuntimeException {}

    private static String runOne(Installation house) {
        JsonNode task = house.call("RunTask", Installation.input().put("taskDefinition", "sleeper"))
                .path("tasks")
                .path(0);
        if (task.isMissingNode()) {
            throw new NotPlaced();
        }
        return task.path("taskArn").asText();
    }

    private static void settles(Installation house, Set<String> started, Map<String, String> stopped) {
        for (String task : started) {
            String wanted = stopped.containsKey(task) ? "STOPPED" : "RUNNING";
            Awaitility.await(task + " is " + wanted)
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> house.describe(task).path("lastStatus").asText(), wanted::equals);
            JsonNode told = house.describe(task);
            List<String> containers = Installation.containersOf(task);
            assertThat(containers)
                    .as("containers of " + task + ", which never ran twice")
                    .hasSizeLessThanOrEqualTo(1);
            if (stopped.containsKey(task)) {
                assertThat(told.path("stoppedReason").asText()).isEqualTo(stopped.get(task));
                assertThat(told.path("stopCode").asText()).isEqualTo("UserInitiated");
            } else {
                assertThat(containers)
                        .containsExactly(told.path("containers")
                                .path(0)
                                .path("runtimeId")
                                .asText());
            }
        }
    }
}
