package io.roadstead.control.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.store.Revision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventJournalTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final EventJournal.Settings USUAL = EventJournal.Settings.DEFAULT;

    private final Path directory;
    private Instant now = NOON;

    EventJournalTest(@TempDir Path temporary) {
        directory = temporary.resolve("events");
    }

    @Test
    void whatIsSyncedIsReadInOrderAndWhatIsNotIsSeenByNobody() throws IOException {
        try (EventJournal journal = open(USUAL)) {
            append(journal, 0, 3);
            synced(journal);
            append(journal, 3, 5);

            assertThat(read(journal)).containsExactly(id(0), id(1), id(2));
            synced(journal);
            assertThat(read(journal)).hasSize(5).endsWith(id(4));
        }
    }

    @Test
    void whatIsSyncedIsThereAgainAfterTheProcessWasKilled() throws IOException {
        EventJournal killed = open(USUAL);
        append(killed, 0, 3);
        synced(killed);
        append(killed, 3, 4);

        try (EventJournal journal = open(USUAL)) {
            assertThat(read(journal)).containsExactly(id(0), id(1), id(2));
            assertThat(journal.recentIds()).containsExactly(id(0), id(1), id(2));
            append(journal, 3, 4);
            synced(journal);
            assertThat(read(journal)).hasSize(4);
        }
        killed.close();
    }

    @Test
    void whereverTheLastWriteWasCutTheWholeEventsBeforeItStayAndMoreCanFollow() throws IOException {
        byte[] whole;
        try (EventJournal journal = open(USUAL)) {
            append(journal, 0, 3);
            synced(journal);
            whole = Files.readAllBytes(Segment.file(directory, 1));
        }
        int line = whole.length / 3;
        for (int cut = 0; cut <= whole.length; cut += 7) {
            Files.write(Segment.file(directory, 1), java.util.Arrays.copyOf(whole, cut));
            try (EventJournal journal = open(USUAL)) {
                assertThat(read(journal)).as("cut at %d", cut).hasSize(cut / line);
                append(journal, 7, 8);
                synced(journal);
                assertThat(read(journal))
                        .as("cut at %d", cut)
                        .hasSize(cut / line + 1)
                        .endsWith(id(7));
            }
        }
    }

    @Test
    void blocksThatNeverReachedTheDiskAreCutOffToo() throws IOException {
        try (EventJournal journal = open(USUAL)) {
            append(journal, 0, 2);
            synced(journal);
        }
        Files.write(Segment.file(directory, 1), new byte[9_000], StandardOpenOption.APPEND);
        Files.writeString(Segment.file(directory, 1), "\n\0\0\0\n", StandardOpenOption.APPEND);

        try (EventJournal journal = open(USUAL)) {
            append(journal, 2, 3);
            synced(journal);
            assertThat(read(journal)).containsExactly(id(0), id(1), id(2));
        }
    }

    @Test
    void aLongSegmentIsCutAndKnownByItsTailAlone() throws IOException {
        EventJournal.Settings shortTail =
                new EventJournal.Settings(Duration.ofDays(1), 1 << 20, Duration.ofHours(1), 1 << 20, 700, 1_000);
        try (EventJournal journal = open(shortTail)) {
            append(journal, 0, 100);
            synced(journal);
        }
        Files.writeString(Segment.file(directory, 1), "{\"version\":\"0\",\"id\":\"", StandardOpenOption.APPEND);
        try (EventJournal journal = open(shortTail)) {
            assertThat(read(journal)).hasSize(100);
            assertThat(journal.recentIds()).hasSizeBetween(2, 4).contains(id(98), id(99));
        }
        Files.write(Segment.file(directory, 1), new byte[5_000], StandardOpenOption.APPEND);
        try (EventJournal journal = open(shortTail)) {
            assertThat(read(journal)).as("nothing whole is in the tail").hasSize(100);
        }
    }

    @Test
    void aLineDamagedInTheMiddleIsSteppedOver() throws IOException {
        try (EventJournal journal = open(USUAL)) {
            append(journal, 0, 3);
            synced(journal);
        }
        byte[] bytes = Files.readAllBytes(Segment.file(directory, 1));
        bytes[bytes.length / 2] = 0;
        Files.write(Segment.file(directory, 1), bytes);

        try (EventJournal journal = open(USUAL)) {
            assertThat(read(journal)).containsExactly(id(0), id(2));
        }
    }

    @Test
    void whatCouldNotBeSyncedIsTakenBack() throws IOException {
        try (EventJournal journal = open(USUAL)) {
            append(journal, 0, 1);
            synced(journal);
            append(journal, 1, 500);
            append(journal, 500, 20_000);
            journal.rollBack();
            append(journal, 1, 2);
            synced(journal);
            assertThat(read(journal)).containsExactly(id(0), id(1));
        }
        assertThat(Files.size(Segment.file(directory, 1))).isEqualTo(2L * (event(0).length + 1));
    }

    @Test
    void segmentsFollowOneAnotherAndReadersGoThroughThemAll() throws IOException {
        try (EventJournal journal = open(small(1L << 30))) {
            for (int i = 0; i < 50; i++) {
                append(journal, i, i + 1);
                synced(journal);
            }
            assertThat(files()).hasSizeGreaterThan(10);
            assertThat(read(journal)).hasSize(50).startsWith(id(0)).endsWith(id(49));
        }
        try (EventJournal journal = open(small(1L << 30))) {
            assertThat(read(journal)).hasSize(50);
        }
    }

    @Test
    void pagesOfAnySizeGiveEverythingOnceWhateverIsWantedAndWhereverSegmentsEnd() throws IOException {
        Random random = new Random(3);
        try (EventJournal journal = open(small(1L << 30))) {
            List<String> written = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                append(journal, i, i + 1);
                written.add(id(i));
                if (random.nextInt(3) == 0) {
                    synced(journal);
                }
            }
            synced(journal);
            for (int round = 0; round < 20; round++) {
                List<String> read = new ArrayList<>();
                Position at = Position.START;
                EventJournal.Page page;
                do {
                    page = journal.read(Position.parse(at.text()), event -> true, 1 + random.nextInt(30));
                    page.events().forEach(event -> read.add(event.id()));
                    at = page.next();
                } while (page.more());
                assertThat(read).isEqualTo(written);
                assertThat(at).isEqualTo(journal.end());
                assertThat(journal.read(at, event -> true, 9).events()).isEmpty();
            }
        }
    }

    @Test
    void oneReadLooksAtSoManyEventsAndSaysThatThereIsMore() throws IOException {
        EventJournal.Settings few =
                new EventJournal.Settings(Duration.ofDays(1), 1 << 20, Duration.ofHours(1), 1 << 20, 9, 10);
        try (EventJournal journal = open(few)) {
            append(journal, 0, 25);
            synced(journal);
            EventJournal.Page page =
                    journal.read(Position.START, event -> event.id().equals(id(12)), 100);
            assertThat(page.events()).isEmpty();
            assertThat(page.more()).isTrue();
            page = journal.read(page.next(), event -> event.id().equals(id(12)), 100);
            assertThat(page.events()).singleElement().extracting(BusEvent::id).isEqualTo(id(12));
        }
    }

    @Test
    void aDayIsKeptAndWhatIsOlderGoes() throws IOException {
        try (EventJournal journal = open(USUAL)) {
            for (int hour = 0; hour < 48; hour++) {
                append(journal, hour, hour + 1);
                synced(journal);
                now = now.plus(Duration.ofMinutes(61));
            }
            synced(journal);
            List<String> kept = read(journal);
            assertThat(kept).hasSizeBetween(23, 26).endsWith(id(47));
        }
    }

    @Test
    void theNewestStayHoweverOldTheyAre() throws IOException {
        try (EventJournal journal = open(USUAL)) {
            append(journal, 0, 1);
            synced(journal);
            now = now.plus(Duration.ofMinutes(5));
            append(journal, 1, 2);
            synced(journal);
            assertThat(read(journal)).hasSize(2);
        }
    }

    @Test
    void noMoreDiskIsTakenThanAllowedEvenBeforeTheDayIsOver() throws IOException {
        try (EventJournal journal = open(small(2_000))) {
            for (int i = 0; i < 100; i++) {
                append(journal, i, i + 1);
                synced(journal);
            }
            long bytes = 0;
            for (Path file : files()) {
                bytes += Files.size(file);
            }
            assertThat(bytes).isLessThan(2_000 + 1_000);
            assertThat(read(journal)).endsWith(id(99)).doesNotContain(id(0));
        }
    }

    @Test
    void whoWasAwayForTooLongIsToldSo() throws IOException {
        try (EventJournal journal = open(small(2_000))) {
            append(journal, 0, 1);
            synced(journal);
            Position early = journal.end();
            assertThat(journal.read(early, event -> true, 9).missed()).isFalse();
            for (int i = 1; i < 100; i++) {
                append(journal, i, i + 1);
                synced(journal);
            }
            assertThat(journal.read(early, event -> true, 9).missed()).isTrue();
            assertThat(journal.read(Position.START, event -> true, 9).missed()).isFalse();
            assertThat(journal.read(new Position(99_999, 3), event -> true, 9))
                    .isEqualTo(new EventJournal.Page(List.of(), journal.end(), false, true));
        }
    }

    @Test
    void howFarTheWriterIsOutlivesItAndNonsenseIsNoNumber() throws IOException {
        try (EventJournal journal = open(USUAL)) {
            assertThat(journal.remembered()).isEmpty();
            journal.remember(new Revision(41));
            journal.remember(new Revision(42));
        }
        try (EventJournal journal = open(USUAL)) {
            assertThat(journal.remembered()).contains(new Revision(42));
        }
        Files.writeString(directory.resolve("position"), "");
        try (EventJournal journal = open(USUAL)) {
            assertThat(journal.remembered()).isEmpty();
        }
    }

    private EventJournal open(EventJournal.Settings settings) throws IOException {
        return EventJournal.open(directory, settings, () -> now);
    }

    private static EventJournal.Settings small(long largest) {
        return new EventJournal.Settings(Duration.ofDays(1), 600, Duration.ofHours(1), largest, 1 << 20, 1_000);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jsonl")).toList();
        }
    }

    private static List<String> read(EventJournal journal) throws IOException {
        return journal.read(Position.START, event -> true, 100_000).events().stream()
                .map(BusEvent::id)
                .toList();
    }

    private static void append(EventJournal journal, int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            journal.append(event(i));
        }
    }

    private static String id(int number) {
        return String.format(java.util.Locale.ROOT, "00000000-0000-0000-0000-%012d", number);
    }

    private static byte[] event(int number) {
        return ("{\"version\":\"0\",\"id\":\"" + id(number) + "\",\"detail-type\":\"ECS Task State Change\","
                        + "\"source\":\"aws.ecs\",\"account\":\"0\",\"time\":\"2026-11-23T12:00:00Z\",\"region\":\"r\","
                        + "\"resources\":[\"a\"],\"detail\":{\"group\":\"family:f\",\"version\":1}}")
                .getBytes(UTF_8);
    }

    /** As its writer does each time. */
    private static void synced(EventJournal journal) throws IOException {
        journal.sync();
        journal.turn();
    }
}
