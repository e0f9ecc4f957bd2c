package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.roadstead.testkit.BusyboxImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A disk without room for what the agent has to remember: a small one of the test's own, in memory. */
@Tag("docker")
class FullDiskTest {
    private static final Installation HOUSE = new Installation("--no-agent");
    private static final Path DISK = HOUSE.data().resolve("disk");
    private static final SecondAgent AGENT = new SecondAgent(HOUSE, DISK.resolve("agent"));

    @BeforeAll
    static void start() throws IOException {
        BusyboxImage.ensure();
        Files.createDirectory(DISK);
        Installation.Ran mounted = Installation.run(
                new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", DISK.toString()));
        assertThat(mounted.status()).as(mounted.error()).isZero();
        HOUSE.startProcess();
        HOUSE.awaitAnswer();
        AGENT.startProcess();
        AGENT.awaitConnected(1);
        HOUSE.definition("forever", "{\"command\":[\"sleep\",\"1000\"],\"stopTimeout\":2}");
    }

    @AfterAll
    static void close() throws IOException {
        try (HOUSE) {
            try (AGENT) {
                HOUSE.examine();
            } finally {
                Installation.run(new ProcessBuilder("umount", DISK.toString()));
            }
        }
    }

    @Test
    void nothingIsBegunThatCannotBeRememberedAndAllGoesOnWhenThereIsRoom() throws IOException {
        String before = run();
        String container = containerOf(HOUSE.awaitStatus(before, "RUNNING"));
        Path ballast = DISK.resolve("ballast");
        fill(ballast);

        String during = run();
        Awaitility.await("that the agent says so; the log is " + AGENT.log())
                .atMost(Duration.ofSeconds(30))
                .until(() -> Files.readString(AGENT.log()).contains("Is the disk full?"));
        assertThat(Installation.containersOf(during)).isEmpty();
        assertThat(HOUSE.describe(during).path("lastStatus").asText()).isEqualTo("PENDING");
        assertThat(HOUSE.describe(before).path("lastStatus").asText()).isEqualTo("RUNNING");
        assertThat(AGENT.connected()).isEqualTo(1);

        Files.delete(ballast);
        HOUSE.awaitStatus(during, "RUNNING");

        // And once more, with an agent that is killed while it cannot write.
        fill(ballast);
        String later = run();
        Awaitility.await().pollDelay(Duration.ofSeconds(2)).until(() -> Installation.containersOf(later)
                .isEmpty());
        AGENT.close();
        Files.delete(ballast);
        AGENT.startProcess();
        HOUSE.awaitStatus(later, "RUNNING");
        assertThat(HOUSE.call("ListContainerInstances", Installation.input()).path("containerInstanceArns"))
                .as("it remembers which instance it is")
                .hasSize(1);
        assertThat(containerOf(HOUSE.describe(before))).isEqualTo(container);
        assertThat(Installation.containersOf(before)).hasSize(1);
        assertThat(Installation.containersOf(during)).hasSize(1);
        for (String task : new String[] {before, during, later}) {
            HOUSE.call("StopTask", Installation.input().put("task", task));
        }
        for (String task : new String[] {before, during, later}) {
            HOUSE.awaitStatus(task, "STOPPED");
        }
    }

    /** Takes all the room there is. */
    private static void fill(Path ballast) throws IOException {
        byte[] page = new byte[4096];
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(page);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static String run() {
        JsonNode answer = HOUSE.call("RunTask", Installation.input().put("taskDefinition", "forever"));
        assertThat(answer.path("failures")).isEmpty();
        return answer.path("tasks").path(0).path("taskArn").asText();
    }

    private static String containerOf(JsonNode task) {
        return task.path("containers").path(0).path("runtimeId").asText();
    }
}
