package io.roadstead.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
    @ParameterizedTest
    @CsvSource({
        "-5, 0 ms",
        "0, 0 ms",
        "999, 999 ms",
        "1000, 1.0 s",
        "59999, 59.9 s",
        "60000, 1 min 0 s",
        "185000, 3 min 5 s",
        "3599999, 59 min 59 s",
        "3600000, 1 h 0 min",
        "86399999, 23 h 59 min",
        "86400000, 1 d 0 h",
        "273600000, 3 d 4 h",
    })
    void aDurationIsToldInTheTwoLargestUnitsThatMatter(long millis, String words) {
        assertThat(Words.duration(Duration.ofMillis(millis))).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({
        "-5, 0s",
        "0, 0s",
        "59999, 59s",
        "60000, 1m0s",
        "3599999, 59m59s",
        "3600000, 1h0m",
        "86399999, 23h59m",
        "86400000, 1d0h"
    })
    void anAgeIsToldInFewCharacters(long millis, String words) {
        assertThat(Words.age(Duration.ofMillis(millis))).isEqualTo(words);
    }

    @Test
    void aTimeIsToldWithItsDistanceFromNow() {
        Instant began = Instant.parse("2026-03-01T09:12:44Z");
        assertThat(Words.since(began, began.plusSeconds(185), ZoneOffset.UTC))
                .isEqualTo("2026-03-01 09:12:44 (3 min 5 s ago)");
    }

    @Test
    void oneThingIsNotSeveral() {
        assertThat(Words.count(0, "task")).isEqualTo("0 tasks");
        assertThat(Words.count(1, "task")).isEqualTo("1 task");
        assertThat(Words.count(2, "task")).isEqualTo("2 tasks");
    }
}
