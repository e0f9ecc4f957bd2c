package io.roadstead.agent.logs;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The batches that were taken and are to be delivered, on this host's disk: numbered files that are only appended to, and
 * beside each the places of what was delivered from it.
 *
 * <p>The one rule: {@link #append} returns when the batch is on the disk. What was delivered is only written, not synced:
 * after a loss of power a batch may be delivered again, and its number tells the control plane so.
 *
 * <p>A record is its length, its checksum, then region, group, stream and the batch.
 */
final class SpoolJournal implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SpoolJournal.class);
    private static final int HEAD = 2 * Integer.BYTES;
    private static final int LARGEST = 16 << 20;
    private static final int SEGMENT_SHIFT = 32;

    private final Path directory;
    private final long segmentBytes;
    private final long largest;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Map<Long, Integer> undelivered = new HashMap<>();
    private final Map<Long, Long> sizes = new HashMap<>();
    private final List<Spooled> found = new ArrayList<>();
    private boolean writing;
    private long segment;
    private long length;

    /**
     * A batch in the journal.
     *
     * @param segment the number of its file
     * @param offset of its record there
     * @param length of its record
     */
    record Spooled(StreamKey stream, long segment, long offset, int length) {
        /** Grows from record to record, for as long as the journal lives. */
        long number() {
            return (segment << SEGMENT_SHIFT) | offset;
        }
    }

    /** There is no more room for batches; the message says how to make some. */
    static final class FullException extends RuntimeException {
        FullException(String message) {
            super(message, null, false, false);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Waiting(StreamKey stream, byte[] bytes, CompletableFuture<Spooled> done) {}

    private SpoolJournal(Path directory, long segmentBytes, long largest) {
        this.directory = directory;
        this.segmentBytes = segmentBytes;
        this.largest = largest;
    }

    /**
     * Opens what there is.
     *
     * @param segmentBytes a file that has grown so large is followed by another
     * @param largest no batch is taken while all files hold more than this
     */
    static SpoolJournal open(Path directory, long segmentBytes, long largest) throws IOException {
        SpoolJournal journal = new SpoolJournal(directory, segmentBytes, largest);
        journal.load();
        return journal;
    }

    /** What was taken before this start and is still to be delivered, in the order it came. */
    List<Spooled> found() {
        return List.copyOf(found);
    }

    /**
     * Takes a batch.
     *
     * @throws FullException when there is no room
     * @throws UncheckedIOException when the disk fails; then nothing of it is kept
     */
    Spooled append(StreamKey stream, byte[] batch) {
        Waiting own = new Waiting(stream, encode(stream, batch), new CompletableFuture<>());
        boolean leads;
        lock.lock();
        try {
            if (sizes.values().stream().mapToLong(Long::longValue).sum() > largest) {
                throw new FullException("The log spool in " + directory + " holds more than " + largest
                        + " bytes that could not be delivered: see that the control plane can be reached.");
            }
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
            return own.done().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** The batch of a record. */
    byte[] read(Spooled record) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(record.length());
        try (FileChannel channel = FileChannel.open(file(record.segment()), StandardOpenOption.READ)) {
            while (bytes.hasRemaining() && channel.read(bytes, record.offset() + bytes.position()) >= 0) {
                // Until it is whole.
            }
        }
        if (bytes.hasRemaining()) {
            throw new IOException(file(record.segment()) + " ends within a batch, at " + record.offset());
        }
        try (DataInputStream in =
                new DataInputStream(new ByteArrayInputStream(bytes.array(), HEAD, record.length() - HEAD))) {
            in.readUTF();
            in.readUTF();
            in.readUTF();
            return in.readAllBytes();
        }
    }

    /** The batch has arrived, or never will: it is not told of again. A file whose batches all have goes. */
    void delivered(Spooled record) {
        lock.lock();
        try (FileChannel channel =
                FileChannel.open(doneFile(record.segment()), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ByteBuffer out =
                    ByteBuffer.allocate(Long.BYTES).putLong(record.offset()).flip();
            while (out.hasRemaining()) {
                channel.write(out);
            }
            undelivered.merge(record.segment(), -1, Integer::sum);
            clear();
        } catch (IOException e) {
            log.warn("What was delivered could not be noted; it may be delivered again after a restart", e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        // Files are opened for each round.
    }

    private void clear() throws IOException {
        for (long number : List.copyOf(sizes.keySet())) {
            // The newest stays, for numbers must grow for ever.
            if (number != segment && undelivered.getOrDefault(number, 0) == 0) {
                Files.deleteIfExists(file(number));
                Files.deleteIfExists(doneFile(number));
                sizes.remove(number);
                undelivered.remove(number);
            }
        }
    }

    private void writeRounds() {
        while (true) {
            List<Waiting> round;
            lock.lock();
            try {
                if (waiting.isEmpty()) {
                    writing = false;
                    return;
                }
                round = List.copyOf(waiting);
                waiting.clear();
            } finally {
                lock.unlock();
            }
            try {
                write(round);
            } catch (IOException e) {
                UncheckedIOException failure = new UncheckedIOException("writing to " + directory + " failed", e);
                round.forEach(each -> each.done().completeExceptionally(failure));
            } catch (RuntimeException | Error e) {
                round.forEach(each -> each.done().completeExceptionally(e));
            }
        }
    }

    private void write(List<Waiting> round) throws IOException {
        long number;
        long from;
        lock.lock();
        try {
            if (length >= segmentBytes) {
                segment++;
                length = 0;
                sizes.put(segment, 0L);
                clear();
            }
            number = segment;
            from = length;
        } finally {
            lock.unlock();
        }
        List<Spooled> records = new ArrayList<>();
        long at = from;
        try (FileChannel channel =
                FileChannel.open(file(number), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            try {
                for (Waiting each : round) {
                    records.add(new Spooled(each.stream(), number, at, each.bytes().length));
                    ByteBuffer out = ByteBuffer.wrap(each.bytes());
                    while (out.hasRemaining()) {
                        at += channel.write(out, at);
                    }
                }
                channel.force(false);
            } catch (IOException e) {
                channel.truncate(from);
                throw e;
            }
        }
        if (from == 0) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
        lock.lock();
        try {
            length = at;
            sizes.put(number, at);
            undelivered.merge(number, round.size(), Integer::sum);
        } finally {
            lock.unlock();
        }
        for (int i = 0; i < records.size(); i++) {
            round.get(i).done().complete(records.get(i));
        }
    }

    private void load() throws IOException {
        List<Long> numbers;
        try (Stream<Path> files = Files.list(directory)) {
            numbers = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\d{12}\\.spool"))
                    .map(name -> Long.parseLong(name.substring(0, name.indexOf('.'))))
                    .sorted()
                    .toList();
        }
        segment = numbers.isEmpty() ? 1 : numbers.getLast();
        sizes.put(segment, 0L);
        for (long number : numbers) {
            load(number);
        }
        clear();
    }

    private void load(long number) throws IOException {
        Set<Long> done = new HashSet<>();
        if (Files.exists(doneFile(number))) {
            ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(doneFile(number)));
            while (in.remaining() >= Long.BYTES) {
                done.add(in.getLong());
            }
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file(number)));
        int at = 0;
        int open = 0;
        while (isWhole(bytes, at)) {
            int size = bytes.getInt(at);
            if (!done.contains((long) at)) {
                found.add(new Spooled(stream(bytes, at, size), number, at, size));
                open++;
            }
            at += size;
        }
        if (at < bytes.limit()) {
            try (FileChannel channel = FileChannel.open(file(number), StandardOpenOption.WRITE)) {
                channel.truncate(at);
                channel.force(true);
            }
            log.warn(
                    "Cut {} bytes off the end of {}: a batch that was not finished, and never acknowledged.",
                    bytes.limit() - at,
                    file(number));
        }
        sizes.put(number, (long) at);
        undelivered.put(number, open);
        length = number == segment ? at : length;
    }

    private static boolean isWhole(ByteBuffer bytes, int at) {
        if (bytes.limit() - at < HEAD) {
            return false;
        }
        int size = bytes.getInt(at);
        return size > HEAD
                && size <= LARGEST
                && size <= bytes.limit() - at
                && bytes.getInt(at + Integer.BYTES) == checksum(bytes, at, size);
    }

    private static StreamKey stream(ByteBuffer bytes, int at, int size) throws IOException {
        byte[] content = new byte[size - HEAD];
        bytes.get(at + HEAD, content);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(content))) {
            return new StreamKey(in.readUTF(), in.readUTF(), in.readUTF());
        }
    }

    private static byte[] encode(StreamKey stream, byte[] batch) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(batch.length + 256);
            try (DataOutputStream out = new DataOutputStream(bytes)) {
                out.writeLong(0);
                out.writeUTF(stream.region());
                out.writeUTF(stream.group());
                out.writeUTF(stream.stream());
                out.write(batch);
            }
            ByteBuffer whole = ByteBuffer.wrap(bytes.toByteArray());
            whole.putInt(0, whole.limit());
            whole.putInt(Integer.BYTES, checksum(whole, 0, whole.limit()));
            return whole.array();
        } catch (IOException e) {
            throw new UncheckedIOException("a batch of " + stream + " cannot be written", e);
        }
    }

    private static int checksum(ByteBuffer bytes, int at, int size) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(at + HEAD, size - HEAD));
        return (int) crc.getValue();
    }

    private Path file(long number) {
        return directory.resolve(String.format(Locale.ROOT, "%012d.spool", number));
    }

    private Path doneFile(long number) {
        return directory.resolve(String.format(Locale.ROOT, "%012d.done", number));
    }
}
