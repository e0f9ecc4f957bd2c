package io.roadstead.agent.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GoDurationTest {
    @ParameterizedTest
    @CsvSource({
        "3m0s,PT3M",
        "2h0m0s,PT2H",
        "1h1m1.5s,PT1H1M1.5S",
        "300ms,PT0.3S",
        "1.5µs,PT0.0000015S",
        "7ns,PT0.000000007S",
        "0s,PT0S",
        "-1m0s,PT-1M",
        "59.999s,PT59.999S"
    })
    void durationsAreWrittenAndReadBackAsGoDoes(String text, Duration duration) {
        assertThat(GoDuration.format(duration)).isEqualTo(text);
        assertThat(GoDuration.parse(text)).contains(duration);
    }

    @ParameterizedTest
    @CsvSource({
        "10m,PT10M",
        "1.5h,PT1H30M",
        "1h30m,PT1H30M",
        "0,PT0S",
        "+5s,PT5S",
        ".5s,PT0.5S",
        "2.s,PT2S",
        "3us,PT0.000003S"
    })
    void otherSpellingsOfGoAreReadToo(String text, Duration duration) {
        assertThat(GoDuration.parse(text)).contains(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "5 s", "3d", "m", "1m-", "99999999999h", "--1s"})
    void whatGoRefusesIsRefused(String text) {
        assertThat(GoDuration.parse(text)).isEmpty();
    }
}
