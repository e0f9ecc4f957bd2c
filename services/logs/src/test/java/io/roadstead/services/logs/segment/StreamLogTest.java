package io.roadstead.services.logs.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.core.model.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamLogTest {
    private static final Scope SCOPE = new Scope("000000000000", "us-east-1");
    private static final String GROUP = "0123456789abcdef0123456789abcdef";
    private static final String STREAM = "00000000000000010000000000000000";
    private static final LogLimits SMALL = new LogLimits(600, Duration.ofDays(1), 150, 1 << 20);

    private final Path directory;

    StreamLogTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void whatWasAppendedIsReadInOrderOfTimeAlsoAfterAStart() throws IOException {
        StreamLog stream = open().stream(SCOPE, GROUP, STREAM);
        stream.append(batch(5, 100, 200, 300));
        stream.append(batch(6, 50, 250));
        assertThat(messages(open())).containsExactly("50", "100", "200", "250", "300");
    }

    @Test
    void aBatchThatWasNotFinishedIsCutOffAndWhatFollowsItIsKept() throws IOException {
        open().stream(SCOPE, GROUP, STREAM).append(batch(5, 100));
        Path segment = segments().getFirst();
        long whole = Files.size(segment);
        byte[] torn = Frame.encode(batch(6, 200), 1);
        for (int length : new int[] {1, Frame.HEAD - 1, Frame.HEAD, torn.length - 1}) {
            Files.write(segment, java.util.Arrays.copyOf(torn, length), StandardOpenOption.APPEND);
            LogFiles files = open();
            assertThat(messages(files)).containsExactly("100");
            assertThat(Files.size(segment)).isEqualTo(whole);
        }
        LogFiles files = open();
        files.stream(SCOPE, GROUP, STREAM).append(batch(7, 300));
        assertThat(messages(files)).containsExactly("100", "300");
        assertThat(messages(open())).containsExactly("100", "300");
    }

    @Test
    void damageInTheMiddleLosesOnlyTheBatchItIsIn() throws IOException {
        StreamLog stream = open().stream(SCOPE, GROUP, STREAM);
        stream.append(batch(5, 100));
        long second = Files.size(segments().getFirst());
        stream.append(batch(6, 200));
        stream.append(batch(7, 300));
        byte[] bytes = Files.readAllBytes(segments().getFirst());
        bytes[(int) second + Frame.HEAD]++;
        Files.write(segments().getFirst(), bytes);
        assertThat(messages(open())).containsExactly("100", "300");
    }

    @Test
    void aMarkedBatchThatIsSentAgainIsKeptOnce() throws IOException {
        LogFiles files = open();
        Batch first = new Batch(5, List.of(new Batch.Line(100, "a")), new Batch.Mark("agent", 1));
        Batch second = new Batch(6, List.of(new Batch.Line(200, "b")), new Batch.Mark("agent", 2));
        files.stream(SCOPE, GROUP, STREAM).append(first);
        files.stream(SCOPE, GROUP, STREAM).append(first);
        files.stream(SCOPE, GROUP, STREAM).append(second);
        LogFiles later = open();
        later.stream(SCOPE, GROUP, STREAM).append(second);
        later.stream(SCOPE, GROUP, STREAM)
                .append(new Batch(7, List.of(new Batch.Line(300, "c")), new Batch.Mark("other", 1)));
        assertThat(messages(later)).containsExactly("a", "b", "c");
    }

    @Test
    void fullSegmentsAreFollowedByOthersAndExpiredOnesAreDeletedAsAWhole() throws IOException {
        LogFiles files = small();
        StreamLog stream = files.stream(SCOPE, GROUP, STREAM);
        for (int i = 0; i < 100; i++) {
            stream.append(batch(i, 1_000 + i));
        }
        int before = segments().size();
        assertThat(before).isGreaterThan(5);
        assertThat(messages(small())).hasSize(100).contains("1000", "1099");

        files.expire(SCOPE, GROUP, 1_050);
        assertThat(segments().size()).isLessThan(before);
        assertThat(messages(files)).contains("1050", "1099").doesNotContain("1000");
        assertThat(messages(small())).isEqualTo(messages(files));

        files.expire(SCOPE, GROUP, 2_000);
        assertThat(segments()).isEmpty();
        stream.append(batch(200, 3_000));
        assertThat(messages(small())).containsExactly("3000");
    }

    @Test
    void aDamagedIndexIsMadeAgain() throws IOException {
        StreamLog stream = small().stream(SCOPE, GROUP, STREAM);
        for (int i = 0; i < 50; i++) {
            stream.append(batch(i, 1_000 + i));
        }
        List<Path> indexes = files(".idx");
        assertThat(indexes).isNotEmpty();
        byte[] bytes = Files.readAllBytes(indexes.getFirst());
        bytes[bytes.length - 1]++;
        Files.write(indexes.getFirst(), bytes);
        Files.delete(indexes.getLast());
        assertThat(messages(small())).hasSize(50);
    }

    @Test
    void manyWritersShareRoundsAndLoseNothing() throws Exception {
        LogFiles files = open();
        StreamLog stream = files.stream(SCOPE, GROUP, STREAM);
        List<Future<?>> appended = new ArrayList<>();
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                int time = i;
                appended.add(writers.submit(() -> stream.append(batch(1, 1_000 + time))));
            }
            for (Future<?> each : appended) {
                each.get();
            }
        }
        assertThat(messages(files)).hasSize(200).doesNotHaveDuplicates();
        assertThat(messages(open())).isEqualTo(messages(files));
    }

    @Test
    void aDeletedStreamTakesNoMore() throws IOException {
        LogFiles files = open();
        StreamLog stream = files.stream(SCOPE, GROUP, STREAM);
        stream.append(batch(1, 100));
        files.removeStream(SCOPE, GROUP, STREAM);
        assertThatThrownBy(() -> stream.append(batch(2, 200))).isInstanceOf(StreamLog.GoneException.class);
        assertThat(segments()).isEmpty();
    }

    /** Batches come in any order of time; pages of any size, read either way, tell each event once and in order. */
    @Test
    void pagesTellEachEventOnceWhicheverWayTheyAreRead() throws IOException {
        for (long seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            Path own = Files.createDirectory(directory.resolve("seed" + seed));
            LogFiles files = LogFiles.open(
                    own, new LogLimits(2_000, Duration.ofDays(1), 300, random.nextBoolean() ? 500 : 1 << 20));
            List<StreamLog> streams = new ArrayList<>();
            List<Long> times = new ArrayList<>();
            for (int s = 0; s < 3; s++) {
                StreamLog stream = files.stream(SCOPE, GROUP, "00000000000000" + s + "1" + "0".repeat(16));
                streams.add(stream);
                for (int b = 0; b < 30; b++) {
                    long[] batch = random.longs(1 + random.nextInt(10), 0, 500)
                            .sorted()
                            .toArray();
                    stream.append(batch(b, batch));
                    for (long time : batch) {
                        times.add(time);
                    }
                }
            }
            times.sort(null);
            int limit = 1 + random.nextInt(50);
            assertThat(walk(streams, files, true, limit))
                    .as("seed %d forward", seed)
                    .isEqualTo(times);
            assertThat(walk(streams, files, false, limit))
                    .as("seed %d backward", seed)
                    .isEqualTo(times);
        }
    }

    private static List<Long> walk(List<StreamLog> streams, LogFiles files, boolean forward, int limit) {
        List<Long> all = new ArrayList<>();
        Position at = forward ? Position.START : new Position(1_000, 0, 0);
        boolean more = true;
        while (more) {
            LogReading.Page page = LogReading.read(
                    streams,
                    new LogReading.Query(at, 0, Long.MAX_VALUE, forward, limit, 1 << 20, event -> true),
                    files.limits());
            List<Long> times = page.events().stream().map(LogEvent::timestamp).toList();
            assertThat(times.size()).isLessThanOrEqualTo(limit);
            all.addAll(forward ? all.size() : 0, times);
            at = page.end();
            more = page.more();
        }
        return all;
    }

    private static Batch batch(long ingested, long... times) {
        List<Batch.Line> lines = new ArrayList<>();
        for (long time : times) {
            lines.add(new Batch.Line(time, Long.toString(time)));
        }
        return new Batch(ingested, lines, null);
    }

    private LogFiles open() throws IOException {
        return LogFiles.open(directory, LogLimits.DEFAULT);
    }

    private LogFiles small() throws IOException {
        return LogFiles.open(directory, SMALL);
    }

    private List<String> messages(LogFiles files) {
        return LogReading.read(
                        List.of(files.stream(SCOPE, GROUP, STREAM)),
                        new LogReading.Query(Position.START, 0, Long.MAX_VALUE, true, 10_000, 1 << 20, event -> true),
                        files.limits())
                .events()
                .stream()
                .map(LogEvent::message)
                .toList();
    }

    private List<Path> segments() throws IOException {
        return files(".log");
    }

    private List<Path> files(String suffix) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
        }
    }
}
