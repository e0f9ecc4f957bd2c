package io.roadstead.services.logs.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of frames, and beside a full one the file of its chunks. The latter only saves reading the former: without it,
 * or damaged, the frames are looked at again.
 */
final class SegmentFile {
    private static final Logger log = LoggerFactory.getLogger(SegmentFile.class);
    private static final String FRAMES = ".log";
    private static final String CHUNKS = ".idx";
    private static final int INDEX_HEAD = 2 * Integer.BYTES;

    private SegmentFile() {}

    /**
     * What a segment holds.
     *
     * @param end the offset behind its last whole frame
     * @param marks the last number of each sender
     * @param firstIngested when its first batch was taken, {@code lastIngested} its last; 0 for an empty one
     */
    record Content(List<Chunk> chunks, long end, Map<String, Long> marks, long firstIngested, long lastIngested) {}

    static Path file(Path directory, long number) {
        return directory.resolve(String.format(Locale.ROOT, "%012d%s", number, FRAMES));
    }

    private static Path indexFile(Path directory, long number) {
        return directory.resolve(String.format(Locale.ROOT, "%012d%s", number, CHUNKS));
    }

    /** The numbers of the segments there are, ascending. */
    static List<Long> numbers(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(SegmentFile::numberOf)
                    .flatMapToLong(OptionalLong::stream)
                    .sorted()
                    .boxed()
                    .toList();
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }

    private static OptionalLong numberOf(Path file) {
        String name = file.getFileName().toString();
        return name.matches("\\d{12}\\.log")
                ? OptionalLong.of(Long.parseLong(name.substring(0, name.length() - FRAMES.length())))
                : OptionalLong.empty();
    }

    /** The chunks of a full segment. */
    static List<Chunk> chunks(Path directory, long number, int chunkBytes) throws IOException {
        List<Chunk> kept = readIndex(indexFile(directory, number));
        if (kept != null) {
            return kept;
        }
        List<Chunk> found = scan(directory, number, chunkBytes).chunks();
        writeIndex(directory, number, found);
        return found;
    }

    /** Reads every frame. What is damaged is skipped, and said; what follows the last whole frame is not counted. */
    static Content scan(Path directory, long number, int chunkBytes) throws IOException {
        Path file = file(directory, number);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        List<Chunk> chunks = new ArrayList<>();
        Map<String, Long> marks = new HashMap<>();
        long first = 0;
        long last = 0;
        int at = 0;
        int end = 0;
        while (at < bytes.limit()) {
            Frame frame = Frame.at(bytes, at);
            if (frame == null) {
                at++;
                continue;
            }
            if (at > end) {
                log.error("{} is damaged from byte {} to byte {}: the events there are lost.", file, end, at);
            }
            add(chunks, number, at, frame, chunkBytes);
            Batch.Mark mark = frame.mark();
            if (mark != null) {
                marks.merge(mark.sender(), mark.number(), Math::max);
            }
            first = first == 0 ? frame.ingested() : first;
            last = frame.ingested();
            at += frame.length();
            end = at;
        }
        return new Content(chunks, end, marks, first, last);
    }

    /** Enters a frame into the index: into the last chunk, or as the first of another. */
    static void add(List<Chunk> chunks, long segment, long offset, Frame frame, int chunkBytes) {
        Chunk last = chunks.isEmpty() ? null : chunks.getLast();
        if (last != null && last.segment() == segment && last.end() == offset && last.length() < chunkBytes) {
            chunks.set(chunks.size() - 1, last.and(frame));
        } else {
            chunks.add(Chunk.of(segment, offset, frame));
        }
    }

    /** Cuts a segment back to its whole frames; says so if there was anything else. */
    static void cut(Path directory, long number, long end) throws IOException {
        Path file = file(directory, number);
        long length = Files.size(file);
        if (length > end) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(end);
                channel.force(true);
            }
            log.warn(
                    "Cut {} bytes off the end of {}: a batch that was not finished, and never acknowledged.",
                    length - end,
                    file);
        }
    }

    /** The bytes of a chunk; none when its segment was deleted meanwhile. */
    static ByteBuffer read(Path directory, Chunk chunk) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(chunk.length());
        try (FileChannel channel = FileChannel.open(file(directory, chunk.segment()), StandardOpenOption.READ)) {
            while (bytes.hasRemaining() && channel.read(bytes, chunk.offset() + bytes.position()) >= 0) {
                // Until it is full, or the file ends.
            }
        } catch (NoSuchFileException deleted) {
            return ByteBuffer.allocate(0);
        }
        return bytes.flip();
    }

    /** Remembers a full segment's chunks. They can be found again, so a disk without room for them is no failure. */
    static void writeIndex(Path directory, long number, List<Chunk> chunks) {
        ByteBuffer out = ByteBuffer.allocate(INDEX_HEAD + chunks.size() * Chunk.BYTES);
        out.putInt(chunks.size()).putInt(0);
        chunks.forEach(chunk -> chunk.put(out));
        out.putInt(Integer.BYTES, checksum(out.array()));
        Path file = indexFile(directory, number);
        Path fresh = directory.resolve(file.getFileName() + ".new");
        try {
            Files.write(fresh, out.array());
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            log.warn("{} could not be written, and its segment will be read as a whole at the next start", file, e);
        }
    }

    private static @Nullable List<Chunk> readIndex(Path file) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException none) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length < INDEX_HEAD
                || bytes.length != INDEX_HEAD + (long) in.getInt() * Chunk.BYTES
                || in.getInt() != checksum(bytes)) {
            return null;
        }
        List<Chunk> chunks = new ArrayList<>();
        while (in.hasRemaining()) {
            chunks.add(Chunk.get(in));
        }
        return chunks;
    }

    private static int checksum(byte[] index) {
        CRC32C crc = new CRC32C();
        crc.update(index, INDEX_HEAD, index.length - INDEX_HEAD);
        return (int) crc.getValue();
    }

    static void delete(Path directory, long number) throws IOException {
        Files.deleteIfExists(indexFile(directory, number));
        Files.deleteIfExists(file(directory, number));
    }
}
