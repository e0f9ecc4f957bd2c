package io.roadstead.services.events.trail;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roadstead.core.model.Scope;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;

/** Reads what {@link BlockWriter} wrote. */
final class BlockReader {
    private static final int SEVEN_BITS = 0x7F;
    private static final int MORE = 0x80;

    private final ByteBuffer bytes;
    private final List<String> texts = new ArrayList<>();
    private final List<byte[]> requests = new ArrayList<>();

    private BlockReader(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** Where the whole blocks in these bytes begin, each with its header; what follows the last one is left out. */
    static List<Integer> starts(ByteBuffer segment) {
        List<Integer> starts = new ArrayList<>();
        for (int at = 0; isWhole(segment, at); at = end(segment, at)) {
            starts.add(at);
        }
        return starts;
    }

    /** Behind the block that begins here. */
    static int end(ByteBuffer segment, int start) {
        return start + BlockWriter.HEADER + segment.getInt(start);
    }

    private static boolean isWhole(ByteBuffer segment, int start) {
        if (start + BlockWriter.HEADER > segment.limit()) {
            return false;
        }
        int length = segment.getInt(start);
        if (length <= 0 || length > segment.limit() - start - BlockWriter.HEADER) {
            return false;
        }
        CRC32C checksum = new CRC32C();
        checksum.update(segment.slice(start + BlockWriter.HEADER, length));
        return (int) checksum.getValue() == segment.getInt(start + Integer.BYTES);
    }

    /**
     * The entries of a block, oldest first.
     *
     * @throws IOException when it is whole and yet makes no sense: it was written by another version
     */
    static List<TrailEntry> read(ByteBuffer segment, int start) throws IOException {
        BlockReader reader = new BlockReader(segment.slice(start + BlockWriter.HEADER, segment.getInt(start)));
        List<TrailEntry> entries = new ArrayList<>();
        try {
            while (reader.bytes.hasRemaining()) {
                entries.add(reader.entry());
            }
            return entries;
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException("a block of recorded calls cannot be understood", e);
        }
    }

    private TrailEntry entry() {
        UUID id = uuid();
        int flags = bytes.get();
        String requestId = (flags & BlockWriter.UUID_REQUEST) != 0 ? uuid().toString() : new String(text(), UTF_8);
        Scope scope = new Scope(repeating(), repeating());
        String source = repeating();
        String name = repeating();
        String identity = repeating();
        String username = repeating();
        String accessKeyId = repeating();
        String sourceAddress = repeating();
        String userAgent = repeating();
        boolean failed = (flags & BlockWriter.FAILED) != 0;
        String errorCode = failed ? repeating() : "";
        String errorMessage = failed ? new String(text(), UTF_8) : "";
        return new TrailEntry(
                id,
                scope,
                source,
                name,
                (flags & BlockWriter.READ_ONLY) != 0,
                requestId,
                identity,
                username,
                accessKeyId,
                sourceAddress,
                userAgent,
                errorCode,
                errorMessage,
                request((flags & BlockWriter.REQUEST_AGAIN) != 0),
                text());
    }

    private byte[] request(boolean again) {
        if (again) {
            return requests.get(varint());
        }
        byte[] request = text();
        requests.add(request);
        return request;
    }

    private UUID uuid() {
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    private String repeating() {
        int number = varint();
        if (number == texts.size()) {
            texts.add(new String(text(), UTF_8));
        }
        return texts.get(number);
    }

    private byte[] text() {
        int length = varint();
        if (length > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] text = new byte[length];
        bytes.get(text);
        return text;
    }

    private int varint() {
        int value = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += 7) {
            int next = bytes.get();
            value |= (next & SEVEN_BITS) << shift;
            if ((next & MORE) == 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than 32 bits");
    }
}
