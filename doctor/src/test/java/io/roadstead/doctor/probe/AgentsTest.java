package io.roadstead.doctor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.doctor.ToldCluster;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Agents that are away, by what they said of their hosts; hosts that came back otherwise. */
class AgentsTest {
    private static final String AWAY = "\"status\":\"ACTIVE\",\"agentConnected\":false";
    private static final String THERE = "\"status\":\"ACTIVE\",\"agentConnected\":true";

    @Test
    void anAgentOfAUnitIsRestartedBySystemd() {
        Finding found = only(new ToldCluster().instance("i1", 1024, 1000, AWAY + attributes("web-1", "systemd")));
        assertThat(found.article()).isEqualTo("ecs-agent-disconnected-linux2-ami");
        assertThat(found.cause().en()).contains("i1 on host web-1 is not connected");
        assertThat(command(found)).startsWith("systemctl restart roadstead-agent");
    }

    @Test
    void anAgentThatSomebodyStartedIsStartedAgainByHand() {
        Finding found = only(new ToldCluster().instance("i1", 1024, 1000, AWAY + attributes("web-1", "none")));
        assertThat(found.article()).isEqualTo("ecs-agent-disconnected");
        assertThat(command(found))
                .startsWith("setsid nohup ./roadstead agent --server")
                .endsWith("&");
    }

    @Test
    void anAgentThatSaysNothingOfItsHostIsTakenForAUnit() {
        assertThat(only(new ToldCluster().instance("i1", 1024, 1000, AWAY)).article())
                .isEqualTo("ecs-agent-disconnected-linux2-ami");
    }

    @Test
    void anInstanceWhoseHostRegisteredLaterIsALeftover() {
        Finding found = only(new ToldCluster()
                .instance(
                        "old",
                        1024,
                        1000,
                        AWAY + attributes("web-1", "systemd") + at(5000) + ",\"runningTasksCount\":2")
                .instance("new", 1024, 1000, THERE + attributes("web-1", "systemd") + at(40)));
        assertThat(found.article()).isEqualTo("deregister-ecs-instance");
        assertThat(found.severity()).isEqualTo(Severity.ERROR);
        assertThat(found.confidence()).isEqualTo(Confidence.LIKELY);
        assertThat(found.cause().en()).contains("its host web-1 registered anew as new. 2 tasks are still counted");
        assertThat(command(found))
                .isEqualTo("aws ecs deregister-container-instance --cluster shop --container-instance old --force");
    }

    @Test
    void whatEc2CallsTheHostSaysItForCertain() {
        Finding found = only(new ToldCluster()
                .instance("old", 1024, 1000, AWAY + ",\"ec2InstanceId\":\"i-1\"" + at(5000))
                .instance("new", 1024, 1000, THERE + ",\"ec2InstanceId\":\"i-1\"" + at(40)));
        assertThat(found.article()).isEqualTo("deregister-ecs-instance");
        assertThat(found.severity()).isEqualTo(Severity.WARNING);
        assertThat(found.confidence()).isEqualTo(Confidence.CERTAIN);
    }

    @Test
    void anInstanceThatWasThereBeforeOnTheSameHostIsNoSuccessor() {
        assertThat(only(new ToldCluster()
                                .instance("first", 1024, 1000, THERE + attributes("web-1", "none") + at(5000))
                                .instance("second", 1024, 1000, AWAY + attributes("web-1", "none") + at(4000)))
                        .article())
                .isEqualTo("ecs-agent-disconnected");
    }

    @Test
    void whoHasPromisedMoreThanItHasIsDrainedWhereAnotherCanTakeItsTasks() {
        Finding found = only(new ToldCluster().instance("i1", -88, 10).instance("i2", 1024, 1000));
        assertThat(found.article()).isEqualTo("ecs-change-container-instance-type");
        assertThat(found.cause().en()).contains("promised 88 CPU units more than it has now");
        assertThat(command(found))
                .isEqualTo("aws ecs update-container-instances-state --cluster shop --status DRAINING"
                        + " --container-instances i1");
        assertThat(command(only(new ToldCluster().instance("i1", 10, -1)))).startsWith("./roadstead agent ");
    }

    private static String attributes(String host, String supervisor) {
        return ",\"attributes\":[{\"name\":\"roadstead.host\",\"value\":\"" + host
                + "\"},{\"name\":\"roadstead.supervisor\",\"value\":\"" + supervisor + "\"}]";
    }

    /** Registered so many seconds ago. */
    private static String at(int secondsAgo) {
        return ",\"registeredAt\":" + (ToldCluster.NOW - secondsAgo);
    }

    private static String command(Finding found) {
        return found.fix().getFirst().commands().getFirst();
    }

    private static Finding only(ToldCluster cluster) {
        List<Finding> findings = cluster.findings();
        assertThat(findings).hasSize(1);
        return findings.getFirst();
    }
}
