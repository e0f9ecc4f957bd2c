package io.roadstead.services.events.trail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segment files of a lane, named after the millisecond of their first entry and a number.
 *
 * <p>The one rule: what can be read is on the disk. {@link #append} only writes, {@link #sync} makes it last, and no reader
 * sees further. Whatever the end of the process or of the power leaves behind the last whole block is cut off when the lane
 * is opened.
 *
 * <p>One thread writes; any may read.
 */
final class LaneFiles {
    private static final Logger log = LoggerFactory.getLogger(LaneFiles.class);
    private static final Pattern NAME = Pattern.compile("(\\d{20})-(\\d{13})\\.trail");

    private final Path directory;
    private final TrailSettings settings;
    private final long largest;
    private final ConcurrentSkipListMap<Long, Segment> segments = new ConcurrentSkipListMap<>();
    private @Nullable FileChannel channel;
    /** How far the last segment is written; the rest of it is yet to be made last. */
    private long written;

    private boolean toldOfBound;

    /**
     * @param first the millisecond of its first entry: none in it is older
     * @param length how much of it can be read
     */
    record Segment(long number, Path file, long first, long length) {}

    private LaneFiles(Path directory, TrailSettings settings, long largest) {
        this.directory = directory;
        this.settings = settings;
        this.largest = largest;
    }

    static LaneFiles open(Path directory, TrailSettings settings, long largest) throws IOException {
        Files.createDirectories(directory);
        LaneFiles lane = new LaneFiles(directory, settings, largest);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    long number = Long.parseLong(name.group(1));
                    lane.segments.put(
                            number, new Segment(number, file, Long.parseLong(name.group(2)), Files.size(file)));
                }
            }
        }
        lane.cutLast();
        return lane;
    }

    /** Writes a block behind the others; nobody sees it before {@link #sync}. */
    void append(BlockWriter block) throws IOException {
        UUID first = block.first();
        if (first == null) {
            return;
        }
        FileChannel file = fileFor(first);
        ByteBuffer bytes = block.finish();
        while (bytes.hasRemaining()) {
            written += file.write(bytes, written);
        }
    }

    /** Makes all that was written last, then lets readers see it. */
    void sync() throws IOException {
        Map.Entry<Long, Segment> last = segments.lastEntry();
        if (channel != null && last != null && written > last.getValue().length()) {
            channel.force(false);
            publish(last.getValue());
        }
    }

    /** Gives up what was written since the last {@link #sync}, for example because the disk is full. */
    void giveUp() throws IOException {
        Map.Entry<Long, Segment> last = segments.lastEntry();
        if (channel != null && last != null) {
            written = last.getValue().length();
            channel.truncate(written);
        }
    }

    /** Deletes what is too old or too much. */
    void forget(Instant now) throws IOException {
        long cutoff = now.minus(settings.keep()).toEpochMilli();
        long bytes = segments.values().stream().mapToLong(Segment::length).sum();
        while (segments.size() > 1) {
            Segment oldest = segments.firstEntry().getValue();
            Map.Entry<Long, Segment> next = segments.higherEntry(oldest.number());
            boolean old = next != null && next.getValue().first() < cutoff;
            if (!old && bytes <= largest) {
                return;
            }
            if (!old && !toldOfBound) {
                toldOfBound = true;
                log.warn(
                        "The recorded calls in {} take more than {} bytes: the oldest are deleted before their {} days"
                                + " are over, from now on whenever it must be. This is told once.",
                        directory,
                        largest,
                        settings.keep().toDays());
            }
            segments.remove(oldest.number());
            Files.deleteIfExists(oldest.file());
            bytes -= oldest.length();
        }
    }

    /** The newest segment before this number, the newest of all for {@link Long#MAX_VALUE}. */
    Optional<Segment> before(long number) {
        return Optional.ofNullable(segments.lowerEntry(number)).map(Map.Entry::getValue);
    }

    /** The millisecond of the newest entry there is; 0 when there is none. */
    long newest() throws IOException {
        for (Segment segment : segments.descendingMap().values()) {
            ByteBuffer bytes = read(segment);
            var starts = BlockReader.starts(bytes);
            if (!starts.isEmpty()) {
                return EventIds.millis(
                        BlockReader.read(bytes, starts.getLast()).getLast().id());
            }
        }
        return 0;
    }

    /** What can be read of a segment. */
    static ByteBuffer read(Segment segment) throws IOException {
        try (FileChannel file = FileChannel.open(segment.file(), StandardOpenOption.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(segment.length()));
            long at = 0;
            while (bytes.hasRemaining()) {
                int got = file.read(bytes, at);
                if (got < 0) {
                    break;
                }
                at += got;
            }
            return bytes.flip();
        }
    }

    void close() throws IOException {
        FileChannel open = channel;
        if (open != null) {
            open.close();
        }
    }

    private FileChannel fileFor(UUID first) throws IOException {
        FileChannel open = channel;
        if (open != null && written < settings.segmentBytes()) {
            return open;
        }
        if (open != null) {
            open.force(false);
            publish(segments.lastEntry().getValue());
            open.close();
        }
        long number = segments.isEmpty() ? 1 : segments.lastKey() + 1;
        long millis = EventIds.millis(first);
        Path file = directory.resolve("%020d-%013d.trail".formatted(number, millis));
        FileChannel fresh = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
        channel = fresh;
        written = 0;
        segments.put(number, new Segment(number, file, millis, 0));
        return fresh;
    }

    private void publish(Segment segment) {
        segments.put(segment.number(), new Segment(segment.number(), segment.file(), segment.first(), written));
    }

    private void cutLast() throws IOException {
        Map.Entry<Long, Segment> last = segments.lastEntry();
        if (last == null) {
            return;
        }
        Segment segment = last.getValue();
        ByteBuffer bytes = read(segment);
        var starts = BlockReader.starts(bytes);
        long whole = starts.isEmpty() ? 0 : BlockReader.end(bytes, starts.getLast());
        FileChannel file = FileChannel.open(segment.file(), StandardOpenOption.WRITE);
        if (whole < segment.length()) {
            log.warn(
                    "{} ends with {} bytes of recorded calls that were not finished: they are cut off.",
                    segment.file(),
                    segment.length() - whole);
            file.truncate(whole);
            file.force(true);
        }
        channel = file;
        written = whole;
        publish(segment);
    }
}
