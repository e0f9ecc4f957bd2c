package io.roadstead.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.roadstead.bench.PureResult.Kind;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScaleReportTest {
    private static final ScaleResult FORTY_THOUSAND =
            new ScaleResult(40_000, 2_000, "UpdateService", 9.5, 40, 60, 12.5, 200, 700, null);
    private static final ScaleResult TEN_THOUSAND =
            new ScaleResult(10_000, 2_000, "UpdateService", 9, 20, 15, 3, 190, 300, 70.0);

    @Test
    void anInstallationGivesARowForEachOfItsGoals() {
        List<Measurement> rows = ScaleRows.of(List.of(FORTY_THOUSAND, TEN_THOUSAND), List.of());

        assertThat(rows)
                .extracting(Measurement::row, row -> row.measured().value(), Measurement::met)
                .containsExactly(
                        tuple("starts-40000", 1_000.0, true),
                        tuple("memory-40000", 700.0, true),
                        tuple("starts-10000", 500.0, false),
                        tuple("rolling-10000", 70.0, false));
        assertThat(rows.getFirst().note()).contains("server 60.0 s", "agents 12.5 s");
    }

    @Test
    void theReconcilersGoalGrowsWithTheTasksButNotBelowItself() {
        List<Measurement> rows = ScaleRows.of(
                List.of(),
                List.of(
                        new PureResult(Kind.RECONCILE, "a look", 1_000, 9),
                        new PureResult(Kind.RECONCILE, "a look", 10_000, 11),
                        new PureResult(Kind.RECONCILE, "a look", 100_000, 99),
                        new PureResult(Kind.PLACE_EQUAL, "placing", 100_000, 299),
                        new PureResult(Kind.PLACE_DIFFERENT, "placing", 100_000, 1_501)));

        assertThat(rows).extracting(Measurement::met).containsExactly(true, false, true, true, false);
    }

    @Test
    void whatWasWrittenDownIsReadAsItWas() {
        PureResult pure = new PureResult(Kind.PLACE_EQUAL, "placing", 100_000, 299);

        assertThat(ScaleResult.read(FORTY_THOUSAND.json())).isEqualTo(FORTY_THOUSAND);
        assertThat(ScaleResult.read(TEN_THOUSAND.json())).isEqualTo(TEN_THOUSAND);
        assertThat(PureResult.read(pure.json())).isEqualTo(pure);
    }

    @Test
    void theChartHasAPointForEachSizeAndSaysWhatIsMissing() {
        String svg = GrowthChart.svg(List.of(TEN_THOUSAND, FORTY_THOUSAND), List.of());

        assertThat(svg.split("<circle", -1)).hasSize(1 + 2 * 2);
        assertThat(svg).contains(">1,000</text>", ">500</text>", ">700</text>", "goal at 40,000: 768", "not measured");
    }

    @Test
    void theAgentsLineIsReadWhateverItsOrder() throws IOException {
        assertThat(AgentFleet.Counts.read("connected=2 registered=3 stopped=5 running=4 failed=7 retried=6"))
                .isEqualTo(new AgentFleet.Counts(3, 2, 4, 5, 6, 7));
        assertThatThrownBy(() -> AgentFleet.Counts.read("connected=2"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("registered");
    }
}
