package io.roadstead.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ReasonsTest {
    private static final Instant DEATH = Instant.parse("2026-11-23T10:00:00Z");

    static Stream<Arguments> texts() {
        return Stream.of(
                arguments(
                        Reasons.Operation.PULL,
                        new Fault.Refused("denied: requested access to the resource is denied"),
                        "CannotPullContainerError: The task can’t pull the image. Check whether the image exists. "
                                + "denied: requested access to the resource is denied"),
                arguments(
                        Reasons.Operation.PULL,
                        new Fault.Refused("denied: User: arn:aws:sts::1:x is not authorized to perform: "
                                + "ecr:BatchGetImage on resource: r"),
                        "CannotPullContainerError: The task can’t pull the image. Check that the role has the "
                                + "permissions to pull images from the registry. denied: User: arn:aws:sts::1:x is not "
                                + "authorized to perform: ecr:BatchGetImage on resource: r"),
                arguments(
                        Reasons.Operation.PULL,
                        new Fault.Refused("net/http: request canceled while waiting for connection"),
                        "CannotPullContainerError: The task can’t pull the image. Check your network configuration. "
                                + "net/http: request canceled while waiting for connection"),
                arguments(
                        Reasons.Operation.PULL,
                        new Fault.Refused("write /var/lib/docker/tmp/GetImageBlob7: no space left on device"),
                        "CannotPullContainerError: write /var/lib/docker/tmp/GetImageBlob7: no space left on device"),
                arguments(
                        Reasons.Operation.PULL,
                        new Fault.PullInactive(),
                        "CannotPullContainerError: inactivity time exceeded timeout while pulling image"),
                arguments(
                        Reasons.Operation.PULL,
                        new Fault.TimedOut("pulled", Duration.ofHours(2)),
                        "DockerTimeoutError: Could not transition to pulled; timed out after waiting 2h0m0s"),
                arguments(
                        Reasons.Operation.CREATE,
                        new Fault.TimedOut("created", Duration.ofMinutes(4)),
                        "DockerTimeoutError: Could not transition to created; timed out after waiting 4m0s"),
                arguments(
                        Reasons.Operation.CREATE,
                        new Fault.Refused("Error response from daemon: x"),
                        "CannotCreateContainerError: Error response from daemon: x"),
                arguments(
                        Reasons.Operation.CREATE,
                        new Fault.BadHostConfig("Unable to decode given host config: x"),
                        "HostConfigError: Unable to decode given host config: x"),
                arguments(
                        Reasons.Operation.CREATE,
                        new Fault.BadConfig("Unable decode given docker config: x"),
                        "DockerClientConfigError: Unable decode given docker config: x"),
                arguments(
                        Reasons.Operation.START,
                        new Fault.Refused("Error response from daemon: x"),
                        "CannotStartContainerError: Error response from daemon: x"),
                arguments(Reasons.Operation.STOP, new Fault.Refused("x"), "CannotStopContainerError: x"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void everyFaultIsToldInEcsOwnWords(Reasons.Operation operation, Fault fault, String text) {
        assertThat(Reasons.of(operation, fault)).isEqualTo(text);
    }

    @Test
    void reasonsAreCutAt1024Characters() {
        assertThat(Reasons.of(Reasons.Operation.START, new Fault.Refused("x".repeat(2000))))
                .hasSize(1024);
    }

    static Stream<Arguments> deaths() {
        return Stream.of(
                arguments("killed just now", 137, DEATH.minusMillis(50), true, null, true),
                arguments("killed, as Docker alone tells", 137, null, true, null, true),
                arguments("SIGKILL from outside", 137, null, false, null, false),
                arguments("a child was killed long before a SIGKILL", 137, DEATH.minusSeconds(60), true, null, false),
                arguments("a child was killed, the program ended well", 0, DEATH.minusMillis(50), true, null, false),
                arguments(
                        "a neighbour was killed, then we stopped this one by force",
                        137,
                        DEATH.minusSeconds(3),
                        true,
                        DEATH.minusSeconds(2),
                        false),
                arguments("Docker's flag after our own stop", 137, null, true, DEATH.minusSeconds(2), false),
                arguments(
                        "killed for memory while stopping",
                        137,
                        DEATH.minusMillis(10),
                        true,
                        DEATH.minusSeconds(1),
                        true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deaths")
    void memoryIsBlamedOnlyWhenItWasTheCause(
            String situation,
            int exitCode,
            @Nullable Instant oomAt,
            boolean flag,
            @Nullable Instant stopAskedAt,
            boolean blamed) {
        ContainerDraft container = new ContainerDraft(ContainerState.waiting(Samples.container("app")));
        container.stopAskedAt = stopAskedAt;

        container.dies(new Death(exitCode, oomAt, flag, null, DEATH));

        assertThat(container.reason)
                .as(situation)
                .isEqualTo(blamed ? "OutOfMemoryError: Container killed due to memory usage" : null);
    }

    @Test
    void dockersOwnErrorIsPassedOnWhenThereIsNoOther() {
        ContainerDraft container = new ContainerDraft(ContainerState.waiting(Samples.container("app")));

        container.dies(new Death(128, null, false, "broken", DEATH));

        assertThat(container.reason).isEqualTo("DockerStateError: broken");
    }

    @Test
    void theAddressOfAnEcrLayerIsNotTold() {
        assertThat(Reasons.ofPull(
                        Reasons.Operation.PULL,
                        new Fault.Refused(
                                "Get \"https://prod-us-east-1-starport-layer-bucket.s3.amazonaws.com/x?sig=1\":"
                                        + " dial tcp: i/o timeout"),
                        "1.dkr.ecr.us-east-1.amazonaws.com/app:1"))
                .isEqualTo("CannotPullContainerError: Get REDACTED ECR URL related to"
                        + " 1.dkr.ecr.us-east-1.amazonaws.com/app:1 dial tcp: i/o timeout");
    }
}
