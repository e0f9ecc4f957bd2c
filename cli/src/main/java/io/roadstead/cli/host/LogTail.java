package io.roadstead.cli.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The last lines of a log, to be shown where something failed. */
public final class LogTail {
    static final int LINES = 20;
    static final int BYTES = 64 * 1024;

    private LogTail() {}

    /**
     * The last {@value #LINES} lines, each indented, of what was written after byte {@code from}; a sentence when there
     * is nothing.
     */
    public static String of(Path log, long from) {
        try (var channel = Files.newByteChannel(log)) {
            long size = channel.size();
            // A log that was rolled meanwhile is shorter than it was.
            long start = Math.max(from <= size ? from : 0, size - BYTES);
            channel.position(start);
            var buffer = java.nio.ByteBuffer.allocate((int) (size - start));
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // Read on.
            }
            List<String> lines = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            if (lines.isEmpty()) {
                return "  (nothing was written)";
            }
            return lines.subList(Math.max(0, lines.size() - LINES), lines.size()).stream()
                    .map(line -> "  " + line)
                    .reduce((a, b) -> a + "\n" + b)
                    .orElse("");
        } catch (IOException e) {
            return "  (" + log + " cannot be read: " + e.getMessage() + ")";
        }
    }
}
