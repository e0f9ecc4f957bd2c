package io.roadstead.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.bench.Measurement.Amount;
import io.roadstead.bench.Measurement.Goal;
import io.roadstead.bench.Measurement.Reference;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Measurement SLOW = new Measurement(
            "run-task",
            "RunTask to RUNNING",
            new Amount(180, "ms"),
            new Reference(new Amount(150, "ms"), "docker run -d"),
            Goal.ratioAtMost(1.15),
            "Least 170 ms");
    private static final Measurement SMALL =
            new Measurement("memory", "VmRSS", new Amount(99.5, "MiB"), null, Goal.atMost(250), "Idle");

    @Test
    void theMedianIsTheMiddleOrHalfwayBetweenTheTwoInTheMiddle() {
        assertThat(Statistics.of(List.of(5.0, 1.0, 3.0))).isEqualTo(new Statistics(1, 3, 5));
        assertThat(Statistics.of(List.of(4.0, 1.0, 2.0, 9.0)).median()).isEqualTo(3);
        assertThatThrownBy(() -> Statistics.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aGoalOfARatioLooksAtTheRatioAndAGoalOfAnAmountAtTheAmount() {
        assertThat(SLOW.ratio()).isEqualTo(1.2);
        assertThat(SLOW.met()).isFalse();
        assertThat(SMALL.met()).isTrue();
        assertThat(new Measurement("r", "w", new Amount(49, "/s"), null, Goal.atLeast(50), "").met())
                .isFalse();
        assertThat(new Measurement(
                                "r",
                                "w",
                                new Amount(50, "/s"),
                                new Reference(new Amount(100, "/s"), "b"),
                                Goal.ratioAtLeast(0.5),
                                "")
                        .met())
                .isTrue();
    }

    @Test
    void theTableLinesItsColumnsUp() {
        assertThat(Report.table(List.of(SLOW, SMALL))).isEqualTo("""
                        row       measured   reference  ratio  goal           met
                        run-task  180 ms     150 ms     1.20   ratio <= 1.15  no
                        memory    99.50 MiB  -          -      <= 250 MiB     yes

                        run-task: RunTask to RUNNING; reference: docker run -d. Least 170 ms.
                        memory: VmRSS. Idle.
                        """);
    }

    @Test
    void theJsonTellsTheSame() {
        var rows = Report.json(List.of(SLOW, SMALL), "0.10 0.20 0.30").path("rows");
        assertThat(rows.path(0).path("ratio").asDouble()).isEqualTo(1.2);
        assertThat(rows.path(0).path("met").asBoolean(true)).isFalse();
        assertThat(rows.path(1).has("reference")).isFalse();
        assertThat(rows.path(1).path("goal").asText()).isEqualTo("<= 250 MiB");
    }
}
