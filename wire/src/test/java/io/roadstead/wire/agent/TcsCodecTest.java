package io.roadstead.wire.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.wire.agent.TcsMessage.AckPublishHealth;
import io.roadstead.wire.agent.TcsMessage.AckPublishInstanceStatus;
import io.roadstead.wire.agent.TcsMessage.AckPublishMetric;
import io.roadstead.wire.agent.TcsMessage.ContainerMetric;
import io.roadstead.wire.agent.TcsMessage.HeartbeatMessage;
import io.roadstead.wire.agent.TcsMessage.PublishHealthRequest;
import io.roadstead.wire.agent.TcsMessage.PublishMetricsRequest;
import io.roadstead.wire.sigv4.SignedFrame;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TcsCodecTest {
    @Test
    void everyRecordedFrameIsWrittenAsItWasRead() {
        TreeSet<String> kinds = new TreeSet<>();
        for (Recorded recorded : Recorded.frames("tcs")) {
            String json = SignedFrame.parse(recorded.text()).message();
            TcsMessage message = TcsCodec.decode(json);
            kinds.add(message.type());
            assertThat(Recorded.meaning(Recorded.tree(TcsCodec.encode(message))))
                    .isEqualTo(Recorded.meaning(Recorded.tree(json)));
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
                .map(frame -> TcsCodec.decode(SignedFrame.parse(frame.text()).message()))
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

    private static <T extends TcsMessage> T recorded(Class<T> kind) {
        return Recorded.frames("tcs").stream()
                .map(frame -> TcsCodec.decode(SignedFrame.parse(frame.text()).message()))
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow();
    }
}
