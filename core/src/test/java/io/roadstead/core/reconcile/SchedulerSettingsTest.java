package io.roadstead.core.reconcile;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedulerSettingsTest {
    private static SchedulerSettings settings(int starts, int stops, int accounts, int writes) {
        Duration some = Duration.ofSeconds(1);
        return new SchedulerSettings(some, some, some, 1, some, some, some, starts, stops, accounts, writes);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1, 11", "36, 40, 40, 80", "1, 1, 40, 50"})
    void aRoundThatCanDoOneOfEachWillDo(int starts, int stops, int accounts, int writes) {
        assertThatCode(() -> settings(starts, stops, accounts, writes)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1", "1, 0, 1", "1, 1, 0", "-1, 1, 1"})
    void aRoundThatCanNeverStartStopOrAccountIsRefused(int starts, int stops, int accounts) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(starts, stops, accounts, 80))
                .withMessage("a round must be able to start, stop and account at least 1 task, not " + starts + ", "
                        + stops + " and " + accounts);
    }

    @ParameterizedTest
    @CsvSource({"1, 10", "40, 49"})
    void accountsMustLeaveWritesForAStartAndForStops(int accounts, int writes) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(1, 1, accounts, writes))
                .withMessageStartingWith("writesPerRound is " + writes + "; after " + accounts + " accounts");
    }
}
