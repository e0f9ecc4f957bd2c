package io.roadstead.services.logs.segment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The events of one log stream: numbered segments, of which the last is appended to.
 *
 * <p>The one rule: what {@link #append} returned from is on the disk, and nobody reads what is not. While one caller
 * waits for the disk the batches of others gather, and the next round writes them all at once. After a crash the file
 * may end in a batch that nobody was told of: it is cut off when the stream is first used again.
 *
 * <p>Files are opened for each round and each read: ten thousand idle streams hold none.
 */
public final class StreamLog {
    /** How much one round writes at once. */
    private static final long ROUND_BYTES = 4L << 20;

    private final Path directory;
    private final long key;
    private final LogLimits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Pending> waiting = new ArrayDeque<>();
    private final List<Chunk> chunks = new ArrayList<>();
    private final Map<String, Long> marks = new HashMap<>();
    private boolean loaded;
    private boolean gone;
    private boolean writing;
    private long segment;
    private long length;
    private long begun;
    private long lastIngested;
    private long nextOrdinal;

    private record Pending(Batch batch, CompletableFuture<Void> done) {}

    /** The stream was deleted. */
    public static final class GoneException extends RuntimeException {
        GoneException() {
            super("the stream was deleted", null, false, false);
        }
    }

    /**
     * What a stream holds, in milliseconds since 1970.
     *
     * @param earliest the earliest time of an event
     * @param latest the latest
     * @param lastIngested when the last batch was taken
     */
    public record Summary(boolean empty, long earliest, long latest, long lastIngested) {}

    /** @param key its number in positions */
    StreamLog(Path directory, long key, LogLimits limits) {
        this.directory = directory;
        this.key = key;
        this.limits = limits;
    }

    /** The stream's number in positions. */
    public long key() {
        return key;
    }

    /**
     * Appends a batch and returns when it is on the disk.
     *
     * @throws UncheckedIOException when the disk fails or is full; then nothing of the batch is kept
     * @throws GoneException when the stream was deleted
     */
    public void append(Batch batch) {
        Pending own = new Pending(batch, new CompletableFuture<>());
        boolean leads;
        lock.lock();
        try {
            waiting.add(own);
            leads = !writing;
            writing = true;
        } finally {
            lock.unlock();
        }
        if (leads) {
            writeRounds();
        }
        try {
            own.done().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException refusal) {
                throw refusal;
            }
            throw e;
        }
    }

    /** What the stream holds by now. */
    public Summary summary() {
        lock.lock();
        try {
            load();
            long earliest = Long.MAX_VALUE;
            long latest = Long.MIN_VALUE;
            for (Chunk chunk : chunks) {
                earliest = Math.min(earliest, chunk.earliest());
                latest = Math.max(latest, chunk.latest());
            }
            return new Summary(chunks.isEmpty(), earliest, latest, lastIngested);
        } finally {
            lock.unlock();
        }
    }

    /** The chunks that may hold events from a moment on and up to another, both included. */
    List<Chunk> chunks(long from, long until) {
        lock.lock();
        try {
            if (gone) {
                return List.of();
            }
            load();
            return chunks.stream()
                    .filter(chunk -> chunk.latest() >= from && chunk.earliest() <= until)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    ByteBuffer read(Chunk chunk) throws IOException {
        return SegmentFile.read(directory, chunk);
    }

    /** Deletes the segments all of whose events happened before a moment; the one appended to as well. */
    void expire(long before) throws IOException {
        lock.lock();
        try {
            load();
            Map<Long, Long> latest = new HashMap<>();
            chunks.forEach(chunk -> latest.merge(chunk.segment(), chunk.latest(), Math::max));
            for (Map.Entry<Long, Long> each : latest.entrySet()) {
                boolean appendedTo = each.getKey() == segment;
                if (each.getValue() < before && !(appendedTo && writing)) {
                    chunks.removeIf(chunk -> chunk.segment() == each.getKey());
                    if (appendedTo) {
                        segment++;
                        length = 0;
                    }
                    SegmentFile.delete(directory, each.getKey());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nobody appends to it or reads it from now on; its files may be deleted. */
    void end() {
        lock.lock();
        try {
            gone = true;
            chunks.clear();
        } finally {
            lock.unlock();
        }
    }

    private void writeRounds() {
        while (true) {
            List<Pending> round = new ArrayList<>();
            lock.lock();
            try {
                long bytes = 0;
                while (!waiting.isEmpty() && bytes < ROUND_BYTES) {
                    Pending next = waiting.remove();
                    round.add(next);
                    bytes += next.batch().lines().stream()
                            .mapToLong(line -> line.message().length())
                            .sum();
                }
                if (round.isEmpty()) {
                    writing = false;
                    return;
                }
            } finally {
                lock.unlock();
            }
            try {
                write(round);
                round.forEach(each -> each.done().complete(null));
            } catch (IOException e) {
                UncheckedIOException failure = new UncheckedIOException("writing to " + directory + " failed", e);
                round.forEach(each -> each.done().completeExceptionally(failure));
            } catch (RuntimeException | Error e) {
                round.forEach(each -> each.done().completeExceptionally(e));
            }
        }
    }

    /** Writes a round; only the caller that leads comes here, so the lock is held for the index alone. */
    private void write(List<Pending> round) throws IOException {
        Map<String, Long> newMarks = new HashMap<>();
        long ordinal;
        lock.lock();
        try {
            if (gone) {
                throw new GoneException();
            }
            load();
            turn(round.getFirst().batch().ingested());
            newMarks.putAll(marks);
            ordinal = nextOrdinal;
        } finally {
            lock.unlock();
        }
        List<ByteBuffer> frames = new ArrayList<>();
        for (Pending each : round) {
            Batch.Mark mark = each.batch().mark();
            if (mark != null && newMarks.getOrDefault(mark.sender(), -1L) >= mark.number()) {
                continue;
            }
            if (mark != null) {
                newMarks.put(mark.sender(), mark.number());
            }
            frames.add(ByteBuffer.wrap(Frame.encode(each.batch(), ordinal)));
            ordinal += each.batch().lines().size();
        }
        if (frames.isEmpty()) {
            return;
        }
        store(frames);
        lock.lock();
        try {
            if (gone) {
                throw new GoneException();
            }
            for (ByteBuffer each : frames) {
                Frame frame = new Frame(each, 0);
                SegmentFile.add(chunks, segment, length, frame, limits.chunkBytes());
                begun = length == 0 ? frame.ingested() : begun;
                lastIngested = frame.ingested();
                length += frame.length();
            }
            nextOrdinal = ordinal;
            marks.putAll(newMarks);
        } finally {
            lock.unlock();
        }
    }

    private void store(List<ByteBuffer> frames) throws IOException {
        boolean first = length == 0;
        if (first) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Path file = SegmentFile.file(directory, segment);
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
            try {
                long at = length;
                for (ByteBuffer frame : frames) {
                    ByteBuffer out = frame.duplicate();
                    while (out.hasRemaining()) {
                        at += channel.write(out, at);
                    }
                }
                channel.force(false);
            } catch (IOException e) {
                giveUp(channel, e);
                throw e;
            }
        }
        if (first) {
            syncDirectories();
        }
    }

    /** Takes back what was written of a round that failed; what cannot be taken back is cut off when it is next used. */
    private void giveUp(FileChannel channel, IOException failure) {
        try {
            channel.truncate(length);
            channel.force(true);
        } catch (IOException e) {
            failure.addSuppressed(e);
            lock.lock();
            try {
                loaded = false;
            } finally {
                lock.unlock();
            }
        }
    }

    /** The names of a new segment, its stream and its group are to last, too. */
    private void syncDirectories() throws IOException {
        Path each = directory;
        for (int depth = 0; depth < LogFiles.DEPTH && each != null; depth++) {
            try (FileChannel channel = FileChannel.open(each, StandardOpenOption.READ)) {
                channel.force(true);
            }
            each = each.getParent();
        }
    }

    /** Begins another segment when this one is large or old. */
    private void turn(long now) {
        if (length > 0
                && (length >= limits.segmentBytes()
                        || now - begun >= limits.segmentSpan().toMillis())) {
            SegmentFile.writeIndex(
                    directory,
                    segment,
                    chunks.stream().filter(chunk -> chunk.segment() == segment).toList());
            segment++;
            length = 0;
        }
    }

    private void load() {
        if (loaded || gone) {
            return;
        }
        try {
            chunks.clear();
            marks.clear();
            List<Long> numbers = SegmentFile.numbers(directory);
            segment = numbers.isEmpty() ? 1 : numbers.getLast();
            length = 0;
            for (long number : numbers) {
                if (number < segment) {
                    chunks.addAll(SegmentFile.chunks(directory, number, limits.chunkBytes()));
                    continue;
                }
                SegmentFile.Content last = SegmentFile.scan(directory, number, limits.chunkBytes());
                SegmentFile.cut(directory, number, last.end());
                chunks.addAll(last.chunks());
                marks.putAll(last.marks());
                length = last.end();
                begun = last.firstIngested();
                lastIngested = last.lastIngested();
            }
            nextOrdinal = chunks.isEmpty()
                    ? nextOrdinal
                    : chunks.getLast().firstOrdinal() + chunks.getLast().count();
            loaded = true;
        } catch (IOException e) {
            throw new UncheckedIOException("the events in " + directory + " cannot be read", e);
        }
    }
}
