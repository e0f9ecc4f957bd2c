package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.roadstead.testkit.BusyboxImage;
import io.roadstead.testkit.OddRegistry;
import io.roadstead.testkit.OddRegistry.Mood;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Images from registries that work and from one that does not, as {@code aws ecs describe-tasks} tells of them. */
@Tag("docker")
class ImagesTest {
    private static final OddRegistry ODD = new OddRegistry();
    private static final Installation DEFAULT = new Installation(Map.of("ECS_IMAGE_PULL_BEHAVIOR", "default"))
            .expects("update-credentials-ecs", "ecs-ecr-docker-image-error", "ecs-pull-container-error");
    private static final Installation ALWAYS = new Installation(Map.of(
                    "ECS_IMAGE_PULL_BEHAVIOR",
                    "always",
                    "ECS_IMAGE_PULL_INACTIVITY_TIMEOUT",
                    "1s",
                    "ECS_IMAGE_PULL_TIMEOUT",
                    "4s",
                    "ECS_ENGINE_AUTH_TYPE",
                    "docker",
                    "ECS_ENGINE_AUTH_DATA",
                    "{\"http://" + ODD.host() + "\":{\"username\":\"" + OddRegistry.USER + "\",\"password\":\""
                            + OddRegistry.PASSWORD + "\"}}"))
            .expects("ecs-cluster-image-not-exist-error", "ecs-pull-container-error");

    /** What tests had pulled, to be removed with their containers. */
    private static final Queue<String> USED = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void start() {
        DEFAULT.startProcess();
        ALWAYS.start();
        DEFAULT.awaitAgent();
    }

    @AfterAll
    static void close() {
        try (ODD;
                ALWAYS;
                DEFAULT) {
            DEFAULT.examine();
        } finally {
            USED.forEach(image -> Installation.docker("rmi", image));
        }
    }

    @Test
    void manyTasksPullOneImageOnceAndTellItsDigest() throws IOException {
        Path data = Files.createTempDirectory("roadstead-registry");
        try (DebianRegistry registry = new DebianRegistry(data)) {
            String image = registry.push(BusyboxImage.NAME, "many", "1");
            USED.add(image);
            DEFAULT.definition(
                    "many", "{\"image\":\"" + image + "\",\"stopTimeout\":2,\"command\":[\"sleep\",\"1000\"]}");
            JsonNode started = DEFAULT.call(
                    "RunTask",
                    Installation.input().put("taskDefinition", "many").put("count", 4));
            assertThat(started.path("failures")).isEmpty();
            List<String> digests = new ArrayList<>();
            for (JsonNode task : started.path("tasks")) {
                JsonNode running = DEFAULT.awaitStatus(task.path("taskArn").asText(), "RUNNING");
                digests.add(
                        running.path("containers").path(0).path("imageDigest").asText());
                assertThat(running.hasNonNull("pullStartedAt")).isTrue();
                assertThat(running.hasNonNull("pullStoppedAt")).isTrue();
            }

            String expected = Installation.docker("inspect", "-f", "{{range .RepoDigests}}{{println .}}{{end}}", image)
                    .output()
                    .lines()
                    .filter(line -> line.startsWith(registry.host() + "/many@"))
                    .map(line -> line.substring(line.indexOf('@') + 1))
                    .findFirst()
                    .orElseThrow();
            assertThat(digests).containsOnly(expected).hasSize(4);
            // Two for each pull: which image the tag means, and that image. A straggler may have come too late to
            // share.
            assertThat(registry.requests("GET /v2/many/manifests/" + expected)).isBetween(1L, 4L);
            for (JsonNode task : started.path("tasks")) {
                stop(DEFAULT, task.path("taskArn").asText());
            }
        } finally {
            delete(data);
        }
    }

    @Test
    void aDigestThatTheDefinitionNamesIsTheOneThatRuns() {
        ODD.behave(Mood.WELL);
        String image = ODD.image("named", "1");
        String exact = image.substring(0, image.lastIndexOf(':')) + "@" + ODD.digest();
        JsonNode running = awaitRun(ALWAYS, exact, "RUNNING");
        assertThat(running.path("containers").path(0).path("imageDigest").asText())
                .isEqualTo(ODD.digest());
        stop(ALWAYS, running.path("taskArn").asText());
    }

    @Test
    void anImageThatCannotBePulledAgainRunsAsItIsHereUnlessItMustAlwaysBePulled() {
        ODD.behave(Mood.WELL);
        String image = ODD.image("again" + UUID.randomUUID(), "1");
        stop(DEFAULT, awaitRun(DEFAULT, image, "RUNNING").path("taskArn").asText());

        ODD.behave(Mood.KNOWS_NOTHING);
        JsonNode running = awaitRun(DEFAULT, image, "RUNNING");
        assertThat(running.path("containers").path(0).path("reason").asText())
                .isEqualTo("CannotPullImageManifestError: Error response from daemon: manifest unknown");
        stop(DEFAULT, running.path("taskArn").asText());
        assertThat(reason(ALWAYS, image))
                .isEqualTo("CannotPullImageManifestError: Error response from daemon: manifest unknown");
    }

    @Test
    void whoIsKnownToAPrivateRegistryPulls() {
        ODD.behave(Mood.ASKS_WHO);
        String image = ODD.image("private" + UUID.randomUUID(), "1");
        stop(ALWAYS, awaitRun(ALWAYS, image, "RUNNING").path("taskArn").asText());
        assertThat(reason(DEFAULT, ODD.image("private" + UUID.randomUUID(), "1")))
                .startsWith("CannotPullImageManifestError: Error response from daemon: Head ")
                .endsWith(": no basic auth credentials");
    }

    @Test
    void aForbiddenLayerIsToldAsEcsTellsIt() {
        ODD.behave(Mood.FORBIDS_THE_LAYER);
        // A registry of its own: the layer must be one that Docker does not have.
        try (OddRegistry other = new OddRegistry()) {
            other.behave(Mood.FORBIDS_THE_LAYER);
            assertThat(reason(DEFAULT, other.image("forbidden", "1")))
                    .isEqualTo("CannotPullContainerError: error parsing HTTP 403 response body: invalid character '<'"
                            + " looking for beginning of value: \"<Error><Code>AccessDenied</Code></Error>\"");
        }
    }

    @Test
    void anotherPlatformsImageIsToldAsEcsTellsIt() {
        try (OddRegistry other = new OddRegistry()) {
            other.behave(Mood.HAS_ANOTHER_PLATFORM);
            assertThat(reason(DEFAULT, other.image("platform", "1")))
                    .matches("CannotPullContainerError: no matching manifest for linux/\\S+ in the manifest list"
                            + " entries");
        }
    }

    @Test
    void aPullThatStallsIsToldAsEcsTellsIt() {
        try (OddRegistry other = new OddRegistry()) {
            other.behave(Mood.STALLS);
            assertThat(reason(ALWAYS, other.image("stalled", "1")))
                    .isEqualTo("CannotPullContainerError: inactivity time exceeded timeout while pulling image");
        }
    }

    /** Runs a task of one container and waits for the status. */
    private static JsonNode awaitRun(Installation house, String image, String status) {
        USED.add(image);
        String family = "f" + UUID.randomUUID();
        house.definition(family, "{\"image\":\"" + image + "\",\"stopTimeout\":2,\"command\":[\"sleep\",\"1000\"]}");
        JsonNode started = house.call("RunTask", Installation.input().put("taskDefinition", family));
        assertThat(started.path("failures")).isEmpty();
        return house.awaitStatus(started.path("tasks").path(0).path("taskArn").asText(), status);
    }

    private static String reason(Installation house, String image) {
        JsonNode stopped = awaitRun(house, image, "STOPPED");
        assertThat(stopped.path("stopCode").asText()).isEqualTo("TaskFailedToStart");
        return stopped.path("containers").path(0).path("reason").asText();
    }

    private static void stop(Installation house, String task) {
        house.call("StopTask", Installation.input().put("task", task));
        house.awaitStatus(task, "STOPPED");
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
