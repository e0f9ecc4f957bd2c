package io.roadstead.control.events;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * A file of the journal.
 *
 * @param length how many of its bytes are known to be on the disk, whole events all
 * @param newest when its last event was written
 */
record Segment(long number, Path file, long length, Instant newest) {
    private static final String SUFFIX = ".jsonl";
    private static final int CHUNK = 64 * 1024;

    /** Is shown each line. */
    interface Lines {
        /**
         * @param line without its end
         * @param end the offset behind its end
         * @return whether to go on
         */
        boolean line(byte[] line, long end);
    }

    static Path file(Path directory, long number) {
        return directory.resolve(String.format(Locale.ROOT, "%012d%s", number, SUFFIX));
    }

    /** The number of a segment's file; empty for other files. */
    static OptionalLong numberOf(Path file) {
        String name = file.getFileName().toString();
        return name.matches("\\d{12}\\.jsonl")
                ? OptionalLong.of(Long.parseLong(name.substring(0, name.length() - SUFFIX.length())))
                : OptionalLong.empty();
    }

    Segment grown(long newLength, Instant when) {
        return new Segment(number, file, newLength, when);
    }

    /** Reads whole lines from an offset on; a last line without an end is not shown. */
    void lines(long from, Lines lines) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            long at = from;
            while (at < length) {
                chunk.clear();
                chunk.limit((int) Math.min(CHUNK, length - at));
                if (channel.read(chunk, at) < 0) {
                    return;
                }
                chunk.flip();
                while (chunk.hasRemaining()) {
                    byte each = chunk.get();
                    at++;
                    if (each != '\n') {
                        line.write(each);
                        continue;
                    }
                    boolean more = lines.line(line.toByteArray(), at);
                    line.reset();
                    if (!more) {
                        return;
                    }
                }
            }
        }
    }
}
