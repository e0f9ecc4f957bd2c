package io.roadstead.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.acceptance.Installation;
import io.roadstead.acceptance.Installation.Ran;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.testkit.OddRegistry;
import io.roadstead.testkit.OddRegistry.Mood;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Services broken in many ways side by side on one instance; the doctor looks at each as {@code doctor service} does. */
@Tag("docker")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BrokenServicesTest {
    private static final Installation HOUSE = new Installation(
                    Map.of("ECS_IMAGE_PULL_BEHAVIOR", "prefer-cached"),
                    "--healthy-after",
                    "PT1S",
                    "--throttle-first",
                    "PT0.2S")
            .unexamined();
    private static final OddRegistry KNOWS_NOTHING = odd(Mood.KNOWS_NOTHING);
    private static final OddRegistry HAS_ENOUGH = odd(Mood.HAS_ENOUGH);
    private static final OddRegistry ANOTHER_PLATFORM = odd(Mood.HAS_ANOTHER_PLATFORM);
    private static final String STAY = ",\"stopTimeout\":2,\"command\":[\"sleep\",\"100000\"]";
    /** What stands for one word in the printed command is several in a shell's array. */
    private static final Map<String, String> STAYING = Map.of("<COMMAND>", "sleep\", \"100000");

    /** These two take their time to fail: they do so while the others are looked at. */
    private static final Patient LIMITED = new Patient(HOUSE, "default", "limited");

    private static final Patient SICK = new Patient(HOUSE, "default", "sick");

    @BeforeAll
    static void start() {
        HOUSE.start();
        HOUSE.definition("limited", "{\"image\":\"" + HAS_ENOUGH.image("limited", "1") + "\"" + STAY + "}");
        LIMITED.create(1);
        HOUSE.definition(
                "sick",
                "{\"healthCheck\":{\"command\":[\"CMD-SHELL\",\"false\"],\"interval\":5,\"retries\":1}" + STAY + "}");
        SICK.create(1);
    }

    @AfterAll
    static void close() {
        KNOWS_NOTHING.close();
        HAS_ENOUGH.close();
        ANOTHER_PLATFORM.close();
        HOUSE.close();
    }

    @Test
    void aProgramThatEndsWithAnErrorIsFoundByItsExitCode() {
        Patient crash = patient("crash", "\"command\":[\"sh\",\"-c\",\"echo no database; exit 1\"]")
                .create(1);
        Finding found = crash.diagnosed("ecs-tasks-container-exit-issues", "Essential container in task exited");
        assertThat(found.cause().en()).contains("exit code 1");
        Ran logs = Shell.run(HOUSE, found.fix().getFirst().commands().getFirst());
        assertThat(logs.output()).as("the lines that the first fix shows").isEqualTo("no database\n");
        crash.apply(found, 1, STAYING).cured();
    }

    @Test
    void aCommandThatIsNotInTheImageIsFound() {
        Patient lost = patient("lost", "\"command\":[\"/no/such/program\"]").create(1);
        Finding found = lost.diagnosed("ecs-tasks-container-exit-issues", "CannotStartContainerError: ");
        lost.apply(found, 0, STAYING).cured();
    }

    @Test
    void aContainerThatNeedsMoreMemoryIsGivenIt() {
        Patient hungry = patient(
                        "hungry",
                        "\"memory\":8,\"stopTimeout\":2,\"command\":[\"sh\",\"-c\","
                                + "\"dd if=/dev/zero of=/dev/null bs=24M count=1 && sleep 100000\"]")
                .create(1);
        Finding found = hungry.diagnosed(
                "ecs-resolve-outofmemory-errors", "OutOfMemoryError: Container killed due to memory usage");
        hungry.apply(found, 0).cured();
    }

    @Test
    void anImageThatTheRegistryDoesNotKnowIsNamed() {
        Patient typo = patient("typo", "\"image\":\"" + KNOWS_NOTHING.image("typo", "1") + "\"" + STAY)
                .create(1);
        Finding found = typo.diagnosed("ecs-cluster-image-not-exist-error", "CannotPull");
        assertThat(found.cause().en()).contains("There is no image " + KNOWS_NOTHING.image("typo", "1"));
        typo.apply(found, 0, Map.of("<IMAGE>", "roadstead-busybox:test")).cured();
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void aRegistryThatHasHadEnoughIsToldFromOneThatHasNothing() {
        Finding found = LIMITED.diagnosed("ecs-pull-container-error-rate-limit", "toomanyrequests");
        LIMITED.apply(found, 0, Map.of("<IMAGE>", "roadstead-busybox:test")).cured();
    }

    @Test
    void tooManyCpuUnitsAreToldWithWhatIsFree() {
        Patient greedy = patient("greedy", "\"cpu\":100000" + STAY).create(1);
        Finding found = greedy.diagnosed("ecs-container-instance-cpu-error", "has insufficient CPU units available.");
        assertThat(found.cause().en())
                .contains("100000 CPU units are wanted, the largest free is " + registered("CPU") + " on ");
        greedy.apply(found, 0).cured();
    }

    @Test
    void aTaskTooManyForTheMemoryIsOneLessWanted() {
        int most = registered("MEMORY") * 6 / 10;
        Patient fat = patient("fat", "\"memoryReservation\":" + most + ",\"memory\":" + most + STAY)
                .create(2);
        Finding found = fat.diagnosed("ecs-container-instance-requirement-error", "has insufficient memory available.");
        Awaitility.await("the first of the two")
                .atMost(Installation.LIMIT)
                .until(() -> fat.described().path("runningCount").asInt() == 1);
        assertThat(found.cause().en()).contains(most + " MiB of memory are wanted, the largest free is ");
        fat.apply(fat.findings().getFirst(), 0).cured();
    }

    @Test
    void twoCopiesWithOneFixedPortGetPortsOfTheirOwn() throws IOException {
        int port = free();
        Patient fixed = patient("fixed", "\"portMappings\":[{\"containerPort\":80,\"hostPort\":" + port + "}]" + STAY)
                .create(2);
        Finding found = fixed.diagnosed("dynamic-port-mapping-ecs", "is already using a port required by your task.");
        assertThat(found.evidence())
                .anySatisfy(one -> assertThat(one.text()).contains("tcp port " + port + " is taken by task "));
        fixed.apply(found, 0).cured();
    }

    @Test
    void aPortThatSomethingElseHoldsIsNamed() throws IOException {
        try (ServerSocket foreign = new ServerSocket(0)) {
            Patient squat = patient(
                            "squat",
                            "\"portMappings\":[{\"containerPort\":80,\"hostPort\":" + foreign.getLocalPort() + "}]"
                                    + STAY)
                    .create(1);
            Finding found = squat.diagnosed("dynamic-port-mapping-ecs", "CannotStartContainerError: ");
            assertThat(found.cause().en()).contains("holds port " + foreign.getLocalPort() + ".");
            squat.apply(found, 0).cured();
        }
    }

    @Test
    void aConstraintThatNoInstanceSatisfiesIsSatisfiedByAnAttribute() {
        Patient picky = patient("picky", STAY.substring(1)).create(1, memberOf("attribute:rack == b"));
        Finding found = picky.diagnosed(
                "ecs-container-instance-requirement-error",
                "encountered error \"MemberOf placement constraint unsatisfied.\"");
        assertThat(found.evidence()).anySatisfy(one -> assertThat(one.text()).contains("memberOf does not hold"));
        picky.apply(found, 0, Map.of("<NAME>", "rack", "<VALUE>", "b", "<INSTANCE>", instance()))
                .cured();
    }

    @Test
    void anInstanceThatDoesNotSayHowMuchDiskIsLeftIsMadeToSay() {
        Patient roomy = patient("roomy", STAY.substring(1)).create(1, memberOf("attribute:SpaceLeft >= 0.1"));
        Finding found = roomy.diagnosed(
                "ecs-instance-task-disk-space", "encountered error \"MemberOf placement constraint unsatisfied.\"");
        roomy.apply(found, 0, Map.of("<NAME>", "SpaceLeft", "<VALUE>", "0.5", "<INSTANCE>", instance()))
                .cured();
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void aHealthCheckThatCannotPassIsShownAndCorrected() {
        Finding found =
                SICK.diagnosed("ecs-task-container-health-check-failures", "Task failed container health checks");
        SICK.apply(found, 0, Map.of("<CHECK>", "true")).cured();
    }

    @Test
    void aDeploymentThatItsPercentagesLeaveNoRoomIsGivenSome() {
        ObjectNode more = Installation.input();
        more.putObject("deploymentConfiguration")
                .put("minimumHealthyPercent", 100)
                .put("maximumPercent", 100);
        Patient stuck = patient("stuck", STAY.substring(1)).create(1, more);
        stuck.cured();
        HOUSE.definition("stuck", "{" + STAY.substring(1) + "}");
        HOUSE.call("UpdateService", Installation.input().put("service", "stuck").put("taskDefinition", "stuck"));
        Finding found =
                stuck.diagnosed("ecs-service-stuck-update-status", "because of the service deployment configuration");
        stuck.apply(found, 0).cured();
    }

    @Test
    void aDeletedServiceTellsWhatItWaitsFor() {
        Patient leaving = patient(
                        "leaving",
                        "\"stopTimeout\":5,\"command\":[\"sh\",\"-c\",\"trap '' TERM; while true; do sleep 1; done\"]")
                .create(1);
        Awaitility.await("it to run")
                .atMost(Installation.LIMIT)
                .until(() -> leaving.described().path("runningCount").asInt() == 1);
        HOUSE.call(
                "DeleteService", Installation.input().put("service", "leaving").put("force", true));
        Finding found = leaving.diagnosed("ecs-delete-terminate", Severity.INFO, "DRAINING");
        leaving.apply(found, 0);
        assertThat(leaving.findings()).isEmpty();
    }

    @Test
    void aClusterWithoutAnInstanceIsToldToBeEmptyByTheCommandItself() {
        HOUSE.call("CreateCluster", Installation.input().put("clusterName", "empty"));
        patient("homeless", STAY.substring(1));
        Patient homeless = new Patient(HOUSE, "empty", "homeless").create(1);
        homeless.diagnosed(
                "ecs-container-instance-requirement-error", "No Container Instances were found in your cluster.");
        Ran ran = Installation.run(new ProcessBuilder(Installation.roadstead(
                "doctor",
                "service",
                "homeless",
                "--cluster",
                "empty",
                "--lang",
                "en",
                "--json",
                "--data",
                HOUSE.data().toString())));
        assertThat(ran.status()).as(ran.error()).isEqualTo(2);
        JsonNode first = ran.json().path("findings").path(0);
        assertThat(first.path("article").asText()).isEqualTo("ecs-container-instance-requirement-error");
        assertThat(first.path("cause").asText()).isEqualTo("Cluster empty has no container instance.");
        HOUSE.call(
                "DeleteService",
                Installation.input()
                        .put("cluster", "empty")
                        .put("service", "homeless")
                        .put("force", true));
    }

    @Test
    void tagsThatStayWithTheServiceAreHandedOn() {
        ObjectNode more = Installation.input();
        more.putArray("tags").addObject().put("key", "team").put("value", "shop");
        Patient tagged = patient("tagged", STAY.substring(1)).create(1, more);
        Finding found = tagged.diagnosed("ecs-troubleshoot-tagging-tasks", Severity.INFO, "NONE");
        tagged.apply(found, 0).cured();
    }

    @Test
    void anImageForAnotherProcessorIsToldFromOneThatIsNotThere() {
        Patient foreign = patient("foreign", "\"image\":\"" + ANOTHER_PLATFORM.image("foreign", "1") + "\"" + STAY)
                .create(1);
        Finding found = foreign.diagnosed("ecs-pull-container-error", "CannotPull");
        assertThat(found.cause().en()).contains("was not built for this host's processor");
        foreign.apply(found, 0, Map.of("<IMAGE>", "roadstead-busybox:test")).cured();
    }

    private static OddRegistry odd(Mood mood) {
        OddRegistry registry = new OddRegistry();
        registry.behave(mood);
        return registry;
    }

    private static Patient patient(String name, String container) {
        HOUSE.definition(name, "{" + container + "}");
        return new Patient(HOUSE, "default", name);
    }

    private static ObjectNode memberOf(String expression) {
        ObjectNode more = Installation.input();
        more.putArray("placementConstraints")
                .addObject()
                .put("type", "memberOf")
                .put("expression", expression);
        return more;
    }

    private static JsonNode onlyInstance() {
        ObjectNode input = Installation.input();
        input.set(
                "containerInstances",
                HOUSE.call("ListContainerInstances", Installation.input()).path("containerInstanceArns"));
        return HOUSE.call("DescribeContainerInstances", input)
                .path("containerInstances")
                .path(0);
    }

    private static String instance() {
        String arn = onlyInstance().path("containerInstanceArn").asText();
        return arn.substring(arn.lastIndexOf('/') + 1);
    }

    private static int registered(String resource) {
        for (JsonNode each : onlyInstance().path("registeredResources")) {
            if (each.path("name").asText().equals(resource)) {
                return each.path("integerValue").asInt();
            }
        }
        throw new AssertionError("no " + resource);
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
