package io.roadstead.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Severity;
import org.junit.jupiter.api.Test;

class DoctorTest {
    @Test
    void aHealthyClusterYieldsNothing() {
        assertThat(new ToldCluster()
                        .definition("web:1", ",\"cpu\":100,\"memory\":100")
                        .service("web", 2, 2, 0, ToldCluster.events("(service web) has reached a steady state."))
                        .instance("i1", 824, 800)
                        .running("a", "web:1", "service:web", "i1")
                        .running("b", "web:1", "service:web", "i1")
                        .running("c", "batch:1", "family:batch", "i1")
                        .findings())
                .isEmpty();
    }

    @Test
    void theCauseStandsAboveTheDeploymentThatItHoldsUp() {
        assertThat(new ToldCluster()
                        .service(
                                "web",
                                1,
                                0,
                                0,
                                "\"deployments\":[{\"id\":\"ecs-svc/1\",\"status\":\"PRIMARY\",\"taskDefinition\":\""
                                        + ToldCluster.PREFIX + "task-definition/web:1\",\"desiredCount\":1,"
                                        + "\"failedTasks\":3,\"rolloutState\":\"IN_PROGRESS\"}]")
                        .stopped(
                                "service:web",
                                "EssentialContainerExited",
                                "Essential container in task exited",
                                "\"exitCode\":1")
                        .findings())
                .extracting(Finding::article)
                .containsExactly("ecs-tasks-container-exit-issues", "ecs-service-stuck-update-status");
    }

    @Test
    void anAgentThatIsAwayIsGraveWhereSomethingDependsOnIt() {
        String away = "\"status\":\"ACTIVE\",\"agentConnected\":false";
        assertThat(new ToldCluster()
                        .instance("i1", 1024, 1000, away + ",\"runningTasksCount\":1")
                        .findings())
                .extracting(Finding::article, Finding::severity)
                .containsExactly(tuple("ecs-agent-disconnected-linux2-ami", Severity.ERROR));
        assertThat(new ToldCluster()
                        .instance("i1", 1024, 1000, away)
                        .instance("i2", 1024, 1000)
                        .findings())
                .extracting(Finding::severity)
                .containsExactly(Severity.WARNING);
        assertThat(new ToldCluster()
                        .instance("i1", 1024, 1000, away + ",\"registeredAt\":" + (ToldCluster.NOW - 5))
                        .findings())
                .as("it registers first and connects then")
                .isEmpty();
    }
}
