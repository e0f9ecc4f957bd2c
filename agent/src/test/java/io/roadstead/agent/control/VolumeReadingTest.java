package io.roadstead.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.agent.engine.ContainerSpec;
import io.roadstead.agent.engine.TaskSpec;
import io.roadstead.agent.engine.VolumeSpec;
import io.roadstead.wire.agent.AcsCodec;
import io.roadstead.wire.agent.AcsMessage.PayloadMessage;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Volumes as a control plane sends them, in its own JSON. */
final class VolumeReadingTest {
    private static PayloadReader.Reading read(String volumes) {
        PayloadMessage payload = (PayloadMessage) AcsCodec.decode("{\"type\":\"PayloadMessage\",\"message\":{"
                + "\"messageId\":\"m\",\"clusterArn\":\"c\",\"containerInstanceArn\":\"i\",\"tasks\":[{\"arn\":\"t/1\","
                + "\"desiredStatus\":\"RUNNING\",\"containers\":[{\"name\":\"app\",\"image\":\"i\",\"mountPoints\":"
                + "[{\"sourceVolume\":\"v\",\"containerPath\":\"/data\",\"readOnly\":true}]}],\"volumes\":[" + volumes
                + "]}]}}");
        return PayloadReader.read(payload.tasks());
    }

    private static TaskSpec task(String volume) {
        PayloadReader.Reading reading = read(volume);
        assertThat(reading.refused()).isEmpty();
        return reading.wishes().getFirst().task();
    }

    @Test
    void aVolumeOfTheHostIsAPathOrScratchSpace() {
        assertThat(task("{\"name\":\"v\",\"type\":\"host\",\"host\":{\"sourcePath\":\"/srv\"}}")
                        .volumes())
                .containsExactly(new VolumeSpec.HostPath("v", "/srv"));
        assertThat(task("{\"name\":\"v\",\"host\":{}}").volumes()).containsExactly(new VolumeSpec.Scratch("v"));
        assertThat(task("{\"name\":\"v\",\"host\":{\"sourcePath\":\"\"}}").volumes())
                .containsExactly(new VolumeSpec.Scratch("v"));
    }

    @Test
    void aVolumeOfDockersIsReadWithAllItSays() {
        assertThat(task("{\"name\":\"v\",\"type\":\"docker\",\"dockerVolumeConfiguration\":{\"scope\":\"shared\","
                                + "\"autoprovision\":true,\"driver\":\"sshfs\",\"driverOpts\":{\"o\":\"1\"},"
                                + "\"labels\":{\"l\":\"2\"}}}")
                        .volumes())
                .containsExactly(new VolumeSpec.Docker("v", true, true, "sshfs", Map.of("o", "1"), Map.of("l", "2")));
        assertThat(task("{\"name\":\"v\",\"type\":\"docker\",\"dockerVolumeConfiguration\":{\"scope\":\"task\"}}")
                        .volumes())
                .containsExactly(new VolumeSpec.Docker("v", false, false, null, Map.of(), Map.of()));
    }

    @Test
    void mountPointsAreRead() {
        assertThat(task("{\"name\":\"v\",\"host\":{}}").containers().getFirst().mounts())
                .containsExactly(new ContainerSpec.Mount("v", "/data", true));
    }

    @Test
    void whatThisAgentCannotMountIsRefusedByName() {
        assertThat(read("{\"name\":\"v\",\"type\":\"efs\",\"efsVolumeConfiguration\":{\"fileSystemId\":\"fs-1\"}}")
                        .refused()
                        .getFirst()
                        .reason())
                .isEqualTo(
                        "UnrecogniedTaskError: Error loading task - this agent does not support volumes of type efs yet");
        assertThat(read("{\"name\":\"v\",\"type\":\"docker\"}")
                        .refused()
                        .getFirst()
                        .reason())
                .contains("volume 'v' is of type docker and has no configuration");
    }
}
