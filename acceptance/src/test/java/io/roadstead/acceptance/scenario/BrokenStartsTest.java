package io.roadstead.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.acceptance.Installation;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.testkit.BusyboxImage;
import io.roadstead.testkit.OddRegistry;
import io.roadstead.testkit.OddRegistry.Mood;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tasks that do not get as far as their program: the registry, the log group, another container is in the way. */
@Tag("docker")
class BrokenStartsTest {
    private static final Installation HOUSE = new Installation(
                    Map.of("ECS_IMAGE_PULL_BEHAVIOR", "prefer-cached", "ECS_IMAGE_PULL_TIMEOUT", "2s"),
                    "--healthy-after",
                    "PT1S",
                    "--throttle-first",
                    "PT0.2S")
            .unexamined();
    private static final OddRegistry FORBIDS_THE_LAYER = odd(Mood.FORBIDS_THE_LAYER);
    private static final OddRegistry STALLS = odd(Mood.STALLS);
    private static final String STAY = ",\"stopTimeout\":2,\"command\":[\"sleep\",\"100000\"]";

    /** It takes its time to fail: it does so while the others are looked at. */
    private static final Patient SLOW = new Patient(HOUSE, "default", "slow");

    @BeforeAll
    static void start() {
        HOUSE.start();
        HOUSE.definition("slow", "{\"image\":\"" + STALLS.image("slow", "1") + "\"" + STAY + "}");
        SLOW.create(1);
    }

    @AfterAll
    static void close() {
        FORBIDS_THE_LAYER.close();
        STALLS.close();
        HOUSE.close();
    }

    @Test
    void aLayerThatIsForbiddenIsHadFromElsewhere() {
        HOUSE.definition("walled", "{\"image\":\"" + FORBIDS_THE_LAYER.image("walled", "1") + "\"" + STAY + "}");
        Patient walled = new Patient(HOUSE, "default", "walled").create(1);
        Finding found = walled.diagnosed(
                "ecs-ecr-docker-image-error", "CannotPullContainerError: error parsing HTTP 403 response body");
        walled.apply(found, 1, Map.of("<IMAGE>", BusyboxImage.NAME)).cured();
    }

    @Test
    void aPullThatTakesTooLongIsToldWithItsLimit() {
        Finding found = SLOW.diagnosed(
                "ecs-fargate-docker-timeout-error",
                "DockerTimeoutError: Could not transition to pulled; timed out after waiting 2s");
        assertThat(found.cause().en()).endsWith("in the time the agent gives it: 2s.");
        SLOW.apply(found, 0, Map.of("<IMAGE>", BusyboxImage.NAME)).cured();
    }

    @Test
    void aLogGroupThatIsNotThereIsMadeInTheDefinitionsRegion() {
        HOUSE.definition("mute", """
                {"logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"/ecs/mute",
                "awslogs-region":"eu-west-1","awslogs-stream-prefix":"app"}}%s}
                """.formatted(STAY));
        Patient mute = new Patient(HOUSE, "default", "mute").create(1);
        Finding found = mute.diagnosed(
                "ecs-resource-initialization-error",
                "CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to"
                        + " create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not"
                        + " exist.");
        mute.apply(found, 0).cured();
        assertThat(HOUSE.aws("logs", "describe-log-streams", "--region", "eu-west-1", "--log-group-name", "/ecs/mute")
                        .path("logStreams"))
                .isNotEmpty();
    }

    @Test
    void aContainerThatWaitsForOneThatFailedIsToldFromItsCause() {
        ObjectNode input = Installation.input().put("family", "waits");
        ArrayNode containers = input.putArray("containerDefinitions");
        ObjectNode setup = container(containers, "setup").put("essential", false);
        setup.putArray("command").add("sh").add("-c").add("exit 3");
        ObjectNode main = container(containers, "main");
        main.putArray("command").add("sleep").add("100000");
        main.putArray("dependsOn").addObject().put("containerName", "setup").put("condition", "SUCCESS");
        HOUSE.call("RegisterTaskDefinition", input);
        Patient waits = new Patient(HOUSE, "default", "waits").create(1);
        Finding found = waits.diagnosed("ecs-task-stopped", "dependency did not exit successfully.");
        assertThat(found.cause().en())
                .isEqualTo(
                        "Container main was never started: it waits for container setup (SUCCESS), and that one ended"
                                + " with exit code 3.");
        assertThat(found.evidence()).anySatisfy(one -> {
            assertThat(one.source()).isEqualTo("DescribeTasks containers[setup].exitCode");
            assertThat(one.text()).isEqualTo("3");
        });
        waits.apply(found, 0, Map.of("<COMMAND>", "true")).cured();
    }

    @Test
    void aPasswordInADefinitionMovesIntoAFile() {
        HOUSE.definition("open", """
                {"stopTimeout":2,"environment":[{"name":"DB_PASSWORD","value":"hunter2"}],"command":["sh","-c",
                "test \\"$DB_PASSWORD$(cat $DB_PASSWORD_FILE)\\" = hunter2 && exec sleep 100000"]}
                """);
        Patient open = new Patient(HOUSE, "default", "open").create(1);
        Finding found = open.diagnosed("ecs-data-security-container-task", Severity.INFO, "DB_PASSWORD");
        assertThat(found.toString()).doesNotContain("hunter2");
        open.apply(
                        found,
                        1,
                        Map.of("<DIRECTORY>", HOUSE.data().resolve("secrets").toString()))
                .cured();
        assertThat(open.described().path("taskDefinition").asText()).endsWith(":2");
    }

    private static ObjectNode container(ArrayNode containers, String name) {
        return containers
                .addObject()
                .put("name", name)
                .put("image", BusyboxImage.NAME)
                .put("memory", 32)
                .put("stopTimeout", 2);
    }

    private static OddRegistry odd(Mood mood) {
        OddRegistry registry = new OddRegistry();
        registry.behave(mood);
        return registry;
    }
}
