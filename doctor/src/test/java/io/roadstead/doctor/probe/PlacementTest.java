package io.roadstead.doctor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.doctor.ToldCluster;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Severity;
import org.junit.jupiter.api.Test;

/** ECS's sentences about a task that found no place, with the numbers that decide. Source: ecs-behaviour 5.8. */
class PlacementTest {
    private static final String UNABLE =
            "(service web) was unable to place a task because no container instance met all of its requirements. ";
    private static final String MORE =
            " For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.";

    @Test
    void tooFewCpuUnitsAreToldWithWhatIsFreeWhereAndWhoHoldsTheRest() {
        Finding first = refused("The closest matching (container-instance i2) has insufficient CPU units available.")
                .definition("web:1", ",\"cpu\":512,\"memory\":10")
                .definition("big:1", ",\"cpu\":900,\"memory\":10")
                .instance("i1", 124, 900)
                .instance("i2", 300, 900)
                .running("a", "big:1", "service:big", "i2")
                .findings()
                .getFirst();
        assertThat(first.article()).isEqualTo("ecs-container-instance-cpu-error");
        assertThat(first.severity()).isEqualTo(Severity.ERROR);
        assertThat(first.cause().en())
                .contains("512 CPU units are wanted, the largest free is 300 on i2")
                .contains("service:big 900 CPU units, 10 MiB each");
        assertThat(first.evidence().get(2).text()).isEqualTo("CPU units: 512 wanted, 124 free of 1024");
        assertThat(first.fix().getFirst().commands().getFirst())
                .contains("if .name == \"main\" then .cpu = 300 else")
                .endsWith("aws ecs update-service --cluster shop --service web --task-definition web");
    }

    @Test
    void tooLittleMemoryOfAWholeTaskIsMendedAtTheTask() {
        Finding first = refused("The closest matching (container-instance i1) has insufficient memory available.")
                .definition("web:1", "\"memory\":\"1500\",", ",\"memory\":10")
                .instance("i1", 1024, 1000)
                .findings()
                .getFirst();
        assertThat(first.article()).isEqualTo("ecs-container-instance-requirement-error");
        assertThat(first.cause().en()).contains("1500 MiB of memory are wanted, the largest free is 1000 on i1");
        assertThat(first.fix().getFirst().commands().getFirst()).contains(".memory = \"1000\"");
    }

    @Test
    void aFullInstanceIsNotAnsweredWithAnImpossibleSize() {
        Finding first = refused("The closest matching (container-instance i1) has insufficient memory available.")
                .definition("web:1", ",\"memory\":100")
                .instance("i1", 1024, 0)
                .findings()
                .getFirst();
        assertThat(first.fix()).singleElement().satisfies(fix -> assertThat(
                        fix.commands().getFirst())
                .isEqualTo("./roadstead agent --server \"$AWS_ENDPOINT_URL\" --cluster shop"));
    }

    @Test
    void aTakenPortIsToldWithItsHolder() {
        Finding first = refused(
                        "The closest matching (container-instance i1) is already using a port required by your task.")
                .definition("web:1", ",\"portMappings\":[{\"containerPort\":80,\"hostPort\":8080}]")
                .instance("i1", 1024, 1000)
                .running("abc", "web:1", "service:web", "i1")
                .findings()
                .getFirst();
        assertThat(first.article()).isEqualTo("dynamic-port-mapping-ecs");
        assertThat(first.evidence())
                .anyMatch(one -> one.text().equals("tcp port 8080 is taken by task abc of service:web"));
        assertThat(first.fix().getFirst().commands().getFirst()).contains(".hostPort = 0");
    }

    @Test
    void aMissingLogDriverIsNamed() {
        Finding first = refused(
                        "The closest matching (container-instance i1) is missing an attribute required by your task.")
                .definition(
                        "web:1",
                        "\"requiresAttributes\":[{\"name\":\"com.amazonaws.ecs.capability.logging-driver.splunk\"}],",
                        ",\"logConfiguration\":{\"logDriver\":\"splunk\"}")
                .instance("i1", 1024, 1000)
                .findings()
                .getFirst();
        assertThat(first.article()).isEqualTo("ecs-container-instance-requirement-error");
        assertThat(first.cause().en()).contains("none has com.amazonaws.ecs.capability.logging-driver.splunk");
        assertThat(first.fix().getFirst().words().en()).contains("splunk in ECS_AVAILABLE_LOGGING_DRIVERS");
    }

    @Test
    void aConstraintIsJudgedOnEachInstance() {
        Finding first = new ToldCluster()
                .service(
                        "web",
                        1,
                        0,
                        0,
                        "\"placementConstraints\":[{\"type\":\"memberOf\",\"expression\":\"attribute:rack == b\"}],"
                                + ToldCluster.events(
                                        UNABLE + "The closest matching (container-instance i1) encountered error"
                                                + " \"MemberOf placement constraint unsatisfied.\"" + MORE))
                .instance("i1", 1024, 1000, CONNECTED + ",\"attributes\":[{\"name\":\"rack\",\"value\":\"a\"}]")
                .instance("i2", 1024, 1000, CONNECTED + ",\"attributes\":[{\"name\":\"rack\",\"value\":\"b\"}]")
                .findings()
                .getFirst();
        assertThat(first.article()).isEqualTo("ecs-container-instance-requirement-error");
        assertThat(first.cause().en()).endsWith("attribute:rack == b");
        assertThat(first.evidence().stream().map(one -> one.source() + ": " + one.text()))
                .contains(
                        "DescribeContainerInstances i1: the service's memberOf does not hold: attribute:rack == b",
                        "DescribeContainerInstances i2: nothing that can be seen from outside is against it");
    }

    @Test
    void aNumberThatNoInstanceReachesLeadsToTheArticleOnDiskSpace() {
        assertThat(new ToldCluster()
                        .service(
                                "web",
                                1,
                                0,
                                0,
                                "\"placementConstraints\":[{\"type\":\"memberOf\",\"expression\":\"attribute:SpaceLeft >="
                                        + " 0.1\"}],"
                                        + ToldCluster.events(UNABLE
                                                + "The closest matching (container-instance i1) encountered error"
                                                + " \"MemberOf placement constraint unsatisfied.\"" + MORE))
                        .instance("i1", 1024, 1000)
                        .findings()
                        .getFirst()
                        .article())
                .isEqualTo("ecs-instance-task-disk-space");
    }

    @Test
    void aClusterWithoutInstancesIsToldToBeEmpty() {
        Finding first = refused("Reason: No Container Instances were found in your cluster.")
                .findings()
                .getFirst();
        assertThat(first.article()).isEqualTo("ecs-container-instance-requirement-error");
        assertThat(first.cause().en()).isEqualTo("Cluster shop has no container instance.");
    }

    @Test
    void bothWordsForAnAbsentAgentLeadToItsArticle() {
        for (String words : new String[] {"doesn't have the agent connected.", "encountered error \"AGENT\"."}) {
            assertThat(refused("The closest matching (container-instance i1) " + words)
                            .instance("i1", 1024, 1000, "\"status\":\"ACTIVE\",\"agentConnected\":false")
                            .findings()
                            .getFirst()
                            .article())
                    .isEqualTo("ecs-container-instance-agent-error");
        }
    }

    @Test
    void aDeploymentWithoutRoomIsFoundThoughTheOldTasksMakeUpTheNumber() {
        assertThat(new ToldCluster()
                        .service(
                                "web",
                                1,
                                1,
                                0,
                                "\"deployments\":[{\"id\":\"ecs-svc/2\",\"status\":\"PRIMARY\",\"taskDefinition\":\""
                                        + ToldCluster.PREFIX
                                        + "task-definition/web:2\",\"desiredCount\":1,\"runningCount\":0,\"pendingCount\":0,"
                                        + "\"rolloutState\":\"IN_PROGRESS\"}],"
                                        + ToldCluster.events(UNABLE
                                                + "The closest matching (container-instance i1) has insufficient CPU"
                                                + " units available." + MORE))
                        .definition("web:2", ",\"cpu\":2000")
                        .instance("i1", 1000, 1000)
                        .findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.cause().en()).contains("2000 CPU units are wanted"));
    }

    @Test
    void aRefusalBeforeTheServiceWasSteadyIsHistory() {
        assertThat(new ToldCluster()
                        .service(
                                "web",
                                2,
                                1,
                                0,
                                ToldCluster.events("(service web) has reached a steady state.", UNABLE + MORE))
                        .findings())
                .isEmpty();
    }

    private static final String CONNECTED = "\"status\":\"ACTIVE\",\"agentConnected\":true";

    private static ToldCluster refused(String middle) {
        return new ToldCluster().service("web", 1, 0, 0, ToldCluster.events(UNABLE + middle + MORE));
    }
}
