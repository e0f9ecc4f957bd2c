package io.roadstead.control.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.control.House;
import io.roadstead.core.model.ServiceKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgendaTest {
    private static final ServiceKey WEB = new ServiceKey(House.SCOPE, "default", "web");
    private static final ServiceKey API = new ServiceKey(House.SCOPE, "default", "api");

    private final Agenda agenda = new Agenda(LoopSettings.DEFAULT);

    @Test
    void aServiceIsLookedAtOnceItWasLeftAlone() {
        agenda.mark(WEB, at(0));
        agenda.mark(WEB, at(15));
        agenda.mark(WEB, at(30));
        assertThat(agenda.due()).contains(at(50));
        assertThat(agenda.take(at(49), 10)).isEmpty();
        assertThat(agenda.take(at(50), 10)).containsExactly(WEB);
        assertThat(agenda.due()).isEmpty();
    }

    @Test
    void aServiceThatIsNeverLeftAloneIsLookedAtNoneTheLess() {
        for (int ms = 0; ms <= 190; ms += 10) {
            agenda.mark(WEB, at(ms));
        }
        assertThat(agenda.due()).contains(at(200));
    }

    @Test
    void aServiceIsNeverLookedAtTwiceAtTheSameTimeAndWhatCameMeanwhileIsNotForgotten() {
        agenda.mark(WEB, at(0));
        assertThat(agenda.take(at(20), 10)).containsExactly(WEB);
        agenda.mark(WEB, at(21));
        assertThat(agenda.take(at(1_000), 10)).isEmpty();
        agenda.done(WEB, Optional.empty());
        assertThat(agenda.take(at(1_000), 10)).containsExactly(WEB);
    }

    @Test
    void theLongestDueComesFirstAndNoMoreThanAskedFor() {
        agenda.mark(WEB, at(5));
        agenda.mark(API, at(0));
        assertThat(agenda.take(at(100), 1)).containsExactly(API);
        assertThat(agenda.take(at(100), 1)).containsExactly(WEB);
    }

    @Test
    void aWakeUpIsKeptUntilTheServiceIsLookedAtForAnotherReason() {
        agenda.mark(WEB, at(0));
        agenda.take(at(20), 10);
        agenda.done(WEB, Optional.of(at(40_000)));
        assertThat(agenda.due()).contains(at(40_000));
        agenda.mark(WEB, at(100));
        assertThat(agenda.due()).contains(at(120));
    }

    @Test
    void thePauseAfterAFailureDoublesUpToItsLimitAndMarksDoNotShortenIt() {
        long now = 0;
        for (long pause : new long[] {1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000}) {
            agenda.mark(WEB, at(now));
            now = agenda.due().orElseThrow().toEpochMilli();
            agenda.take(at(now), 10);
            assertThat(agenda.failed(WEB, at(now))).isEqualTo(Duration.ofMillis(pause));
            agenda.mark(WEB, at(now));
            assertThat(agenda.due()).contains(at(now + pause));
        }
        agenda.take(at(now + 30_000), 10);
        agenda.done(WEB, Optional.empty());
        agenda.mark(WEB, at(now + 30_000));
        agenda.take(at(now + 30_020), 10);
        assertThat(agenda.failed(WEB, at(now))).isEqualTo(Duration.ofSeconds(1));
    }

    private static Instant at(long millis) {
        return Instant.ofEpochMilli(millis);
    }
}
