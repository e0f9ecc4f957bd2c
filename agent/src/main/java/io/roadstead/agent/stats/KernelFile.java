package io.roadstead.agent.stats;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A file of the kernel's that says something new each time it is read: opened once, read from its beginning. */
final class KernelFile implements AutoCloseable {
    /** Longer than most of these files; there are a dozen for each container, so none holds more than it needs. */
    private static final int USUAL_BYTES = 4 * 1024;

    /** Of a file that holds one number. */
    private static final int NUMBER_BYTES = 64;

    private static final int MAX_BYTES = 1024 * 1024;

    private static final int BASE = 10;
    private static final int LARGEST_DIGIT = 9;

    private final FileChannel channel;
    private ByteBuffer buffer = ByteBuffer.allocateDirect(NUMBER_BYTES);

    private KernelFile(FileChannel channel) {
        this.channel = channel;
    }

    static KernelFile open(Path path) throws IOException {
        return new KernelFile(FileChannel.open(path, StandardOpenOption.READ));
    }

    /** Empty when there is no such file. */
    static Optional<KernelFile> openIfThere(Path path) throws IOException {
        try {
            return Optional.of(open(path));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    String text() throws IOException {
        while (true) {
            buffer.clear();
            int at = 0;
            int read;
            while (buffer.hasRemaining() && (read = channel.read(buffer, at)) > 0) {
                at += read;
            }
            if (buffer.hasRemaining() || buffer.capacity() >= MAX_BYTES) {
                byte[] bytes = new byte[buffer.flip().remaining()];
                buffer.get(bytes);
                return new String(bytes, StandardCharsets.US_ASCII);
            }
            buffer = ByteBuffer.allocateDirect(Math.max(USUAL_BYTES, buffer.capacity() * 2));
        }
    }

    /**
     * The number that the file begins with, or this when it begins with none: so {@code max}. Read a hundred times a
     * second on a host of as many containers, so it makes no objects.
     */
    long number(long otherwise) throws IOException {
        buffer.clear().limit(NUMBER_BYTES);
        int length = channel.read(buffer, 0);
        long number = 0;
        int at = 0;
        for (; at < length; at++) {
            int digit = buffer.get(at) - '0';
            if (digit < 0 || digit > LARGEST_DIGIT) {
                break;
            }
            number = number * BASE + digit;
        }
        return at == 0 ? otherwise : number;
    }

    /** Lines of a name and a number. */
    Map<String, Long> numbers() throws IOException {
        Map<String, Long> numbers = new LinkedHashMap<>();
        for (String line : text().split("\n", -1)) {
            int space = line.indexOf(' ');
            if (space > 0) {
                numbers.put(
                        line.substring(0, space),
                        Long.parseUnsignedLong(line.substring(space + 1).strip()));
            }
        }
        return numbers;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
