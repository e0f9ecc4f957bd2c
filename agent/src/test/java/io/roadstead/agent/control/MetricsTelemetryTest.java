package io.roadstead.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.wire.agent.TcsMessage.PublishMetricsRequest;
import io.roadstead.wire.agent.TcsMessage.TaskMetric;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MetricsTelemetryTest {
    private static List<PublishMetricsRequest> round(boolean idle, int tasks) {
        return MetricsTelemetry.messages(
                "default",
                "arn:instance",
                idle,
                IntStream.range(0, tasks)
                        .mapToObj(number -> new TaskMetric("arn:" + number, "fam", "1", List.of()))
                        .toList(),
                Instant.EPOCH);
    }

    @Test
    void anIdleInstanceSaysSoInOneMessage() {
        List<PublishMetricsRequest> messages = round(true, 0);

        assertThat(messages).hasSize(1);
        assertThat(messages.getFirst().metadata().idle()).isTrue();
        assertThat(messages.getFirst().metadata().fin()).isTrue();
    }

    @Test
    void tenTasksAMessageAndTheLastOneSaysThatItIs() {
        List<PublishMetricsRequest> messages = round(false, 25);

        assertThat(messages.stream().map(message -> message.taskMetrics().size()))
                .containsExactly(10, 10, 5);
        assertThat(messages.stream().map(message -> message.metadata().fin())).containsExactly(false, false, true);
        assertThat(messages.stream().map(message -> message.metadata().idle())).containsOnly(false);
    }

    @Test
    void ofContainersThatNothingIsKnownOfYetNothingIsTold() {
        assertThat(round(false, 0)).isEmpty();
    }
}
