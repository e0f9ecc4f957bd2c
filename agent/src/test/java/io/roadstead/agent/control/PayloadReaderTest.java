package io.roadstead.agent.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.roadstead.agent.engine.ContainerSpec;
import io.roadstead.core.model.DesiredStatus;
import io.roadstead.core.model.PortMapping;
import io.roadstead.core.model.Protocol;
import io.roadstead.wire.agent.IamRoleCredentials;
import io.roadstead.wire.agent.ProtocolContainer;
import io.roadstead.wire.agent.ProtocolTask;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class PayloadReaderTest {
    private static final String ARN = "arn:aws:ecs:us-east-1:123456789012:task/default/1";

    private static ContainerSpec read(ProtocolContainer container) {
        PayloadReader.Reading reading =
                PayloadReader.read(List.of(Payloads.task(ARN, "RUNNING", "bridge", null, List.of(container))));
        assertThat(reading.refused()).isEmpty();
        return reading.wishes().getFirst().task().containers().getFirst();
    }

    @Test
    void whatTheTaskSaysIsRead() {
        ContainerSpec spec = read(Payloads.container(
                "app", "{}", List.of("sleep", "1"), List.of(new ProtocolContainer.PortMapping(80, null, null, null))));

        assertThat(spec.command()).containsExactly("sleep", "1");
        assertThat(spec.memoryReservation()).isEqualTo(32);
        assertThat(spec.stopTimeout()).isEqualTo(2);
        assertThat(spec.ports()).containsExactly(new PortMapping(80, 0, Protocol.TCP, null));
    }

    @Test
    void aHealthCheckOfDockersIsReported() {
        PayloadReader.Reading reading = PayloadReader.read(List.of(Payloads.checked(ARN, "bb:test", "docker", "{}")));

        assertThat(reading.wishes().getFirst().task().containers().getFirst().healthChecked())
                .isTrue();
        assertThat(read(Payloads.container("app", "{}", null, List.of())).healthChecked())
                .isFalse();
    }

    @Test
    void linksKeepTheirAliases() {
        PayloadReader.Reading reading = PayloadReader.read(List.of(
                task(Payloads.linked("app", "db:store", "cache"), Payloads.linked("db"), Payloads.linked("cache"))));

        assertThat(reading.refused()).isEmpty();
        assertThat(reading.wishes().getFirst().task().containers().getFirst().links())
                .containsExactly(new ContainerSpec.Link("db", "store"), new ContainerSpec.Link("cache", "cache"));
    }

    private static ProtocolTask task(ProtocolContainer... containers) {
        return Payloads.task(ARN, "RUNNING", "bridge", null, List.of(containers));
    }

    @Test
    void emptyCommandsAndEntryPointsLeaveTheImagesOwn() {
        ContainerSpec spec = read(Payloads.container("app", "{}", List.of(), List.of()));

        assertThat(spec.command()).isNull();
        assertThat(spec.entryPoint()).isNull();
    }

    @Test
    void anOverriddenCommandWins() {
        assertThat(read(Payloads.container("app", "{\"command\":[\"b\"]}", List.of("a"), List.of()))
                        .command())
                .containsExactly("b");
        assertThat(read(Payloads.container("app", null, List.of("a"), List.of()))
                        .command())
                .containsExactly("a");
    }

    @Test
    void tasksToStopComeFirst() {
        PayloadReader.Reading reading =
                PayloadReader.read(List.of(Payloads.toRun(ARN, "x"), ProtocolTask.toStop(ARN + "2", "c")));

        assertThat(reading.wishes())
                .extracting(wish -> wish.desired())
                .containsExactly(DesiredStatus.STOPPED, DesiredStatus.RUNNING);
    }

    @Test
    void whatIsToStopNeedNotBeUnderstood() {
        ProtocolTask odd = Payloads.task(
                ARN,
                "STOPPED",
                "awsvpc",
                null,
                List.of(Payloads.container("app", "{\"image\":\"x\"}", null, List.of())));

        PayloadReader.Reading reading = PayloadReader.read(List.of(odd));

        assertThat(reading.refused()).isEmpty();
        assertThat(reading.wishes().getFirst().desired()).isEqualTo(DesiredStatus.STOPPED);
    }

    @Test
    void aTasksRoleIsRememberedAndItsCredentialsAreNot() {
        IamRoleCredentials role = new IamRoleCredentials("id", "arn:role", "ASIA", "secret", "token", "soon", null);
        ProtocolContainer plain = Payloads.container("app", "{}", null, List.of());

        PayloadReader.Reading reading =
                PayloadReader.read(List.of(Payloads.task(ARN, "RUNNING", "bridge", role, List.of(plain))));

        assertThat(reading.wishes().getFirst().task().known().taskRoleArn()).isEqualTo("arn:role");
        assertThat(reading.wishes().toString()).doesNotContain("secret", "token");
    }

    static Stream<Arguments> unreadable() {
        ProtocolContainer plain = Payloads.container("app", "{}", null, List.of());
        return Stream.of(
                arguments(Payloads.task(ARN, "PAUSED", "bridge", null, List.of(plain)), "desired status 'PAUSED'"),
                arguments(Payloads.task(ARN, "RUNNING", "awsvpc", null, List.of(plain)), "network mode awsvpc"),
                arguments(Payloads.checked(ARN, "bb:test", "lambda", "{}"), "health checks of type lambda"),
                arguments(task(Payloads.linked("app", "a:b:c")), "name:alias, and is 'a:b:c'"),
                arguments(Payloads.task(ARN, "RUNNING", "bridge", null, List.of()), "must have containers"),
                arguments(
                        Payloads.task(ARN, "RUNNING", "bridge", null, List.of(plain, plain)),
                        "two containers are named 'app'"),
                arguments(
                        Payloads.task(
                                ARN,
                                "RUNNING",
                                "bridge",
                                null,
                                List.of(Payloads.container("app", "{\"image\":\"x\"}", null, List.of()))),
                        "hold 'image'"),
                arguments(
                        Payloads.task(
                                ARN,
                                "RUNNING",
                                "bridge",
                                null,
                                List.of(Payloads.container(
                                        "app",
                                        "{}",
                                        null,
                                        List.of(new ProtocolContainer.PortMapping(80, 0, null, "sctp"))))),
                        "'sctp'"));
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void whatCannotBeRunIsRefusedByName(ProtocolTask task, String part) {
        PayloadReader.Reading reading = PayloadReader.read(List.of(task));

        assertThat(reading.wishes()).isEmpty();
        assertThat(reading.refused().getFirst().reason())
                .startsWith("UnrecogniedTaskError: Error loading task - ")
                .contains(part);
    }
}
