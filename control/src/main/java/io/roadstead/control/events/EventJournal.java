package io.roadstead.control.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roadstead.store.Revision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of a day, on this server's disk: files of one event a line, only ever appended to, the oldest deleted as a
 * whole.
 *
 * <p>The one rule: what can be read is on the disk. {@link #append} only collects, {@link #sync} makes it last, and no
 * reader sees further. So whatever the end of the process or of the power leaves behind the last sync was seen by nobody;
 * {@link #open} cuts it off, and its writer tells it again.
 *
 * <p>One thread writes; any may read.
 */
public final class EventJournal implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventJournal.class);
    private static final String POSITION = "position";
    /** How much is collected before it is handed to the operating system. */
    private static final int BUFFER = 1024 * 1024;

    private final Path directory;
    private final Settings settings;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private final NavigableMap<Long, Segment> segments = new TreeMap<>();
    private final Set<String> recent = new LinkedHashSet<>();
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
    private FileChannel channel;
    private long written;
    private Instant begun;

    /**
     * @param keep events are kept for at least this long, as long as they fit
     * @param segmentBytes a segment that has grown so large is followed by another
     * @param segmentSpan one that was begun so long ago too
     * @param largest all segments together never take more bytes than this and a segment; the oldest go first, and before
     *     their time if they must
     * @param tail how many of the newest bytes are looked at when the journal is opened: for an event that was not finished,
     *     and for the ids of what may be told again
     * @param scan at most this many events are looked at in one {@link #read}
     */
    public record Settings(Duration keep, long segmentBytes, Duration segmentSpan, long largest, long tail, int scan) {
        public static final Settings DEFAULT =
                new Settings(Duration.ofDays(1), 64L << 20, Duration.ofHours(1), 8L << 30, 8L << 20, 20_000);

        public Settings {
            if (segmentBytes < 1 || largest < segmentBytes || tail < 1 || scan < 1) {
                throw new IllegalArgumentException("a journal needs segments of at least 1 byte (" + segmentBytes
                        + "), room for one (" + largest + "), a tail of at least 1 byte (" + tail
                        + "), and to look at 1 event or more at once (" + scan + ")");
            }
        }
    }

    /**
     * Some events.
     *
     * @param next where to read on
     * @param more whether there is more behind {@code next} by now
     * @param missed whether events between what was asked for and these are no longer kept
     */
    public record Page(List<BusEvent> events, Position next, boolean more, boolean missed) {
        public Page {
            events = List.copyOf(events);
        }
    }

    private EventJournal(Path directory, Settings settings, InstantSource clock) throws IOException {
        this.directory = directory;
        this.settings = settings;
        this.clock = clock;
        this.begun = clock.instant();
        List<Long> numbers = numbers();
        for (long number : numbers) {
            Path file = Segment.file(directory, number);
            segments.put(
                    number,
                    new Segment(
                            number,
                            file,
                            Files.size(file),
                            Files.getLastModifiedTime(file).toInstant()));
        }
        if (segments.isEmpty()) {
            channel = begin(1);
        } else {
            Segment last = cut(segments.lastEntry().getValue());
            segments.put(last.number(), last);
            channel = FileChannel.open(last.file(), StandardOpenOption.WRITE);
            channel.position(last.length());
            written = last.length();
            rememberIds(last);
        }
    }

    /**
     * Opens the journal below this directory, making it where there is none, and cuts off what the last writer did not
     * finish.
     */
    public static EventJournal open(Path directory, Settings settings, InstantSource clock) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return new EventJournal(directory, settings, clock);
    }

    /** Collects an event, written by {@link EventJson}; nobody sees it before {@link #sync}. */
    void append(byte[] event) throws IOException {
        collected.writeBytes(event);
        collected.write('\n');
        if (collected.size() >= BUFFER) {
            flush();
        }
    }

    /** Makes all that was collected last, then lets readers see it. */
    void sync() throws IOException {
        flush();
        Segment current = segments.lastEntry().getValue();
        if (written > current.length()) {
            channel.force(false);
            lock.lock();
            try {
                segments.put(current.number(), current.grown(written, clock.instant()));
                grown.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Begins another segment where the last is full or old, and deletes those that are too old. Apart from {@link #sync},
     * for what that made last is told, whether this can be done or not.
     */
    void turn() throws IOException {
        Segment current = segments.lastEntry().getValue();
        Instant now = clock.instant();
        if (written >= settings.segmentBytes() || (written > 0 && !now.isBefore(begun.plus(settings.segmentSpan())))) {
            FileChannel full = channel;
            channel = begin(current.number() + 1);
            full.close();
        }
        forgetOld(now);
    }

    /** Gives up what was collected since the last {@link #sync}, for example because the disk is full. */
    void rollBack() throws IOException {
        collected.reset();
        long length = segments.lastEntry().getValue().length();
        channel.truncate(length);
        channel.position(length);
        written = length;
    }

    /** Writes down up to which of the store's commits everything is in the journal; survives as {@link #sync} does. */
    void remember(Revision upTo) throws IOException {
        Path fresh = directory.resolve(POSITION + ".new");
        try (FileChannel file = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            writeAll(file, ByteBuffer.wrap((upTo.number() + "\n").getBytes(UTF_8)));
            file.force(true);
        }
        Files.move(
                fresh,
                directory.resolve(POSITION),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** What was last remembered; empty when nothing was, or it cannot be read any more. */
    Optional<Revision> remembered() throws IOException {
        Path file = directory.resolve(POSITION);
        try {
            return Optional.of(
                    new Revision(Long.parseLong(Files.readString(file, UTF_8).strip())));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (NumberFormatException damaged) {
            log.warn("{} does not hold a number: the journal of events goes on from now.", file);
            return Optional.empty();
        }
    }

    /** The ids of the newest events there were when the journal was opened, at most {@link Settings#tail} bytes of them. */
    Set<String> recentIds() {
        return recent;
    }

    /** After everything that can be read by now. */
    public Position end() {
        lock.lock();
        try {
            Segment last = segments.lastEntry().getValue();
            return new Position(last.number(), last.length());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Events after a position, oldest first.
     *
     * @param limit how many at most; fewer come when others had to be looked at, so ask {@link Page#more}
     */
    public Page read(Position after, Predicate<BusEvent> wanted, int limit) throws IOException {
        Reading reading = new Reading(wanted, limit);
        Position at = after;
        boolean missed = false;
        while (true) {
            Bounds bounds = bounds();
            if (at.compareTo(bounds.end()) > 0) {
                // The journal was deleted since: nothing of it is to be had, and what comes begins here.
                return new Page(List.of(), bounds.end(), false, true);
            }
            if (at.segment() < bounds.first()) {
                missed |= at.segment() > 0;
                at = new Position(bounds.first(), 0);
            }
            Segment segment = segment(at.segment());
            if (segment == null) {
                continue;
            }
            at = reading.through(segment, at);
            if (reading.full() || segment.number() == bounds.end().segment()) {
                return new Page(reading.found, at, at.compareTo(end()) < 0, missed);
            }
            at = new Position(segment.number() + 1, 0);
        }
    }

    /** Waits until there is something behind this position, or the time is over. */
    void awaitAfter(Position position, Duration limit) throws InterruptedException {
        lock.lock();
        try {
            long left = limit.toNanos();
            while (left > 0 && end().compareTo(position) <= 0) {
                left = grown.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** What is readable: from the beginning of the first segment to the end of the last. */
    private record Bounds(long first, Position end) {}

    private Bounds bounds() {
        lock.lock();
        try {
            Segment last = segments.lastEntry().getValue();
            return new Bounds(segments.firstKey(), new Position(last.number(), last.length()));
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Segment segment(long number) {
        lock.lock();
        try {
            return segments.get(number);
        } finally {
            lock.unlock();
        }
    }

    /** One {@link #read} on its way. */
    private final class Reading {
        private final Predicate<BusEvent> wanted;
        private final int limit;
        private final List<BusEvent> found = new ArrayList<>();
        private int looked;
        private long reached;

        Reading(Predicate<BusEvent> wanted, int limit) {
            this.wanted = wanted;
            this.limit = limit;
        }

        boolean full() {
            return found.size() >= limit || looked >= settings.scan();
        }

        /** Reads on in a segment; returns how far it came. A segment deleted meanwhile has nothing more to give. */
        Position through(Segment segment, Position from) throws IOException {
            reached = from.offset();
            try {
                segment.lines(from.offset(), (line, end) -> {
                    looked++;
                    reached = end;
                    Optional<BusEvent> event = EventLine.read(line);
                    if (event.isEmpty()) {
                        log.warn("{} is damaged before byte {}: what was there is left out.", segment.file(), end);
                    }
                    event.filter(wanted).ifPresent(found::add);
                    return !full();
                });
            } catch (NoSuchFileException deletedMeanwhile) {
                log.info("{} was deleted, for it is old, while it was read.", segment.file());
            }
            return new Position(segment.number(), reached);
        }
    }

    private List<Long> numbers() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Long> numbers = new ArrayList<>();
            for (Path file : files.toList()) {
                OptionalLong number = Segment.numberOf(file);
                number.ifPresent(numbers::add);
            }
            numbers.sort(null);
            return numbers;
        }
    }

    /** Cuts off what stands behind the last whole event. Damage before it is left for readers to step over. */
    private Segment cut(Segment segment) throws IOException {
        long whole = lastWhole(segment, Math.max(0, segment.length() - settings.tail()));
        if (whole == 0) {
            whole = lastWhole(segment, 0);
        }
        if (whole < segment.length()) {
            log.warn(
                    "{} ends with {} bytes of an event that was not finished: they are cut off.",
                    segment.file(),
                    segment.length() - whole);
            try (FileChannel file = FileChannel.open(segment.file(), StandardOpenOption.WRITE)) {
                file.truncate(whole);
                file.force(true);
            }
        }
        return segment.grown(whole, segment.newest());
    }

    /** The end of the last whole event behind an offset; 0 when there is none. */
    private static long lastWhole(Segment segment, long from) throws IOException {
        long[] whole = {0};
        segment.lines(from, (line, end) -> {
            whole[0] = EventLine.looksWhole(line) ? end : whole[0];
            return true;
        });
        return whole[0];
    }

    /** Where the last segment is shorter than the tail, the one before it has the rest. */
    private void rememberIds(Segment last) throws IOException {
        Segment before = segments.get(last.number() - 1);
        if (before != null && last.length() < settings.tail()) {
            rememberIds(before, settings.tail() - last.length());
        }
        rememberIds(last, settings.tail());
    }

    private void rememberIds(Segment segment, long bytes) throws IOException {
        segment.lines(Math.max(0, segment.length() - bytes), (line, end) -> {
            if (EventLine.looksWhole(line)) {
                recent.add(EventLine.id(line));
            }
            return true;
        });
    }

    private void flush() throws IOException {
        if (collected.size() > 0) {
            byte[] bytes = collected.toByteArray();
            collected.reset();
            writeAll(channel, ByteBuffer.wrap(bytes));
            written += bytes.length;
        }
    }

    private FileChannel begin(long number) throws IOException {
        Path file = Segment.file(directory, number);
        FileChannel fresh = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
        begun = clock.instant();
        written = 0;
        lock.lock();
        try {
            segments.put(number, new Segment(number, file, 0, begun));
            grown.signalAll();
        } finally {
            lock.unlock();
        }
        return fresh;
    }

    /** The newest segment always stays. */
    private void forgetOld(Instant now) throws IOException {
        while (segments.size() > 1) {
            Segment oldest = segments.firstEntry().getValue();
            boolean old = oldest.newest().plus(settings.keep()).isBefore(now);
            boolean tooMuch =
                    segments.values().stream().mapToLong(Segment::length).sum() > settings.largest();
            if (!old && !tooMuch) {
                return;
            }
            if (!old) {
                log.warn(
                        "The journal of events is larger than {} bytes: events until {} are deleted before their time.",
                        settings.largest(),
                        oldest.newest());
            }
            lock.lock();
            try {
                segments.remove(oldest.number());
            } finally {
                lock.unlock();
            }
            Files.deleteIfExists(oldest.file());
        }
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
