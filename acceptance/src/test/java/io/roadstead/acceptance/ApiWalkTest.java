package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.roadstead.acceptance.Installation.Ran;
import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.ControlClient;
import io.roadstead.wire.client.Json;
import io.roadstead.wire.sigv4.Credentials;
import io.roadstead.wire.sigv4.SigV4Signer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every operation of this milestone and its errors, as AWS's own clients see them: the walk is in {@code api_walk.py},
 * its answers are judged here by ecs-behaviour 1 to 5. It is of the slow tier, which has the AWS clients.
 */
@Tag("docker")
class ApiWalkTest {
    private static final Installation HOUSE = new Installation("--no-agent");
    private static final Map<String, JsonNode> SEEN = new LinkedHashMap<>();

    @BeforeAll
    static void walk() throws IOException {
        HOUSE.startProcess();
        HOUSE.awaitAnswer();
        Path script = HOUSE.data().resolve("api_walk.py");
        try (InputStream in = ApiWalkTest.class.getResourceAsStream("api_walk.py")) {
            Files.write(script, Objects.requireNonNull(in).readAllBytes());
        }
        try (RecordedAgent agent = new RecordedAgent(HOUSE.endpoint())) {
            agent.register();
            agent.acs(true);
            Ran ran = Installation.run(new ProcessBuilder(
                    "python3", script.toString(), HOUSE.endpoint().toString(), agent.instance()));
            assertThat(ran.status()).as(ran.error()).isZero();
            ran.output()
                    .lines()
                    .map(RecordedAgent::json)
                    .forEach(line -> SEEN.put(line.path("label").asText(), line));
        }
    }

    @AfterAll
    static void close() {
        HOUSE.close();
    }

    @Test
    void clustersAreMadeToldListedAndDeleted() {
        JsonNode made = answer("cluster").path("cluster");
        assertThat(made.path("clusterArn").asText()).isEqualTo("arn:aws:ecs:us-east-1:000000000000:cluster/walk");
        assertThat(made.path("status").asText()).isEqualTo("ACTIVE");
        assertThat(made.path("settings").path(0).path("value").asText()).isEqualTo("disabled");
        assertThat(answer("cluster again").path("cluster")).isEqualTo(made);
        refused(
                "cluster otherwise",
                "InvalidParameterException",
                "Arguments on this idempotent request are inconsistent with arguments used in previous request(s).");
        assertThat(answer("clusters").path("clusters")).hasSize(1);
        assertThat(answer("clusters").path("clusters").path(0).path("statistics"))
                .isNotEmpty();
        assertThat(answer("clusters").path("failures"))
                .isEqualTo(RecordedAgent.json(
                        "[{\"arn\":\"arn:aws:ecs:us-east-1:000000000000:cluster/nowhere\",\"reason\":\"MISSING\"}]"));
        refused(
                "clusters by a bad include",
                "InvalidParameterException",
                "include should be one of [ATTACHMENTS,CONFIGURATIONS,SETTINGS,STATISTICS,TAGS]");
        refused("clusters too many", "InvalidParameterException");
        assertThat(answer("clusters page 1").path("clusterArns"))
                .hasSize(1)
                .doesNotContainAnyElementsOf(answer("clusters page 2").path("clusterArns"));
        assertThat(answer("clusters page 2").has("nextToken")).isFalse();
        refused("clusters page too large", "InvalidParameterException", "Max results can not be greater than 100");
        refused("cluster deleted without a name", "InvalidParameterException");
        refused("cluster deleted unknown", "ClusterNotFoundException", "Cluster not found.");
        refused(
                "cluster deleted with an instance",
                "ClusterContainsContainerInstancesException",
                "The Cluster cannot be deleted while Container Instances are active or draining.");
        assertThat(answer("cluster deleted").path("cluster").path("status").asText())
                .isEqualTo("INACTIVE");
        refused("cluster inactive", "InvalidParameterException", "The referenced cluster was inactive.");
    }

    @Test
    void definitionsAreRegisteredToldListedAndDeregistered() {
        JsonNode definition = answer("definition").path("taskDefinition");
        assertThat(definition.path("revision").asInt()).isEqualTo(1);
        assertThat(definition.path("compatibilities"))
                .extracting(JsonNode::asText)
                .contains("EC2");
        assertThat(definition.path("registeredAt").has("epoch")).isTrue();
        assertThat(definition.has("networkMode")).isFalse();
        JsonNode container = definition.path("containerDefinitions").path(0);
        assertThat(container.path("cpu").asInt(-1)).isZero();
        assertThat(container.path("essential").asBoolean()).isTrue();
        assertThat(container.path("environment").isArray()).isTrue();
        assertThat(container.path("portMappings"))
                .isEqualTo(RecordedAgent.json("[{\"containerPort\":80,\"hostPort\":0,\"protocol\":\"tcp\"}]"));
        refused("definition without containers", "ClientException", "Container list cannot be empty.");
        refused(
                "definition without memory",
                "ClientException",
                "Invalid setting for container 'web'. At least one of 'memory' or 'memoryReservation' must be"
                        + " specified.");
        assertThat(answer("definition by family")
                        .path("taskDefinition")
                        .path("revision")
                        .asInt())
                .isEqualTo(3);
        assertThat(answer("definition by family").path("tags")).isEmpty();
        assertThat(answer("definition with tags").path("tags")).hasSize(1);
        refused("definition unknown", "ClientException", "Unable to describe task definition.");
        assertThat(names("definitions")).containsExactly("f:1", "f:2", "f:3", "f-long:1");
        assertThat(names("definitions down")).containsExactly("f-long:1", "f:3");
        assertThat(names("definitions of a family")).containsExactly("f:1", "f:2", "f:3");
        refused("definition gone without a revision", "ClientException", "Revision is missing.");
        assertThat(answer("definition gone")
                        .path("taskDefinition")
                        .path("status")
                        .asText())
                .isEqualTo("INACTIVE");
        assertThat(names("definitions gone")).containsExactly("f:2");
        assertThat(answer("families").path("families"))
                .extracting(JsonNode::asText)
                .containsExactly("f", "f-long");
        refused("definition inactive", "ClientException", "TaskDefinition is inactive");
    }

    @Test
    void tasksAreRunStartedToldAndStopped() {
        JsonNode run = answer("run");
        assertThat(run.path("tasks")).hasSize(2);
        assertThat(run.path("failures").isArray()).isTrue();
        JsonNode task = run.path("tasks").path(0);
        assertThat(task.path("lastStatus").asText()).isEqualTo("PENDING");
        assertThat(task.path("createdAt").has("epoch")).isTrue();
        assertThat(task.path("group").asText()).isEqualTo("g");
        assertThat(task.path("startedBy").asText()).isEqualTo("me");
        assertThat(task.path("version").asInt()).isEqualTo(1);
        assertThat(task.path("tags"))
                .extracting(tag -> tag.path("key").asText())
                .containsExactlyInAnyOrder("td", "a", "aws:ecs:clusterName");
        assertThat(task.path("overrides")
                        .path("containerOverrides")
                        .path(0)
                        .path("cpu")
                        .asInt())
                .isEqualTo(10);
        assertThat(answer("run again").path("tasks").path(0).path("taskArn")).isEqualTo(task.path("taskArn"));
        refused("run otherwise", "ConflictException");
        assertThat(seen("run otherwise").path("members").path("resourceIds")).hasSize(2);
        assertThat(reason("run nowhere")).isEqualTo("MemberOf placement constraint unsatisfied.");
        assertThat(reason("run distinct")).isEqualTo("DistinctInstance placement constraint unsatisfied.");
        refused("run none", "InvalidParameterException");
        refused("run unknown", "ClientException", "TaskDefinition not found.");
        refused("run for nobody", "ClusterNotFoundException", "Cluster not found.");
        refused(
                "run with a foreign override",
                "InvalidParameterException",
                "Override for container named other is not a container in the TaskDefinition.");
        assertThat(answer("start").path("tasks")).hasSize(1);
        assertThat(reason("start")).isEqualTo("MISSING");
        assertThat(reason("tasks")).isEqualTo("MISSING");
        refused("tasks none", "InvalidParameterException", "Tasks cannot be empty.");
        assertThat(answer("tasks by starter").path("taskArns")).hasSize(2);
        assertThat(answer("tasks stopped").path("taskArns")).isEmpty();
        JsonNode stopped = answer("stop").path("task");
        assertThat(stopped.path("desiredStatus").asText()).isEqualTo("STOPPED");
        assertThat(stopped.path("stopCode").asText()).isEqualTo("UserInitiated");
        assertThat(answer("stop again").path("task").path("stoppedReason").asText())
                .isEqualTo("enough");
        refused("stop unknown", "InvalidParameterException", "The referenced task was not found.");
    }

    @Test
    void instancesAreToldFilteredDrainedAndDeregistered() {
        JsonNode instance = answer("instance").path("containerInstances").path(0);
        assertThat(instance.path("agentConnected").asBoolean()).isTrue();
        assertThat(instance.path("registeredAt").has("epoch")).isTrue();
        assertThat(instance.path("remainingResources")
                        .path(1)
                        .path("integerValue")
                        .asInt())
                .isLessThan(instance.path("registeredResources")
                        .path(1)
                        .path("integerValue")
                        .asInt());
        assertThat(reason("instance")).isEqualTo("MISSING");
        refused("instances none", "ClientException", "Container Instances cannot be empty.");
        assertThat(answer("instances of linux").path("containerInstanceArns")).hasSize(1);
        assertThat(answer("instances of windows").path("containerInstanceArns")).isEmpty();
        refused("instances by a bad filter", "InvalidParameterException");
        assertThat(answer("draining")
                        .path("containerInstances")
                        .path(0)
                        .path("status")
                        .asText())
                .isEqualTo("DRAINING");
        assertThat(reason("draining")).isEqualTo("MISSING");
        refused(
                "run while draining",
                "InvalidParameterException",
                "No Container Instances were found in your cluster.");
        refused(
                "resting",
                "InvalidParameterException",
                "Container instance status should be one of [ACTIVE, DRAINING]");
        assertThat(answer("active")
                        .path("containerInstances")
                        .path(0)
                        .path("status")
                        .asText())
                .isEqualTo("ACTIVE");
        assertThat(answer("attribute").path("attributes")).hasSize(1);
        refused("attribute of nobody", "TargetNotFoundException", "Could not find " + "d".repeat(32));
        assertThat(answer("attributes").path("attributes").path(0).path("value").asText())
                .isEqualTo("prod");
        assertThat(answer("attribute gone").path("attributes")).hasSize(1);
        refused("instance gone", "InvalidParameterException", "Found running tasks on the instance.");
        assertThat(answer("instance gone by force")
                        .path("containerInstance")
                        .path("status")
                        .asText())
                .isEqualTo("INACTIVE");
        JsonNode task = answer("task after its instance").path("tasks").path(0);
        assertThat(task.path("lastStatus").asText()).isEqualTo("STOPPED");
        assertThat(task.path("stoppedReason").asText()).isEqualTo("enough");
        assertThat(task.path("cpu").asText()).as("as long as it is known").isEqualTo("10");
    }

    @Test
    void servicesAreMadeAndChangedInEcssWords() {
        JsonNode made = answer("service").path("service");
        assertThat(made.path("serviceArn").asText()).isEqualTo("arn:aws:ecs:us-east-1:000000000000:service/house/web");
        assertThat(made.path("status").asText()).isEqualTo("ACTIVE");
        assertThat(made.path("launchType").asText()).isEqualTo("EC2");
        assertThat(made.path("availabilityZoneRebalancing").asText()).isEqualTo("ENABLED");
        assertThat(made.path("deploymentConfiguration").path("strategy").asText())
                .isEqualTo("ROLLING");
        assertThat(made.path("createdAt").has("epoch")).isTrue();
        assertThat(made.path("loadBalancers").isArray()).isTrue();
        assertThat(made.path("deployments").path(0).path("rolloutState").asText())
                .isEqualTo("IN_PROGRESS");
        JsonNode again = answer("service again").path("service");
        assertThat(again.path("createdAt")).isEqualTo(made.path("createdAt"));
        assertThat(again.path("tags")).isEqualTo(made.path("tags"));
        refused("service otherwise", "InvalidParameterException", "Creation of service was not idempotent.");
        refused("service for nobody", "ClusterNotFoundException", "Cluster not found.");
        refused("service without a count", "InvalidParameterException", "DesiredCount is missing");
        refused("service below zero", "InvalidParameterException", "DesiredCount can not be lesser than 0");
        refused("service of a million", "InvalidParameterException", "Desired count exceeds limit.");
        refused("service of nothing", "ClientException", "TaskDefinition not found.");
        refused(
                "service scheduled strangely",
                "InvalidParameterException",
                "Scheduling strategy should be one of [REPLICA,DAEMON]");
        refused(
                "service as a counted daemon",
                "InvalidParameterException",
                "The daemon scheduling strategy does not support a desired count for services. Remove the desired count"
                        + " value and try again");
        refused("service below its count", "InvalidParameterException", "maximumPercent must be at least 100");
        refused("service too healthy", "InvalidParameterException", "minimumHealthyPercent must be at most 100");
        refused("service on Fargate", "UnsupportedFeatureException");
        refused("service behind a balancer", "UnsupportedFeatureException");
        assertThat(answer("daemon").path("service").path("schedulingStrategy").asText())
                .isEqualTo("DAEMON");
        JsonNode scaled = answer("service scaled").path("service");
        assertThat(scaled.path("desiredCount").asInt()).isEqualTo(2);
        assertThat(scaled.path("deployments").path(0).path("id"))
                .isEqualTo(made.path("deployments").path(0).path("id"));
        JsonNode forced = answer("service forced").path("service").path("deployments");
        assertThat(forced.path(0).path("status").asText()).isEqualTo("PRIMARY");
        assertThat(forced.path(0).path("id")).isNotEqualTo(forced.path(1).path("id"));
        refused("service updated unknown", "ServiceNotFoundException", "Service not found.");
        refused("service updated below zero", "InvalidParameterException", "Task count can not be lesser than 0");
        refused(
                "service deleted while scaled",
                "InvalidParameterException",
                "The service cannot be stopped while it is scaled above 0.");
        JsonNode deleted = answer("service deleted").path("service");
        assertThat(deleted.path("status").asText()).isEqualTo("DRAINING");
        assertThat(deleted.path("desiredCount").asInt(-1)).isZero();
        refused("service deleted and updated", "ServiceNotActiveException", "Service was not ACTIVE.");
        refused("service deleted unknown", "ServiceNotFoundException", "");
    }

    @Test
    void servicesAndTheirHistoryAreToldListedAndTagged() {
        JsonNode told = answer("services");
        assertThat(told.path("services")).hasSize(1);
        assertThat(told.path("services").path(0).path("tags")).hasSize(1);
        assertThat(told.path("failures"))
                .isEqualTo(RecordedAgent.json("[{\"arn\":\"arn:aws:ecs:us-east-1:000000000000:service/house/nobody\","
                        + "\"reason\":\"MISSING\"}]"));
        refused("services none", "InvalidParameterException");
        refused("services too many", "InvalidParameterException", "service names can have at most 10 items.");
        refused("services by a bad include", "InvalidParameterException", "include should be one of [TAGS]");
        refused("services of nobody", "ClusterNotFoundException", "Cluster not found.");
        assertThat(answer("services page 1").path("serviceArns")).hasSize(10);
        assertThat(answer("services page 2").path("serviceArns"))
                .hasSize(4)
                .doesNotContainAnyElementsOf(answer("services page 1").path("serviceArns"));
        assertThat(answer("services of daemons").path("serviceArns")).hasSize(1);
        refused(
                "services by a bad launch type",
                "InvalidParameterException",
                "launch type should be one of [EC2,FARGATE,EXTERNAL,FMI,MANAGED_INSTANCES]");
        refused("services of a namespace", "NamespaceNotFoundException");
        JsonNode forced = answer("service forced").path("service");
        assertThat(answer("service deployments").path("serviceDeployments")).hasSize(2);
        assertThat(answer("service deployments")
                        .path("serviceDeployments")
                        .path(0)
                        .path("serviceDeploymentArn"))
                .isEqualTo(forced.path("currentServiceDeployment"));
        assertThat(answer("service deployment").path("serviceDeployments")).hasSize(1);
        assertThat(reason("service deployment")).isEqualTo("MISSING");
        assertThat(answer("service revision").path("serviceRevisions").path(0).path("taskDefinition"))
                .isEqualTo(forced.path("taskDefinition"));
        assertThat(answer("service deployment stopped").path("serviceDeploymentArn"))
                .isEqualTo(forced.path("currentServiceDeployment"));
        assertThat(answer("service tags").path("tags"))
                .extracting(tag -> tag.path("key").asText())
                .containsExactlyInAnyOrder("a", "n");
        refused(
                "service tagged by its short ARN",
                "InvalidParameterException",
                "The new ARN and resource ID format must be enabled to add tags to the service. Opt in to the new format"
                        + " and try again.");
        assertThat(answer("service tasks").path("taskArns")).isEmpty();
        refused("service tasks of nobody", "ServiceNotFoundException", "Service not found.");
        assertThat(answer("protection").path("failures"))
                .extracting(failure -> failure.path("reason").asText())
                .containsExactly("TASK_NOT_VALID", "MISSING");
        refused("protection for ever", "InvalidParameterException");
        assertThat(reason("protection told")).isEqualTo("MISSING");
        assertThat(answer("service cluster told")
                        .path("clusters")
                        .path(0)
                        .path("activeServicesCount")
                        .asInt())
                .isEqualTo(14);
        refused(
                "service cluster deleted",
                "ClusterContainsServicesException",
                "The Cluster cannot be deleted while Services are active.");
    }

    @Test
    void theCliPagesThroughServices() {
        JsonNode listed = HOUSE.aws(
                "ecs", "list-services", "--cluster", "house", "--page-size", "5", "--query", "length(serviceArns)");
        assertThat(listed.asInt()).isEqualTo(13);
    }

    @Test
    void tagsArePutTakenAndTold() {
        assertThat(answer("tags").path("tags"))
                .extracting(tag -> tag.path("key").asText())
                .containsExactlyInAnyOrder("td", "n", "aws:ecs:clusterName");
        refused("tag reserved", "InvalidParameterException");
        refused("tag nothing", "InvalidParameterException");
    }

    @Test
    void regionsAndKeysAreApart() {
        assertThat(answer("elsewhere").path("clusterArns")).isEmpty();
        refused(
                "another's key",
                "UnrecognizedClientException",
                "The security token included in the request is invalid.");
        refused("another's secret", "InvalidSignatureException");
        refused("not built", "UnsupportedFeatureException");
    }

    @Test
    void aSecondAccountSeesNothingOfTheFirstAndMakesNone() {
        ControlClient root = new ControlClient(HOUSE.endpoint(), "us-east-1", "test", "test");
        Json made = root.call("roadstead", "Roadstead_20261101.CreateAccount", Json.object());
        ControlClient other = new ControlClient(
                HOUSE.endpoint(),
                "us-east-1",
                made.path("accessKeyId").text(),
                made.path("secretAccessKey").text());
        Json clusters = other.call("ecs", "AmazonEC2ContainerServiceV20141113.ListClusters", Json.object());
        assertThat(clusters.has("clusterArns")).isTrue();
        assertThat(clusters.path("clusterArns").items()).isEmpty();
        Assertions.assertThatExceptionOfType(ApiError.class)
                .isThrownBy(() -> other.call("roadstead", "Roadstead_20261101.CreateAccount", Json.object()))
                .satisfies(error -> assertThat(error.type()).isEqualTo("AccessDeniedException"));
    }

    @Test
    void aSignatureOfAnotherTimeIsExpired() {
        RecordedAgent late = new RecordedAgent(
                HOUSE.endpoint(),
                new SigV4Signer(Credentials.of("test", "test"), "us-east-1", "ecs"),
                () -> Instant.now().minus(Duration.ofMinutes(20)));
        RecordedAgent.Answer refused = late.call("ListClusters", "{}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().path("__type").asText()).isEqualTo("InvalidSignatureException");
        assertThat(refused.body().path("message").asText()).startsWith("Signature expired: ");
    }

    @Test
    void theCliListsItsWayThrough() {
        JsonNode listed =
                HOUSE.aws("ecs", "list-task-definitions", "--page-size", "1", "--query", "length(taskDefinitionArns)");
        assertThat(listed.asInt()).isEqualTo(3);
    }

    private static JsonNode answer(String label) {
        JsonNode line = seen(label);
        assertThat(line.has("answer")).as("%s", line).isTrue();
        return line.path("answer");
    }

    private static void refused(String label, String error, String message) {
        refused(label, error);
        assertThat(seen(label).path("message").asText()).isEqualTo(message);
    }

    private static void refused(String label, String error) {
        assertThat(seen(label).path("error").asText()).as("%s", seen(label)).isEqualTo(error);
    }

    private static String reason(String label) {
        return answer(label).path("failures").path(0).path("reason").asText();
    }

    private static List<String> names(String label) {
        List<String> names = new ArrayList<>();
        answer(label)
                .path("taskDefinitionArns")
                .forEach(arn -> names.add(arn.asText().substring(arn.asText().lastIndexOf('/') + 1)));
        return names;
    }

    private static JsonNode seen(String label) {
        return Objects.requireNonNull(SEEN.get(label), label);
    }
}
