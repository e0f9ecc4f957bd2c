package io.roadstead.core.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.StopCode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The sentences an explanation is told in, of one task and of several. */
class WhyTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    static Stream<Arguments> sentences() {
        return Stream.of(
                Arguments.of(
                        new Why.MinimumHolds(1, 1, 1, 50, 1, -1),
                        "1 task of older deployments stay: 1 are healthy, and minimumHealthyPercent 50 of 1 keeps 1"),
                Arguments.of(
                        new Why.MinimumHolds(2, 2, 2, 100, 2, 0),
                        "2 tasks of older deployments stay: 2 are healthy, and minimumHealthyPercent 100 of 2 keeps 2;"
                                + " with minimumHealthyPercent 0 one of them could stop"),
                Arguments.of(new Why.Protected(1, NOON), "1 task is protected, the longest until 2026-03-01T12:00:00Z"),
                Arguments.of(
                        new Why.Protected(2, NOON), "2 tasks are protected, the longest until 2026-03-01T12:00:00Z"),
                Arguments.of(new Why.Pending(1), "1 task is on the way to RUNNING"),
                Arguments.of(new Why.Pending(3), "3 tasks are on the way to RUNNING"),
                Arguments.of(new Why.NotHealthyYet(1), "1 task runs and has yet to count as healthy"),
                Arguments.of(new Why.NotHealthyYet(2), "2 tasks run and have yet to count as healthy"),
                Arguments.of(new Why.Unhealthy(1), "1 task failed the health checks and is to be replaced"),
                Arguments.of(new Why.Unhealthy(2), "2 tasks failed the health checks and are to be replaced"),
                Arguments.of(new Why.StillStopping(1), "1 task is stopping and not STOPPED yet"),
                Arguments.of(new Why.StillStopping(2), "2 tasks are stopping and not STOPPED yet"),
                Arguments.of(new Why.Deleting(1), "the service was deleted; 1 task is not STOPPED yet"),
                Arguments.of(new Why.Deleting(2), "the service was deleted; 2 tasks are not STOPPED yet"),
                Arguments.of(new Why.BehindStopping(List.of("a")), "1 task is still stopping on its instance: a"),
                Arguments.of(
                        new Why.BehindStopping(List.of("a", "b")), "2 tasks are still stopping on its instance: a, b"),
                Arguments.of(
                        new Why.Stopping(
                                Optional.of(StopCode.USER_INITIATED), "enough", Optional.of(NOON), List.of("main")),
                        "it is to stop since 2026-03-01T12:00:00Z (UserInitiated: enough); not STOPPED yet: main"),
                Arguments.of(
                        new Why.Stopping(Optional.empty(), "enough", Optional.empty(), List.of()),
                        "it is to stop (no code: enough)"),
                Arguments.of(
                        new Why.ContainerEnded("main", Optional.of(3), Optional.empty(), true),
                        "essential container main exited with 3"),
                Arguments.of(
                        new Why.ContainerEnded("side", Optional.empty(), Optional.of("no image"), false),
                        "container side never ran: no image"));
    }

    @ParameterizedTest
    @MethodSource("sentences")
    void eachSaysWhatItKnows(Why why, String words) {
        assertThat(why.words()).isEqualTo(words);
    }
}
