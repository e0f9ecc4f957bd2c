package io.roadstead.doctor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.doctor.ToldCluster;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Severity;
import org.junit.jupiter.api.Test;

class PendingTest {
    private static final String WAITING = "\"lastStatus\":\"PENDING\",\"desiredStatus\":\"RUNNING\","
            + "\"group\":\"service:web\",\"containerInstanceArn\":\"" + ToldCluster.PREFIX
            + "container-instance/shop/i1\"";
    private static final String ONE =
            ",\"containers\":[{\"name\":\"main\",\"image\":\"shop/web:1\",\"lastStatus\":\"PENDING\"}]";

    @Test
    void aStartOfLessThanAMinuteIsNoFinding() {
        assertThat(new ToldCluster()
                        .instance("i1", 1024, 1000)
                        .task("t", "web:1", WAITING + ",\"createdAt\":" + (ToldCluster.NOW - 59) + ONE)
                        .findings())
                .isEmpty();
    }

    @Test
    void aPullThatGoesOnIsToldWithItsTime() {
        Finding found = only(new ToldCluster()
                .instance("i1", 1024, 1000)
                .task("t", "web:1", WAITING + ",\"pullStartedAt\":" + (ToldCluster.NOW - 95) + ONE));
        assertThat(found.cause().en()).contains("images are still being pulled");
        assertThat(found.evidence()).anyMatch(one -> one.text().contains("95 s ago"));
    }

    @Test
    void anAbsentAgentIsTheCauseBeforeAnythingElse() {
        assertThat(new ToldCluster()
                        .instance("i1", 1024, 1000, "\"status\":\"ACTIVE\",\"agentConnected\":false")
                        .task("t", "web:1", WAITING + ",\"pullStartedAt\":" + (ToldCluster.NOW - 95) + ONE)
                        .findings())
                .extracting(Finding::article)
                .containsExactly("ecs-agent-disconnected-linux2-ami", "ecs-tasks-stuck-pending-state");
    }

    @Test
    void aDependencyThatIsNotHealthyIsNamed() {
        Finding found = only(new ToldCluster()
                .definition("web:1", ",\"dependsOn\":[{\"containerName\":\"db\",\"condition\":\"HEALTHY\"}]")
                .instance("i1", 1024, 1000)
                .task(
                        "t",
                        "web:1",
                        WAITING + ",\"containers\":[{\"name\":\"main\",\"lastStatus\":\"PENDING\"},{\"name\":"
                                + "\"db\",\"lastStatus\":\"RUNNING\",\"healthStatus\":\"UNHEALTHY\"}]"));
        assertThat(found.cause().en()).endsWith("Container main waits for container db to be HEALTHY.");
        assertThat(found.evidence()).anyMatch(one -> one.text().equals("UNHEALTHY"));
    }

    @Test
    void anEarlierTaskThatIsStillStoppingIsNamed() {
        Finding found = only(new ToldCluster()
                .instance("i1", 1024, 1000)
                .task("t", "web:1", WAITING + ONE)
                .task(
                        "ending",
                        "web:1",
                        WAITING.replace("PENDING", "RUNNING")
                                        .replace("desiredStatus\":\"RUNNING", "desiredStatus\":\"STOPPED")
                                + ",\"stoppingAt\":" + (ToldCluster.NOW - 9)));
        assertThat(found.cause().en()).contains("On its instance 1 task is still stopping");
        assertThat(found.fix().getFirst().commands().getFirst()).endsWith("--tasks ending");
    }

    @Test
    void whereNothingIsSeenTheEngineIsOnlySuspected() {
        assertThat(only(new ToldCluster().instance("i1", 1024, 1000).task("t", "web:1", WAITING + ONE))
                        .confidence())
                .isEqualTo(Confidence.POSSIBLE);
    }

    private static Finding only(ToldCluster cluster) {
        assertThat(cluster.findings()).singleElement().satisfies(found -> {
            assertThat(found.article()).isEqualTo("ecs-tasks-stuck-pending-state");
            assertThat(found.severity()).isEqualTo(Severity.WARNING);
        });
        return cluster.findings().getFirst();
    }
}
