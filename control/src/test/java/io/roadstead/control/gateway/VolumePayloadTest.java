package io.roadstead.control.gateway;

import static io.roadstead.control.gateway.Samples.container;
import static io.roadstead.control.gateway.Samples.definition;
import static io.roadstead.control.gateway.Samples.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.ContainerDefinition;
import io.roadstead.core.model.MountPoint;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.model.Volume;
import io.roadstead.wire.agent.AcsCodec;
import io.roadstead.wire.agent.AcsMessage.PayloadMessage;
import io.roadstead.wire.agent.ProtocolTask;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Volumes as the unmodified agent demands them: the object of its type in each, even an empty one. */
class VolumePayloadTest {
    private static ProtocolTask sent(Volume volume) {
        ContainerDefinition plain = container("web");
        ContainerDefinition mounting = new ContainerDefinition(
                plain.name(),
                plain.image(),
                plain.cpu(),
                plain.memory(),
                plain.memoryReservation(),
                plain.essential(),
                plain.portMappings(),
                plain.entryPoint(),
                plain.command(),
                plain.environment(),
                plain.startTimeout(),
                plain.stopTimeout(),
                plain.user(),
                plain.workingDirectory(),
                plain.dockerLabels(),
                plain.healthCheck(),
                plain.options(),
                plain.dependsOn(),
                plain.restartPolicy(),
                plain.volumesFrom(),
                plain.gpus(),
                List.of(new MountPoint(volume.name(), "/data", true), new MountPoint(volume.name(), "/more", null)));
        TaskDefinition base = definition(mounting);
        TaskDefinition withVolume = new TaskDefinition(
                base.scope(),
                base.family(),
                base.revision(),
                base.status(),
                base.containers(),
                List.of(volume),
                base.networkMode(),
                base.cpu(),
                base.memory(),
                base.taskRoleArn(),
                base.executionRoleArn(),
                base.placementConstraints(),
                base.requiresCompatibilities(),
                base.compatibilities(),
                base.requiresAttributes(),
                base.tags(),
                base.registeredAt(),
                base.registeredBy(),
                base.deregisteredAt(),
                base.pidMode(),
                base.ipcMode(),
                base.runtimePlatform());
        return PayloadBuilder.toRun(task("t1", withVolume), withVolume, null, null);
    }

    private static String frame(ProtocolTask task) {
        PayloadMessage message = new PayloadMessage("m", "c", "i", List.of(task), 1L, 2L, null);
        String frame = AcsCodec.encode(message);
        assertThat(AcsCodec.decode(frame)).isEqualTo(message);
        return frame;
    }

    @Test
    void aPathOfTheHostGoesOutAsSuch() {
        assertThat(frame(sent(new Volume.Host("v", "/srv"))))
                .contains("\"volumes\":[{\"name\":\"v\",\"type\":\"host\",\"host\":{\"sourcePath\":\"/srv\"}}]");
    }

    @Test
    void scratchSpaceGoesOutWithAnEmptyHost() {
        assertThat(frame(sent(new Volume.Host("v", null))))
                .contains("\"volumes\":[{\"name\":\"v\",\"type\":\"host\",\"host\":{}}]");
    }

    @Test
    void aDockerVolumeGoesOutWithAllItWasRegisteredWithAndADriver() {
        assertThat(frame(sent(new Volume.Docker(
                        "v", Volume.Scope.SHARED, true, "sshfs", Map.of("o", "1"), Map.of("l", "2")))))
                .contains("\"volumes\":[{\"name\":\"v\",\"type\":\"docker\",\"dockerVolumeConfiguration\":"
                        + "{\"scope\":\"shared\",\"autoprovision\":true,\"driver\":\"sshfs\","
                        + "\"driverOpts\":{\"o\":\"1\"},\"labels\":{\"l\":\"2\"}}}]");
        assertThat(frame(sent(new Volume.Docker("v", Volume.Scope.TASK, null, null, Map.of(), Map.of()))))
                .contains("\"dockerVolumeConfiguration\":{\"scope\":\"task\",\"autoprovision\":false,"
                        + "\"driver\":\"local\",\"driverOpts\":{},\"labels\":{}}");
    }

    @Test
    void mountPointsGoOutWithTheirContainers() {
        assertThat(frame(sent(new Volume.Host("v", null))))
                .contains("\"mountPoints\":[{\"sourceVolume\":\"v\",\"containerPath\":\"/data\",\"readOnly\":true},"
                        + "{\"sourceVolume\":\"v\",\"containerPath\":\"/more\",\"readOnly\":false}]");
    }
}
