package io.roadstead.wire.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.wire.agent.TcsMessage.AckPublishHealth;
import io.roadstead.wire.agent.TcsMessage.AckPublishInstanceStatus;
import io.roadstead.wire.agent.TcsMessage.AckPublishMetric;
import io.roadstead.wire.agent.TcsMessage.ContainerMetric;
import io.roadstead.wire.agent.TcsMessage.HeartbeatMessage;
import io.roadstead.wire.agent.TcsMessage.PublishHealthRequest;
import io.roadstead.wire.agent.TcsMessage.PublishMetricsRequest;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcsCodecTest {
    @Test
    void everyRecordedFrameIsWrittenAsItWasRead() {
        TreeSet<String> kinds = new TreeSet<>();
        for (Recorded recorded : Recorded.frames("tcs")) {
            TelemetryFrame frame = TelemetryFrame.parse(recorded.text());
            assertThat(frame.text()).isEqualTo(recorded.text());
            assertThat(frame.headers()).containsOnlyKeys("Authorization", "Host", "X-Amz-Date");

            TcsMessage message = TcsCodec.decode(frame.json());
            kinds.add(message.type());
            assertThat(Recorded.meaning(Recorded.tree(TcsCodec.encode(message))))
                    .isEqualTo(Recorded.meaning(Recorded.tree(frame.json())));
            assertThat(TcsCodec.decode(TcsCodec.encode(message))).isEqualTo(message);
        }
        assertThat(kinds)
                .containsExactly("PublishHealthRequest", "PublishInstanceStatusRequest", "PublishMetricsRequest");
    }

    @Test
    void healthKeepsItsInstantToTheMillisecond() {
        PublishHealthRequest health = recorded(PublishHealthRequest.class);

        assertThat(health.metadata().fin()).isTrue();
        assertThat(health.tasks().getFirst().containers().getFirst().statusSince())
                .isEqualTo(Instant.ofEpochMilli(1_795_344_768_408L));
    }

    @Test
    void metricsGiveEveryStatisticOfAContainer() {
        ContainerMetric metric = Recorded.frames("tcs").stream()
                .map(frame -> TcsCodec.decode(TelemetryFrame.parse(frame.text()).json()))
                .filter(PublishMetricsRequest.class::isInstance)
                .flatMap(message -> ((PublishMetricsRequest) message).taskMetrics().stream())
                .findFirst()
                .orElseThrow()
                .containerMetrics()
                .getFirst();

        assertThat(metric.cpuStatsSet()).isNotNull();
        assertThat(metric.networkStatsSet()).isNotNull();
        assertThat(metric.storageStatsSet()).isNotNull();
        assertThat(metric.restartCount()).isNull();
    }

    @Test
    void acknowledgementsAndHeartbeatsAreReadAsWritten() {
        for (TcsMessage message : List.of(
                new AckPublishMetric("a"),
                new AckPublishHealth("b"),
                new AckPublishInstanceStatus(null),
                new HeartbeatMessage(true),
                new TcsMessage.StopTelemetrySessionMessage("c"),
                new TcsMessage.ExceptionMessage("ServerException", "d"))) {
            assertThat(TcsCodec.decode(TcsCodec.encode(message))).isEqualTo(message);
        }
    }

    @Test
    void anUnknownTypeIsACaseOfItsOwn() {
        assertThat(TcsCodec.decode("{\"type\":\"PublishDreamsRequest\",\"message\":{}}"))
                .isEqualTo(new TcsMessage.Unknown("PublishDreamsRequest"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "Authorization: x\r\n{}",
                "\r\n\r\n{}",
                "no colon\r\n\r\n{}",
                ": no name\r\n\r\n{}",
                "A: b\r\nA: c\r\n\r\n{}"
            })
    void aFrameWithoutItsSignedHeaderIsRefused(String text) {
        assertThatThrownBy(() -> TelemetryFrame.parse(text)).isInstanceOf(FrameException.class);
    }

    @Test
    void aHeaderOfEndlessLinesIsRefused() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i <= TelemetryFrame.MAX_HEADERS; i++) {
            text.append("A").append(i).append(": b\r\n");
        }
        assertThatThrownBy(() -> TelemetryFrame.parse(text + "\r\n{}")).isInstanceOf(FrameException.class);
    }

    private static <T extends TcsMessage> T recorded(Class<T> kind) {
        return Recorded.frames("tcs").stream()
                .map(frame -> TcsCodec.decode(TelemetryFrame.parse(frame.text()).json()))
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow();
    }
}
