package io.roadstead.doctor.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.roadstead.doctor.Doctor;
import io.roadstead.doctor.ToldCluster;
import io.roadstead.doctor.facts.Scope;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Services that are not what somebody wanted: misjudged, starved, shrunk, blocked, of a deregistered revision. */
class ServicesTest {
    private static final String CHECK =
            ",\"healthCheck\":{\"command\":[\"CMD\",\"true\"],\"interval\":5,\"timeout\":2,\"retries\":2}";
    private static final String JUDGED = "Task failed container health checks";

    @Test
    void aTaskStoppedBeforeItCouldBeHealthyIsGivenTimeWhereAnotherShowsThatItCan() {
        Finding found = asked(misjudged(12).running("well", "web:1", "family:web", "i1\",\"healthStatus\":\"HEALTHY"))
                .getFirst();
        assertThat(found.article()).isEqualTo("elb-ecs-tasks-improperly-replaced");
        assertThat(found.cause().en())
                .contains("are stopped 12 s after their start")
                .contains("task well");
        // Twice the age of the one that is well: 90 s.
        assertThat(found.fix().getFirst().commands())
                .containsExactly(
                        "aws ecs update-service --cluster shop --service web --health-check-grace-period-seconds 180");
    }

    @Test
    void withoutSuchATaskTheCheckItselfIsTheSuspect() {
        assertThat(asked(misjudged(12)).getFirst().article()).isEqualTo("ecs-task-container-health-check-failures");
    }

    @Test
    void aTaskThatFailedLongAfterItsStartWasNotTooSlow() {
        assertThat(asked(misjudged(60).running("well", "web:1", "family:web", "i1\",\"healthStatus\":\"HEALTHY"))
                        .getFirst()
                        .article())
                .isEqualTo("ecs-task-container-health-check-failures");
    }

    @Test
    void anUnhealthyTaskIsNoFindingWithinItsGrace() {
        ToldCluster cluster = new ToldCluster()
                .instance("i1", 1024, 1000)
                .service("web", 1, 1, 0, "\"healthCheckGracePeriodSeconds\":120")
                .task("t", "web:1", unhealthySince(90));
        assertThat(asked(cluster)).isEmpty();
        assertThat(asked(new ToldCluster()
                        .instance("i1", 1024, 1000)
                        .service("web", 1, 1, 0, "\"healthCheckGracePeriodSeconds\":60")
                        .task("t", "web:1", unhealthySince(90))))
                .hasSize(1);
    }

    @Test
    void aContainerWithoutCpuBesideAGreedyOneIsTold() {
        assertThat(shares(0, 512)).singleElement().satisfies(found -> {
            assertThat(found.article()).isEqualTo("ecs-cpu-allocation");
            assertThat(found.severity()).isEqualTo(Severity.INFO);
            assertThat(found.fix().getFirst().commands().getFirst())
                    .contains("if .name == \"side\" then .cpu = 64 else")
                    .contains("if .name == \"main\" then .cpu = 448 else");
        });
        assertThat(shares(0, 0)).isEmpty();
        assertThat(shares(64, 512)).isEmpty();
        assertThat(shares(0, 64)).isEmpty();
    }

    @Test
    void whoAsksAboutAServiceIsToldThatItWasMadeSmaller() {
        ToldCluster cluster = new ToldCluster()
                .instance("i1", 1024, 1000)
                .service(
                        "web",
                        1,
                        1,
                        0,
                        ToldCluster.events(
                                "(service web) has stopped 1 running tasks: (task gone).",
                                "(service web) has reached a steady state."))
                .running("stays", "web:1", "service:web", "i1")
                .task("gone", "web:1", scaled(ToldCluster.NOW - 15));
        assertThat(asked(cluster)).singleElement().satisfies(found -> {
            assertThat(found.article()).isEqualTo("ecs-running-task-count-change");
            assertThat(found.cause().en()).contains("had 2 tasks within the last hour, and 1 is wanted now");
            assertThat(found.fix().getFirst().commands().getFirst()).endsWith("--desired-count 2");
        });
        assertThat(cluster.findings()).as("who did not ask").isEmpty();
    }

    @Test
    void aTaskThatWasStartedForAnotherAndWasTooMuchIsNoChange() {
        assertThat(asked(new ToldCluster()
                        .instance("i1", 1024, 1000)
                        .service("web", 1, 1, 0, ToldCluster.events("(service web) has stopped 1 running tasks."))
                        .running("stays", "web:1", "service:web", "i1")
                        .task("gone", "web:1", scaled(ToldCluster.NOW - 15))))
                .isEmpty();
    }

    @Test
    void tasksLostWithAHostAreToldWhileSomeAreMissing() {
        String lost = scaled(ToldCluster.NOW - 15)
                .replace("ServiceSchedulerInitiated", "UserInitiated")
                .replace(
                        "Scaling activity initiated by (deployment ecs-svc/1)",
                        "Container instance deregistration forced by user");
        assertThat(asked(new ToldCluster()
                        .instance("i1", 1024, 1000)
                        .service("web", 2, 1, 0, "")
                        .running("stays", "web:1", "service:web", "i1")
                        .task("gone", "web:1", lost)))
                .extracting(Finding::article, Finding::severity)
                .containsExactly(tuple("ecs-running-task-count-change", Severity.WARNING));
    }

    @Test
    void aServiceOfADeregisteredRevisionIsWorthKnowing() {
        assertThat(asked(new ToldCluster()
                        .definition("web:1", "\"status\":\"INACTIVE\",", "")
                        .instance("i1", 1024, 1000)
                        .service("web", 1, 1, 0, "")))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.article()).isEqualTo("ecs-api-common-errors");
                    assertThat(found.cause().en()).contains("TaskDefinition is inactive");
                    assertThat(found.fix().getFirst().commands().getFirst())
                            .endsWith("aws ecs update-service --cluster shop --service web --task-definition web");
                });
    }

    @Test
    void percentagesThatLeaveNoRoomAreToldWithThoseThatWould() {
        Finding found = asked(new ToldCluster()
                        .instance("i1", 1024, 1000)
                        .service(
                                "web",
                                4,
                                4,
                                0,
                                "\"deploymentConfiguration\":{\"minimumHealthyPercent\":100,\"maximumPercent\":100},"
                                        + ToldCluster.events("(service web) was unable to stop or start tasks during a"
                                                + " deployment because of the service deployment configuration.")))
                .getFirst();
        assertThat(found.cause().en())
                .contains("which is 4 and 4. With maximumPercent 125 one more could start first, with 200 all of them;"
                        + " with minimumHealthyPercent 75 one could stop first.");
    }

    /** A service whose one task was judged that many seconds after its start. */
    private static ToldCluster misjudged(int lived) {
        long ended = ToldCluster.NOW - 20;
        return new ToldCluster()
                .definition("web:1", CHECK)
                .instance("i1", 1024, 1000)
                .service("web", 1, 0, 1, "")
                .task(
                        "judged",
                        "web:1",
                        "\"lastStatus\":\"STOPPED\",\"desiredStatus\":\"STOPPED\",\"group\":\"service:web\","
                                + "\"startedBy\":\"ecs-svc/1\",\"stopCode\":\"ServiceSchedulerInitiated\","
                                + "\"stoppedReason\":\"" + JUDGED + "\",\"startedAt\":" + (ended - lived)
                                + ",\"stoppingAt\":" + ended + ",\"stoppedAt\":" + (ended + 1)
                                + ",\"containers\":[{\"name\":\"main\",\"exitCode\":143}]");
    }

    private static String unhealthySince(int seconds) {
        return "\"lastStatus\":\"RUNNING\",\"desiredStatus\":\"RUNNING\",\"group\":\"service:web\","
                + "\"startedBy\":\"ecs-svc/1\",\"healthStatus\":\"UNHEALTHY\",\"startedAt\":"
                + (ToldCluster.NOW - seconds)
                + ",\"containers\":[{\"name\":\"main\",\"healthStatus\":\"UNHEALTHY\"}]";
    }

    private static String scaled(long at) {
        return "\"lastStatus\":\"STOPPED\",\"desiredStatus\":\"STOPPED\",\"group\":\"service:web\","
                + "\"startedBy\":\"ecs-svc/1\",\"stopCode\":\"ServiceSchedulerInitiated\",\"stoppedReason\":\"Scaling"
                + " activity initiated by (deployment ecs-svc/1)\",\"startedAt\":" + (at - 60) + ",\"stoppingAt\":" + at
                + ",\"stoppedAt\":" + (at + 1) + ",\"containers\":[{\"name\":\"main\",\"exitCode\":143}]";
    }

    private static List<Finding> shares(int side, int main) {
        return asked(new ToldCluster()
                .definition(
                        "web:1", ",\"cpu\":" + main + "},{\"name\":\"side\",\"image\":\"shop/side:1\",\"cpu\":" + side)
                .instance("i1", 1024, 1000)
                .service("web", 1, 1, 0, ""));
    }

    private static List<Finding> asked(ToldCluster cluster) {
        return Doctor.findings(Doctor.examine(new Scope(Scope.Kind.SERVICE, "web"), cluster.facts()));
    }
}
