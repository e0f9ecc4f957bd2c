package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.testkit.OddRegistry;
import io.roadstead.testkit.OddRegistry.Mood;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Services as deploy scripts meet them: the real AWS CLI, its waiters, real containers. The 40 seconds to healthy are 1. */
@Tag("docker")
class ServiceFlowTest {
    private static final Installation HOUSE = new Installation("--healthy-after", "PT1S", "--throttle-first", "PT0.2S");
    private static final String SLEEPER = "{\"stopTimeout\":2,\"command\":[\"sleep\",\"100000\"]}";

    @BeforeAll
    static void start() {
        HOUSE.start();
        HOUSE.definition("sleeper", SLEEPER);
    }

    @AfterAll
    static void stop() {
        HOUSE.close();
    }

    @Test
    void aDeployScriptCreatesUpdatesScalesAndDeletes() {
        JsonNode created = HOUSE.aws(
                        "ecs",
                        "create-service",
                        "--service-name",
                        "shop",
                        "--task-definition",
                        "sleeper",
                        "--desired-count",
                        "2")
                .path("service");
        assertThat(created.path("status").asText()).isEqualTo("ACTIVE");
        HOUSE.aws("ecs", "wait", "services-stable", "--services", "shop");
        assertThat(service("shop").path("runningCount").asInt()).isEqualTo(2);

        HOUSE.definition("shop2", SLEEPER);
        HOUSE.aws("ecs", "update-service", "--service", "shop", "--task-definition", "shop2", "--desired-count", "3");
        HOUSE.aws("ecs", "wait", "services-stable", "--services", "shop");
        JsonNode stable = await("shop", told -> told.path("deployments")
                .path(0)
                .path("rolloutState")
                .asText()
                .equals("COMPLETED"));
        assertThat(stable.path("deployments")).hasSize(1);
        assertThat(stable.path("taskDefinition").asText()).endsWith("task-definition/shop2:1");
        assertThat(messages("shop"))
                .anyMatch(told -> told.matches("\\(service shop\\) has started 2 tasks: \\(task .*"))
                .anyMatch(told -> told.matches("\\(service shop\\) has stopped \\d running tasks: \\(task .*"))
                .anyMatch(told ->
                        told.matches("\\(service shop\\) \\(deployment ecs-svc/\\d{19}\\) deployment completed\\."))
                .anyMatch(told -> told.equals("(service shop) has reached a steady state."));
        HOUSE.assertHealthy();
        if (HOUSE.awsRun("ecs", "list-service-deployments", "help").status() == 0) {
            assertThat(HOUSE.aws("ecs", "list-service-deployments", "--service", "shop")
                            .path("serviceDeployments"))
                    .hasSize(2);
        }
        JsonNode deployments = HOUSE.call(
                        "ListServiceDeployments", Installation.input().put("service", "shop"))
                .path("serviceDeployments");
        assertThat(deployments).hasSize(2);
        assertThat(deployments.path(0).path("status").asText()).isEqualTo("SUCCESSFUL");

        HOUSE.aws("ecs", "update-service", "--service", "shop", "--desired-count", "0");
        await(
                "shop",
                told -> told.path("runningCount").asInt() == 0
                        && told.path("pendingCount").asInt() == 0);
        HOUSE.aws("ecs", "delete-service", "--service", "shop");
        HOUSE.aws("ecs", "wait", "services-inactive", "--services", "shop");
        assertThat(service("shop").path("status").asText()).isEqualTo("INACTIVE");
    }

    @Test
    void aCommandThatCannotStartTripsTheBreakerAtItsThirdFailureAndIsRolledBack() {
        ObjectNode wish = Installation.input()
                .put("serviceName", "brittle")
                .put("taskDefinition", "sleeper")
                .put("desiredCount", 1);
        wish.putObject("deploymentConfiguration")
                .putObject("deploymentCircuitBreaker")
                .put("enable", true)
                .put("rollback", true);
        HOUSE.call("CreateService", wish);
        JsonNode good = await("brittle", told -> rollout(told).equals("COMPLETED"));
        HOUSE.definition("broken", "{\"command\":[\"/no/such/program\"]}");
        HOUSE.call(
                "UpdateService", Installation.input().put("service", "brittle").put("taskDefinition", "broken"));
        JsonNode back = await(
                "brittle",
                told -> told.path("deployments").size() == 1
                        && rollout(told).equals("COMPLETED")
                        && told.path("taskDefinition").asText().endsWith("sleeper:1"));
        assertThat(back.path("runningCount").asInt()).isEqualTo(1);
        assertThat(back.path("deployments").path(0).path("id"))
                .isEqualTo(good.path("deployments").path(0).path("id"));
        assertThat(messages("brittle"))
                .anyMatch(told -> told.endsWith("deployment failed: tasks failed to start."))
                .anyMatch(told -> told.startsWith("(service brittle) rolling back to deployment ecs-svc/"));
        assertThat(tasks("brittle", "STOPPED").stream()
                        .filter(task -> task.path("taskDefinitionArn").asText().endsWith("broken:1"))
                        .map(task -> task.path("stopCode").asText()))
                .as("the tasks it took to know")
                .containsExactly("TaskFailedToStart", "TaskFailedToStart", "TaskFailedToStart");
        HOUSE.assertHealthy();
        HOUSE.call(
                "DeleteService", Installation.input().put("service", "brittle").put("force", true));
        await("brittle", told -> told.path("status").asText().equals("INACTIVE"));
    }

    @Test
    void anImageThatCannotBePulledTripsTheBreakerIsToldAndIsRolledBack() {
        ObjectNode wish = Installation.input()
                .put("serviceName", "pulled")
                .put("taskDefinition", "sleeper")
                .put("desiredCount", 1);
        wish.putObject("deploymentConfiguration")
                .putObject("deploymentCircuitBreaker")
                .put("enable", true)
                .put("rollback", true);
        HOUSE.call("CreateService", wish);
        await("pulled", told -> rollout(told).equals("COMPLETED"));
        JsonNode back;
        try (OddRegistry registry = new OddRegistry()) {
            registry.behave(Mood.KNOWS_NOTHING);
            HOUSE.definition("unpullable", "{\"image\":\"" + registry.host() + "/no/such:image\"}");
            HOUSE.call(
                    "UpdateService",
                    Installation.input().put("service", "pulled").put("taskDefinition", "unpullable"));
            back = await(
                    "pulled",
                    told -> told.path("deployments").size() == 1
                            && rollout(told).equals("COMPLETED")
                            && told.path("taskDefinition").asText().endsWith("sleeper:1"));
        }
        assertThat(back.path("runningCount").asInt()).isEqualTo(1);
        List<JsonNode> failed = tasks("pulled", "STOPPED").stream()
                .filter(task -> task.path("taskDefinitionArn").asText().endsWith("unpullable:1"))
                .toList();
        assertThat(failed).as("the tasks it took to know").hasSize(3).allSatisfy(task -> {
            assertThat(task.path("stopCode").asText()).isEqualTo("TaskFailedToStart");
            assertThat(task.path("stoppedReason").asText()).isEqualTo("Task failed to start");
            // The first error of the two that there are, when neither manifest nor layers can be had.
            assertThat(task.path("containers").path(0).path("reason").asText())
                    .startsWith("CannotPullImageManifestError: ");
        });
        assertThat(messages("pulled"))
                .anyMatch(told -> told.endsWith("deployment failed: tasks failed to start."))
                .anyMatch(told -> told.startsWith("(service pulled) rolling back to deployment ecs-svc/"));
        JsonNode deployments = HOUSE.call(
                        "ListServiceDeployments", Installation.input().put("service", "pulled"))
                .path("serviceDeployments");
        assertThat(deployments.path(0).path("status").asText()).isEqualTo("ROLLBACK_SUCCESSFUL");
        HOUSE.call(
                "DeleteService", Installation.input().put("service", "pulled").put("force", true));
        await("pulled", told -> told.path("status").asText().equals("INACTIVE"));
    }

    @Test
    void aServiceWhoseTaskIsKilledGetsAnother() {
        HOUSE.call(
                "CreateService",
                Installation.input()
                        .put("serviceName", "tough")
                        .put("taskDefinition", "sleeper")
                        .put("desiredCount", 1));
        await("tough", told -> told.path("runningCount").asInt() == 1);
        JsonNode first = tasks("tough", "RUNNING").getFirst();
        Installation.docker(
                "kill", first.path("containers").path(0).path("runtimeId").asText());
        Awaitility.await("another task").atMost(Installation.LIMIT).until(() -> tasks("tough", "RUNNING").stream()
                .anyMatch(task -> task.path("lastStatus").asText().equals("RUNNING")
                        && !task.path("taskArn").equals(first.path("taskArn"))));
        HOUSE.call("DeleteService", Installation.input().put("service", "tough").put("force", true));
        await("tough", told -> told.path("status").asText().equals("INACTIVE"));
    }

    private static String rollout(JsonNode service) {
        return service.path("deployments").path(0).path("rolloutState").asText();
    }

    private static JsonNode service(String name) {
        ObjectNode input = Installation.input();
        input.putArray("services").add(name);
        return HOUSE.call("DescribeServices", input).path("services").path(0);
    }

    private static JsonNode await(String name, Predicate<JsonNode> condition) {
        Awaitility.await("service " + name + "; the log is " + HOUSE.log())
                .atMost(Installation.LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> {
                    JsonNode told = service(name);
                    assertThat(condition.test(told)).as(told.toString()).isTrue();
                });
        return service(name);
    }

    private static List<String> messages(String name) {
        return StreamSupport.stream(service(name).path("events").spliterator(), false)
                .map(event -> event.path("message").asText())
                .toList();
    }

    private static List<JsonNode> tasks(String service, String desired) {
        JsonNode arns = HOUSE.call(
                        "ListTasks",
                        Installation.input().put("serviceName", service).put("desiredStatus", desired))
                .path("taskArns");
        List<JsonNode> tasks = new ArrayList<>();
        arns.forEach(arn -> tasks.add(HOUSE.describe(arn.asText())));
        return tasks;
    }
}
