package io.roadstead.services.events.trail;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.Scope;
import io.roadstead.services.events.trail.Trail.Page;
import io.roadstead.services.events.trail.Trail.Query;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was synced is found again, newest first, whatever a crash left behind. */
class TrailTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final TrailSettings SMALL = settings(1_000, 1L << 20, 1_000);

    private final Path directory;

    private Instant now = START;
    private final Map<Lane, BlockWriter> blocks = new EnumMap<>(Lane.class);
    private final EventIds ids = new EventIds(new Random(1), 0);

    TrailTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private static TrailSettings settings(long segmentBytes, long largest, int scan) {
        return new TrailSettings(
                Duration.ofDays(90),
                segmentBytes,
                Map.of(Lane.CHANGES, largest, Lane.READS, largest, Lane.REPORTS, largest),
                scan);
    }

    @Test
    void entriesOfAllLanesComeNewestFirstAcrossSegmentsBlocksAndPages() throws IOException {
        try (Trail trail = open(SMALL)) {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                add(List.of(Lane.CHANGES, Lane.READS, Lane.REPORTS).get(i % 3), "Call" + i);
                names.addFirst("Call" + i);
                if (i % 7 == 0) {
                    sync(trail);
                }
            }
            sync(trail);
            assertThat(files("changes")).as("segments").isGreaterThan(2);

            List<String> found = new ArrayList<>();
            UUID before = null;
            do {
                Page page = trail.find(all(before), 7);
                page.entries().forEach(entry -> found.add(entry.name()));
                before = page.next().orElse(null);
            } while (before != null);
            assertThat(found).isEqualTo(names);
        }
    }

    @Test
    void anEntryIsReadAsItWasWritten() throws IOException {
        try (Trail trail = open(SMALL)) {
            TrailEntry failed = entry("RunTask", "ClientException", "{\"a\":\"é\"}", "");
            add(Lane.CHANGES, failed);
            TrailEntry done = new TrailEntry(
                    ids.next(now),
                    failed.scope(),
                    failed.source(),
                    "ListTasks",
                    true,
                    "no UUID",
                    failed.identity(),
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    new byte[0],
                    "{}".getBytes(StandardCharsets.UTF_8));
            add(Lane.CHANGES, done);
            sync(trail);
            List<TrailEntry> read = trail.find(all(null), 10).entries();
            assertThat(read).usingRecursiveComparison().isEqualTo(List.of(done, failed));
        }
    }

    @Test
    void aRequestThatCameBeforeIsWrittenOnceInABlockAndReadWithEveryCall() throws IOException {
        BlockWriter once = new BlockWriter();
        BlockWriter many = new BlockWriter();
        String long1 = "{\"tasks\":[\"" + "1".repeat(1_000) + "\"]}";
        String long2 = "{\"tasks\":[\"" + "2".repeat(1_000) + "\"]}";
        once.add(entry("DescribeTasks", "", long1, ""));
        List<String> requests = List.of(long1, "", long2, long1, "{}", "", long2, long1);
        try (Trail trail = open(settings(1L << 20, 1L << 20, 1_000))) {
            for (String request : requests) {
                many.add(entry("DescribeTasks", "", request, ""));
            }
            assertThat(many.size()).isLessThan(3 * once.size());
            trail.append(Lane.READS, many);
            // Numbers are of their block: the next one begins anew.
            many.clear();
            many.add(entry("DescribeTasks", "", long2, ""));
            many.add(entry("DescribeTasks", "", long2, ""));
            trail.append(Lane.READS, many);
            trail.sync();
            List<String> expected = new ArrayList<>(requests);
            expected.addAll(List.of(long2, long2));
            assertThat(requests(trail)).isEqualTo(expected.reversed());
        }
    }

    @Test
    void moreRequestsThanABlockKnowsAgainAreReadAsTheyWereWritten() throws IOException {
        try (Trail trail = open(settings(1L << 24, 1L << 24, 10_000))) {
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 3_000; i++) {
                // Some come again soon, some late, some are too long to be known again.
                String request = "{\"a\":\"" + i % 1_300 + (i % 700 == 0 ? "x".repeat(20_000) : "") + "\"}";
                add(Lane.READS, entry("ListTasks", "", request, ""));
                expected.addFirst(request);
            }
            sync(trail);
            assertThat(requests(trail)).isEqualTo(expected);
        }
    }

    @Test
    void aBlockOfTheVersionBeforeThatWroteEveryRequestAnewIsRead() throws IOException {
        byte[] block = Base64.getDecoder()
                .decode("AAABH6n9gCwBogfZIQBwAK7GtVzGbic2BZ8qSl4KUU0/inUNegybfhEADDAwMDAwMDAwMDAwMAEJdXMtZWFzdC0xAhFl"
                        + "Y3MuYW1hem9uYXdzLmNvbQMNRGVzY3JpYmVUYXNrcwQPeyJ0eXBlIjoiUm9vdCJ9BQRyb290BgR0ZXN0BwkxMjcuMC4w"
                        + "LjEIB2F3cy1jbGkReyJ0YXNrcyI6WyJvbmUiXX0AAaIH2SEAcAGaPsOb2hN+ZAefKkpeClFNP4p1DXoMm34RAAECAwQF"
                        + "BgcICQ9DbGllbnRFeGNlcHRpb24EV2h5LgAAAaIH2SEAcAKNSzM/AlGuPAWfKkpeClFNP4p1DXoMm34RAAECAwQFBgcI"
                        + "EXsidGFza3MiOlsib25lIl19AA==");
        Path lane = Files.createDirectories(directory.resolve("trail").resolve("reads"));
        Files.write(lane.resolve("%020d-%013d.trail".formatted(1, START.toEpochMilli())), block);
        try (Trail trail = open(settings(1L << 20, 1L << 20, 1_000))) {
            assertThat(requests(trail)).containsExactly("{\"tasks\":[\"one\"]}", "", "{\"tasks\":[\"one\"]}");
            add(Lane.READS, entry("ListTasks", "", "{}", ""));
            sync(trail);
            assertThat(names(trail)).containsExactly("ListTasks", "DescribeTasks", "DescribeTasks", "DescribeTasks");
        }
    }

    @Test
    void whatWasNotSyncedIsNotSeen() throws IOException {
        try (Trail trail = open(settings(1L << 20, 1L << 20, 1_000))) {
            for (int i = 0; i < 20; i++) {
                add(Lane.CHANGES, "Call" + i);
            }
            append(trail);
            assertThat(names(trail)).isEmpty();
            trail.giveUp();
            sync(trail);
            assertThat(names(trail)).isEmpty();
            add(Lane.CHANGES, "After");
            sync(trail);
            assertThat(names(trail)).containsExactly("After");
        }
    }

    @Test
    void aTornTailIsCutOffAndWritingGoesOnBehindTheLastWholeBlock() throws IOException {
        for (int torn = 1; torn < 200; torn += 13) {
            Path own = directory.resolve("torn-" + torn);
            try (Trail trail = Trail.open(own, SMALL, () -> now)) {
                add(Lane.CHANGES, "First");
                sync(trail);
                add(Lane.CHANGES, "Second");
                sync(trail);
            }
            Path file = last(own.resolve("changes"));
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - Math.min(torn, bytes.length / 2 - 1)));
            if (torn % 2 == 0) {
                Files.write(file, new byte[torn], StandardOpenOption.APPEND);
            }
            try (Trail trail = Trail.open(own, SMALL, () -> now)) {
                assertThat(names(trail)).as("%s bytes torn", torn).containsExactly("First");
                add(Lane.CHANGES, "Third");
                sync(trail);
                assertThat(names(trail)).containsExactly("Third", "First");
            }
        }
    }

    @Test
    void theOldestGoWhenTheyTakeTooMuchAndOnlyInTheirLane() throws IOException {
        try (Trail trail = open(settings(1_000, 3_000, 10_000))) {
            add(Lane.CHANGES, "Kept");
            for (int i = 0; i < 200; i++) {
                add(Lane.READS, "Read" + i);
                sync(trail);
                trail.forget();
            }
            assertThat(files("reads")).isLessThanOrEqualTo(4);
            assertThat(names(trail)).contains("Kept", "Read199").doesNotContain("Read0");
        }
    }

    @Test
    void nothingIsFoundOrKeptAfterNinetyDays() throws IOException {
        try (Trail trail = open(SMALL)) {
            for (int i = 0; i < 20; i++) {
                add(Lane.CHANGES, "Old" + i);
                sync(trail);
            }
            now = START.plus(Duration.ofDays(91));
            add(Lane.CHANGES, "New");
            sync(trail);
            assertThat(names(trail)).containsExactly("New");
            trail.forget();
            assertThat(files("changes")).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void aLookUpThatLooksAtTooManyTellsWhereToGoOn() throws IOException {
        try (Trail trail = open(settings(1_000, 1L << 20, 10))) {
            for (int i = 0; i < 25; i++) {
                add(Lane.CHANGES, i == 0 ? "Wanted" : "Other");
            }
            sync(trail);
            List<String> found = new ArrayList<>();
            UUID before = null;
            int pages = 0;
            do {
                Page page = trail.find(
                        new Query(EnumSet.allOf(Lane.class), null, before, entry -> entry.name()
                                .equals("Wanted")),
                        50);
                page.entries().forEach(entry -> found.add(entry.name()));
                before = page.next().orElse(null);
                pages++;
            } while (before != null);
            assertThat(found).containsExactly("Wanted");
            assertThat(pages).isEqualTo(3);
        }
    }

    @Test
    void idsRiseAndTellTheirMillisecondEvenWhenTheClockGoesBack() {
        UUID last = ids.next(START);
        assertThat(EventIds.at(last)).isEqualTo(START);
        assertThat(last.version()).isEqualTo(7);
        assertThat(last.variant()).isEqualTo(2);
        for (int i = 0; i < 10_000; i++) {
            UUID next = ids.next(START.minusMillis(i));
            assertThat(EventIds.compare(next, last)).isPositive();
            last = next;
        }
        assertThat(EventIds.compare(EventIds.first(START), ids.next(START))).isNegative();
    }

    private Trail open(TrailSettings settings) throws IOException {
        return Trail.open(directory.resolve("trail"), settings, () -> now);
    }

    private static Query all(@org.jspecify.annotations.Nullable UUID before) {
        return new Query(EnumSet.allOf(Lane.class), null, before, entry -> true);
    }

    private static List<String> names(Trail trail) throws IOException {
        return trail.find(all(null), 1_000).entries().stream()
                .map(TrailEntry::name)
                .toList();
    }

    private static List<String> requests(Trail trail) throws IOException {
        return trail.find(all(null), 10_000).entries().stream()
                .map(entry -> new String(entry.request(), StandardCharsets.UTF_8))
                .toList();
    }

    private void add(Lane lane, String name) {
        add(lane, entry(name, "", "{\"cluster\":\"default\"}", "{}"));
    }

    private void add(Lane lane, TrailEntry entry) {
        blocks.computeIfAbsent(lane, any -> new BlockWriter()).add(entry);
    }

    private void append(Trail trail) throws IOException {
        for (Map.Entry<Lane, BlockWriter> each : blocks.entrySet()) {
            trail.append(each.getKey(), each.getValue());
            each.getValue().clear();
        }
    }

    private void sync(Trail trail) throws IOException {
        append(trail);
        trail.sync();
    }

    private TrailEntry entry(String name, String error, String request, String response) {
        return new TrailEntry(
                ids.next(now),
                new Scope("000000000000", "us-east-1"),
                "ecs.amazonaws.com",
                name,
                false,
                "9f2a4a5e-0a51-4d3f-8a75-0d7a0c9b7e11",
                "{\"type\":\"Root\"}",
                "root",
                "test",
                "127.0.0.1",
                "aws-cli",
                error,
                error.isEmpty() ? "" : "Why.",
                request.getBytes(StandardCharsets.UTF_8),
                response.getBytes(StandardCharsets.UTF_8));
    }

    private long files(String lane) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("trail").resolve(lane))) {
            return files.count();
        }
    }

    private static Path last(Path lane) {
        try (Stream<Path> files = Files.list(lane)) {
            return files.sorted().toList().getLast();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
