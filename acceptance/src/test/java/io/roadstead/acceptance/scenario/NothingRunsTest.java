package io.roadstead.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.acceptance.Installation;
import io.roadstead.acceptance.Installation.Ran;
import io.roadstead.doctor.Doctor;
import io.roadstead.doctor.facts.LaunchCollector;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.testkit.BusyboxImage;
import io.roadstead.wire.client.ControlClient;
import io.roadstead.wire.client.Ecs;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * RunTask that answers while nothing runs, and an agent that names a cluster that is not there. There are two clusters:
 * {@code default} is empty, the one host has joined {@code farm}.
 */
@Tag("docker")
class NothingRunsTest {
    private static final String RUN_TASK = "ecs-run-task-cluster";
    private static final String JOIN = "ecs-instance-unable-join-cluster";
    private static final Installation HOUSE = new Installation("--no-agent").unexamined();
    private static final AgentProcess AGENT = new AgentProcess(HOUSE, "farm", "agent", Map.of());
    private static final AgentProcess LOST = new AgentProcess(HOUSE, "lab", "lost", Map.of());
    private static final String STAY = "\"stopTimeout\":2,\"command\":[\"sleep\",\"100000\"]";
    private static final LaunchCollector COLLECTOR =
            new LaunchCollector(new Ecs(new ControlClient(HOUSE.endpoint(), "us-east-1", "test", "test"))::call);

    @BeforeAll
    static void start() {
        BusyboxImage.ensure();
        HOUSE.startProcess();
        HOUSE.awaitAnswer();
        HOUSE.call("CreateCluster", Installation.input().put("clusterName", "default"));
        HOUSE.call("CreateCluster", Installation.input().put("clusterName", "farm"));
        AGENT.start();
        Awaitility.await("the host in cluster farm")
                .atMost(Installation.LIMIT)
                .until(() -> instance("farm").path("agentConnected").asBoolean());
    }

    @AfterAll
    static void close() {
        // The installation clears up in cluster default alone.
        List<String> containers = Stream.of("RUNNING", "STOPPED")
                .flatMap(status -> HOUSE.call(
                                "ListTasks",
                                Installation.input().put("cluster", "farm").put("desiredStatus", status))
                        .path("taskArns")
                        .valueStream())
                .flatMap(task -> Installation.containersOf(task.asText()).stream())
                .toList();
        AGENT.close();
        if (!containers.isEmpty()) {
            Installation.docker(
                    Stream.concat(Stream.of("rm", "-f"), containers.stream()).toArray(String[]::new));
        }
        LOST.close();
        HOUSE.close();
    }

    @Test
    void aTaskThatIsAskedOfTheEmptyDefaultClusterIsRunWhereTheHostIs() {
        HOUSE.definition("jobs", "{" + STAY + "}");
        Ran refused = Shell.run(HOUSE, "aws ecs run-task --task-definition jobs");
        assertThat(refused.status()).isNotZero();
        assertThat(refused.error()).contains("No Container Instances were found in your cluster.");
        Case jobs = wish("default", "jobs");
        Finding found = jobs.diagnosed(RUN_TASK, Severity.ERROR, "registeredContainerInstancesCount 0");
        running("farm", jobs.apply(found, 0));
        wish("farm", "jobs").well();
    }

    @Test
    void aClusterWhoseNameIsMistypedIsToldFromOneThatIsThere() {
        HOUSE.definition("typed", "{" + STAY + "}");
        Ran refused = Shell.run(HOUSE, "aws ecs run-task --cluster fram --task-definition typed");
        assertThat(refused.error()).contains("ClusterNotFoundException").contains("Cluster not found.");
        Case typed = wish("fram", "typed");
        running("farm", typed.apply(typed.diagnosed(RUN_TASK, Severity.ERROR, "MISSING"), 0));
    }

    @Test
    void aDeregisteredDefinitionIsRegisteredAgain() {
        HOUSE.definition("old", "{" + STAY + "}");
        HOUSE.call("DeregisterTaskDefinition", Installation.input().put("taskDefinition", "old:1"));
        Ran refused = Shell.run(HOUSE, "aws ecs run-task --cluster farm --task-definition old:1");
        assertThat(refused.error()).contains("TaskDefinition is inactive");
        Case old = wish("farm", "old:1");
        running("farm", old.apply(old.diagnosed(RUN_TASK, Severity.ERROR, "INACTIVE"), 0));
        wish("farm", "old").well();
    }

    @Test
    void anAnswerWithoutATaskIsExplainedByTheNumbersAndMadeToFit() {
        int registered = registered();
        HOUSE.definition("huge", "{\"memory\":" + (registered + 1000) + "," + STAY + "}");
        Ran answered = Shell.run(HOUSE, "aws ecs run-task --cluster farm --task-definition huge");
        assertThat(answered.status()).as("RunTask itself succeeds").isZero();
        assertThat(answered.json().path("tasks")).isEmpty();
        assertThat(answered.json().path("failures").path(0).path("reason").asText())
                .isEqualTo("RESOURCE:MEMORY");
        Case huge = wish("farm", "huge");
        Finding found = huge.diagnosed(RUN_TASK, Severity.ERROR, "MiB of memory: " + (registered + 1000) + " wanted, ");
        String task = running("farm", huge.apply(found, 0));
        HOUSE.call("StopTask", Installation.input().put("cluster", "farm").put("task", task));
        // Until it has stopped there is no room for the tasks of other tests.
        awaitStatus("farm", task, "STOPPED");
    }

    @Test
    void aTaskThatWasThereForAMomentIsToldToHaveEnded() {
        HOUSE.definition("brief", "{\"command\":[\"true\"]}");
        String task = Shell.run(HOUSE, "aws ecs run-task --cluster farm --task-definition brief")
                .json()
                .path("tasks")
                .path(0)
                .path("taskArn")
                .asText();
        assertThat(awaitStatus("farm", task, "STOPPED").path("stoppedReason").asText())
                .isEqualTo("Essential container in task exited");
        Case brief = wish("farm", "brief");
        Finding found = brief.diagnosed(RUN_TASK, Severity.INFO, "Essential container in task exited");
        running("farm", brief.apply(found, 0, Map.of("<COMMAND>", "sleep\", \"100000")));
        brief.well();
    }

    @Test
    void aHostWhoseAgentNamesNoClusterThatIsThereJoinsWhenItIsMade() {
        LOST.start();
        Awaitility.await("the agent's end").atMost(Installation.LIMIT).until(LOST::ended);
        assertThat(LOST.said()).contains("ClusterNotFoundException").contains("Cluster not found.");
        Case lab = new Case(HOUSE, "cluster lab", () -> Doctor.findings(Doctor.examine("lab", COLLECTOR.clusters())));
        Finding found = lab.diagnosed(JOIN, Severity.ERROR, "MISSING");
        assertThat(doctor("cluster", "lab").status()).isEqualTo(2);
        lab.apply(found, 0);
        lab.diagnosed(JOIN, Severity.WARNING, "registeredContainerInstancesCount 0");
        assertThat(doctor("cluster", "lab").status()).isEqualTo(1);
        LOST.start();
        lab.well();
        assertThat(doctor("cluster", "lab").status()).isZero();
    }

    @Test
    void theCommandKnowsNothingOfAServerThatDoesNotAnswer() {
        Ran nobody = Shell.doctor("http://127.0.0.1:1", "service", "web");
        assertThat(nobody.status()).as(nobody.error()).isEqualTo(3);
        assertThat(nobody.error()).startsWith("Failed: ");
        Ran unknown = doctor("service", "nosuch");
        assertThat(unknown.status()).isEqualTo(3);
        assertThat(unknown.error()).contains("There is no service nosuch");
    }

    private static Ran doctor(String... words) {
        return Shell.doctor(HOUSE.endpoint().toString(), words);
    }

    private static Case wish(String cluster, String definition) {
        return new Case(
                HOUSE,
                definition + " in " + cluster,
                () -> Doctor.findings(Doctor.examine(COLLECTOR.launch(cluster, definition, Instant.now()))));
    }

    /** Waits until the task that a fix's RunTask started runs, and gives its ARN. */
    private static String running(String cluster, Ran fix) {
        String answer = fix.output().substring(fix.output().lastIndexOf("\"tasks\""));
        assertThat(answer).contains("arn:aws:ecs:us-east-1:000000000000:task/");
        String arn = answer.substring(answer.indexOf("arn:aws:ecs:us-east-1:000000000000:task/"));
        String task = arn.substring(0, arn.indexOf('"'));
        awaitStatus(cluster, task, "RUNNING");
        return task;
    }

    private static JsonNode awaitStatus(String cluster, String task, String status) {
        var input = Installation.input().put("cluster", cluster);
        input.putArray("tasks").add(task);
        Awaitility.await(task + " is " + status + "; the log is " + HOUSE.log())
                .atMost(Installation.LIMIT)
                .untilAsserted(() -> assertThat(told(input).path("lastStatus").asText())
                        .as(told(input) + "\n" + AGENT.said())
                        .isEqualTo(status));
        return told(input);
    }

    private static JsonNode told(ObjectNode input) {
        return HOUSE.call("DescribeTasks", input).path("tasks").path(0);
    }

    private static JsonNode instance(String cluster) {
        JsonNode arns = HOUSE.call(
                        "ListContainerInstances", Installation.input().put("cluster", cluster))
                .path("containerInstanceArns");
        if (arns.isEmpty()) {
            return arns;
        }
        var input = Installation.input().put("cluster", cluster);
        input.set("containerInstances", arns);
        return HOUSE.call("DescribeContainerInstances", input)
                .path("containerInstances")
                .path(0);
    }

    private static int registered() {
        for (JsonNode each : instance("farm").path("registeredResources")) {
            if (each.path("name").asText().equals("MEMORY")) {
                return each.path("integerValue").asInt();
            }
        }
        throw new AssertionError("no MEMORY");
    }
}
