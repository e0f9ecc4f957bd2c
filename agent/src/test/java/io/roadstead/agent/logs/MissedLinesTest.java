package io.roadstead.agent.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.agent.docker.LogHistory.Line;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MissedLinesTest {
    @Test
    void whatArrivedAsOftenAsItWasWrittenIsNotMissed() {
        assertThat(MissedLines.of(kept("1 a", "1 b", "1 b", "2 c"), arrived("1 a", "1 b", "2 c"), false, null))
                .isEqualTo(arrived("1 b"));
        assertThat(MissedLines.of(kept("1 a"), arrived("2 a"), false, null)).isEqualTo(arrived("1 a"));
        assertThat(MissedLines.of(kept("1 a"), arrived("1 a"), false, null)).isEmpty();
    }

    @Test
    void emptyLinesAreNoEventsAndThePartsOfALongOneAreEachOne() {
        String part = "1 " + "x".repeat(MissedLines.LONGEST + 1);
        List<Line> kept = kept("1 ", part, part, "1 rest", "2 next");
        assertThat(MissedLines.of(kept, arrived(part, "2 next"), false, null)).isEqualTo(arrived(part, "1 rest"));
        assertThat(MissedLines.of(kept("1 ", part), List.of(), true, null))
                .as("joined they cannot be told apart")
                .isEmpty();
    }

    @Test
    void joinedLinesAreComparedByTheirTextAndJoinedAgain() {
        Pattern first = Pattern.compile("^A");
        List<Line> kept = kept("1 A one", "2 more", "3 A two", "4 rest", "5 A three", "6 end");
        assertThat(MissedLines.of(kept, arrived("1 A one\nmore\n"), true, first))
                .isEqualTo(arrived("3 A two\nrest", "5 A three\nend"));
        assertThat(MissedLines.of(kept, arrived("1 A one\nmore", "5 A three\nend"), true, null))
                .isEqualTo(arrived("3 A two", "4 rest"));
    }

    private static List<Line> kept(String... lines) {
        return Stream.of(lines)
                .map(each -> new Line(Instant.ofEpochMilli(time(each)).plusNanos(5_000), text(each)))
                .toList();
    }

    private static List<MissedLines.Event> arrived(String... events) {
        return Stream.of(events)
                .map(each -> new MissedLines.Event(time(each), text(each)))
                .toList();
    }

    private static long time(String each) {
        return Long.parseLong(each.substring(0, each.indexOf(' ')));
    }

    private static String text(String each) {
        return each.substring(each.indexOf(' ') + 1);
    }
}
