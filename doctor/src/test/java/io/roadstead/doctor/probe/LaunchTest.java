package io.roadstead.doctor.probe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.doctor.Doctor;
import io.roadstead.doctor.ToldCluster;
import io.roadstead.doctor.facts.ClusterFact;
import io.roadstead.doctor.facts.Collector;
import io.roadstead.doctor.facts.LaunchCollector;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Definitions that somebody wants to run in cluster shop; beside it there is cluster farm with three instances. */
class LaunchTest {
    private static final String ARTICLE = "ecs-run-task-cluster";
    private static final String ENDED =
            "\"lastStatus\":\"STOPPED\",\"desiredStatus\":\"STOPPED\",\"group\":\"family:web\","
                    + "\"stopCode\":\"EssentialContainerExited\",\"stoppedReason\":\"Essential container in task"
                    + " exited\",\"startedAt\":1799999950.0,\"stoppedAt\":1799999950.5,"
                    + "\"containers\":[{\"name\":\"main\",\"exitCode\":0}]";

    @Test
    void whatFitsIsNoFinding() {
        assertThat(asked(new ToldCluster().instance("i1", 1024, 1000), "shop", "web:1"))
                .isEmpty();
    }

    @Test
    void anEmptyClusterIsToldWithTheOneThatHasInstances() {
        Finding found = only(asked(new ToldCluster(), "shop", "web:1"));
        assertThat(found.cause().en())
                .contains("Cluster shop has no container instance")
                .contains("No Container Instances were found in your cluster.");
        assertThat(found.evidence())
                .extracting(one -> one.source() + " " + one.text())
                .containsExactly(
                        "DescribeClusters shop registeredContainerInstancesCount 0, runningTasksCount 0",
                        "DescribeClusters farm registeredContainerInstancesCount 3, runningTasksCount 7");
        assertThat(found.fix().getFirst().commands())
                .containsExactly("aws ecs run-task --cluster farm --task-definition web:1");
    }

    @Test
    void aClusterThatIsNotThereIsNamed() {
        Finding found = only(asked(new ToldCluster(), "shopp", "web:1"));
        assertThat(found.cause().en()).contains("There is no cluster shopp").contains("Cluster not found.");
        assertThat(found.evidence().getFirst().text()).isEqualTo("MISSING");
    }

    @Test
    void ofADeregisteredRevisionTheNewestActiveOneIsRun() {
        Finding found = only(asked(
                new ToldCluster()
                        .definition("web:1", "\"status\":\"INACTIVE\",", "")
                        .definition("web:2", "\"status\":\"ACTIVE\",", ""),
                "shop",
                "web:1"));
        assertThat(found.cause().en()).contains("TaskDefinition is inactive");
        assertThat(found.fix().getFirst().commands())
                .containsExactly("aws ecs run-task --cluster shop --task-definition web:2");
    }

    @Test
    void aFamilyOfWhichEveryRevisionIsGoneIsRegisteredAgain() {
        Finding found =
                only(asked(new ToldCluster().definition("web:1", "\"status\":\"INACTIVE\",", ""), "shop", "web"));
        assertThat(found.subject()).endsWith("task-definition/web:1");
        assertThat(found.fix().getFirst().commands().getFirst())
                .startsWith("aws ecs register-task-definition ")
                .endsWith(" && aws ecs run-task --cluster shop --task-definition web");
    }

    @Test
    void aDefinitionThatNeverWasIsToldInEcssWords() {
        Finding found = only(asked(new ToldCluster(), "shop", "nosuch"));
        assertThat(found.evidence().getFirst().text()).contains("Unable to describe task definition.");
    }

    @Test
    void aTaskTooLargeIsToldWithTheClosestInstanceAndMadeToFit() {
        Finding found = only(asked(
                new ToldCluster()
                        .definition("web:1", ",\"cpu\":512,\"memory\":900")
                        .instance("i1", 100, 100)
                        .instance("i2", 600, 800),
                "shop",
                "web:1"));
        assertThat(found.cause().en()).contains("The closest is i2: MiB of memory: 900 wanted, 800 free of 1000.");
        assertThat(found.fix().getFirst().commands().getFirst()).contains(".memory = 800");
    }

    @Test
    void whatAnAbsentAgentAloneCouldTakeIsNotMadeSmaller() {
        Finding found = only(asked(
                        new ToldCluster().instance("i1", 1024, 1000, "\"status\":\"ACTIVE\",\"agentConnected\":false"),
                        "shop",
                        "web:1")
                .stream()
                .filter(one -> one.article().equals(ARTICLE))
                .toList());
        assertThat(found.cause().en()).contains("its agent is not connected");
        assertThat(found.fix()).hasSize(1);
    }

    @Test
    void aProgramThatEndedAtOnceIsWorthKnowing() {
        assertThat(asked(new ToldCluster().instance("i1", 1024, 1000).task("t", "web:1", ENDED), "shop", "web:1"))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.severity()).isEqualTo(Severity.INFO);
                    assertThat(found.cause().en()).contains("ended by itself after 500 ms with exit code 0");
                });
    }

    @Test
    void aClusterAskedForByNameIsToldToBeMissingOrEmpty() {
        List<Finding> missing = Doctor.findings(Doctor.examine("lab", clusters(new ToldCluster())));
        assertThat(missing).singleElement().satisfies(found -> {
            assertThat(found.article()).isEqualTo("ecs-instance-unable-join-cluster");
            assertThat(found.fix().getFirst().commands()).containsExactly("aws ecs create-cluster --cluster-name lab");
        });
        assertThat(Doctor.findings(Doctor.examine("shop", clusters(new ToldCluster()))))
                .extracting(Finding::severity)
                .containsExactly(Severity.WARNING);
        assertThat(Doctor.findings(Doctor.examine("farm", clusters(new ToldCluster()))))
                .isEmpty();
    }

    private static List<ClusterFact> clusters(ToldCluster shop) {
        return new LaunchCollector(two(shop)).clusters();
    }

    private static List<Finding> asked(ToldCluster shop, String cluster, String definition) {
        return Doctor.findings(Doctor.examine(
                new LaunchCollector(two(shop)).launch(cluster, definition, Instant.ofEpochSecond(ToldCluster.NOW))));
    }

    /** The told cluster, and another one beside it. */
    private static Collector.Api two(ToldCluster shop) {
        return (operation, input) -> switch (operation) {
            case "ListClusters" ->
                json("{\"clusterArns\":[\"" + ToldCluster.PREFIX + "cluster/shop\",\"" + ToldCluster.PREFIX
                        + "cluster/farm\"]}");
            case "DescribeClusters" ->
                input.path("clusters").items().size() == 1
                        ? shop.call(operation, input)
                        : json("{\"clusters\":[{\"clusterArn\":\"" + ToldCluster.PREFIX
                                + "cluster/shop\"},{\"clusterArn\":\"" + ToldCluster.PREFIX
                                + "cluster/farm\",\"registeredContainerInstancesCount\":3,\"runningTasksCount\":7}]}");
            case "ListTaskDefinitions" ->
                json(
                        input.path("familyPrefix").text().equals("web")
                                ? "{\"taskDefinitionArns\":[\"" + ToldCluster.PREFIX + "task-definition/web:1\"]}"
                                : "{\"taskDefinitionArns\":[]}");
            case "DescribeTaskDefinition" -> described(shop, input);
            default -> shop.call(operation, input);
        };
    }

    /** A family alone is its newest ACTIVE revision, which here is its second or there is none. */
    private static Json described(ToldCluster shop, Json input) {
        String named = input.path("taskDefinition").text();
        String name = named.substring(named.lastIndexOf('/') + 1);
        if (name.contains(":")) {
            return shop.definitionNamed(name);
        }
        Json second = shop.definitionNamed(name + ":2");
        if (second.path("taskDefinition").path("status").text().equals("ACTIVE")) {
            return second;
        }
        throw new ApiError("ClientException", "Unable to describe task definition.");
    }

    private static Finding only(List<Finding> findings) {
        assertThat(findings).singleElement().satisfies(found -> {
            assertThat(found.article()).isEqualTo(ARTICLE);
            assertThat(found.severity()).isEqualTo(Severity.ERROR);
        });
        return findings.getFirst();
    }

    private static Json json(String text) {
        try {
            return Json.parse(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }
}
