package io.roadstead.services.events.trail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Collects entries as one block: its length, its checksum, then entry after entry. What repeats from call to call (who,
 * what, from where) is written at its first use and is a number from then on, and so is a request that came before, so that
 * a call of which there are thousands a second takes some 45 bytes, and its request where that is another each time. {@link
 * BlockReader} reads it.
 *
 * <p>An entry: its id, a byte of flags, its request id (16 bytes, or a text where it is no UUID), nine repeating texts, the
 * error's code and message when there is one, the request, the response as a text. The request is a text, or, where the flag
 * {@link #REQUEST_AGAIN} is set, the number of one: how many were written as texts before it. Blocks of older versions
 * never have that flag. Lengths and numbers are varints.
 */
public final class BlockWriter {
    static final int HEADER = 8;
    static final int READ_ONLY = 1;
    static final int FAILED = 2;
    static final int UUID_REQUEST = 4;
    static final int REQUEST_AGAIN = 8;

    private static final int FIRST_SIZE = 64 << 10;
    /** Requests of one block that are told again by their number, and how long one may be; others are texts each time. */
    private static final int REQUESTS_KNOWN = 500;

    private static final int LONGEST_KNOWN = 16 << 10;
    private static final int UUID_LENGTH = 36;
    private static final int SEVEN_BITS = 0x7F;
    private static final int MORE = 0x80;

    private final Map<String, Integer> texts = new HashMap<>();
    private final Map<Request, Integer> requests = new HashMap<>();
    /** How many requests were written as texts. */
    private int requestsWritten;

    private byte[] bytes = new byte[FIRST_SIZE];
    private int length = HEADER;
    private @Nullable UUID first;

    /** One that was written as a text, by its content. */
    private static final class Request {
        private final byte[] json;

        Request(byte[] json) {
            this.json = json;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Request request && Arrays.equals(json, request.json);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(json);
        }
    }

    /** Adds an entry, later than those before. */
    public void add(TrailEntry entry) {
        if (first == null) {
            first = entry.id();
        }
        number(entry.id().getMostSignificantBits());
        number(entry.id().getLeastSignificantBits());
        UUID requestId = uuid(entry.requestId());
        boolean failed = !entry.errorCode().isEmpty();
        Integer again = again(entry.request());
        single((entry.readOnly() ? READ_ONLY : 0)
                | (failed ? FAILED : 0)
                | (requestId != null ? UUID_REQUEST : 0)
                | (again != null ? REQUEST_AGAIN : 0));
        if (requestId == null) {
            text(entry.requestId().getBytes(UTF_8));
        } else {
            number(requestId.getMostSignificantBits());
            number(requestId.getLeastSignificantBits());
        }
        repeating(entry.scope().account());
        repeating(entry.scope().region());
        repeating(entry.source());
        repeating(entry.name());
        repeating(entry.identity());
        repeating(entry.username());
        repeating(entry.accessKeyId());
        repeating(entry.sourceAddress());
        repeating(entry.userAgent());
        if (failed) {
            repeating(entry.errorCode());
            text(entry.errorMessage().getBytes(UTF_8));
        }
        if (again != null) {
            varint(again);
        } else {
            text(entry.request());
        }
        text(entry.response());
    }

    /** The id of its first entry; absent as long as there is none. */
    @Nullable
    UUID first() {
        return first;
    }

    /** How many bytes it has by now. */
    public int size() {
        return length;
    }

    /** The block as it is to be written; nothing may be added before {@link #clear}. */
    ByteBuffer finish() {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, HEADER, length - HEADER);
        ByteBuffer block = ByteBuffer.wrap(bytes, 0, length);
        block.putInt(0, length - HEADER).putInt(Integer.BYTES, (int) checksum.getValue());
        return block;
    }

    /** Empties it, for another block. */
    public void clear() {
        texts.clear();
        requests.clear();
        requestsWritten = 0;
        length = HEADER;
        first = null;
    }

    private static @Nullable UUID uuid(String text) {
        if (text.length() != UUID_LENGTH) {
            return null;
        }
        try {
            UUID parsed = UUID.fromString(text);
            return parsed.toString().equals(text) ? parsed : null;
        } catch (IllegalArgumentException another) {
            return null;
        }
    }

    /** The number of the same request, if it has one; otherwise this one gets the next. */
    private @Nullable Integer again(byte[] json) {
        Integer known = null;
        if (json.length > 0 && json.length <= LONGEST_KNOWN) {
            Request request = new Request(json);
            known = requests.size() < REQUESTS_KNOWN
                    ? requests.putIfAbsent(request, requestsWritten)
                    : requests.get(request);
        }
        requestsWritten += known == null ? 1 : 0;
        return known;
    }

    private void repeating(String text) {
        int fresh = texts.size();
        Integer known = texts.putIfAbsent(text, fresh);
        if (known != null) {
            varint(known);
        } else {
            varint(fresh);
            text(text.getBytes(UTF_8));
        }
    }

    private void text(byte[] text) {
        varint(text.length);
        room(text.length);
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
    }

    private void varint(int value) {
        int rest = value;
        while (rest > SEVEN_BITS) {
            single((rest & SEVEN_BITS) | MORE);
            rest >>>= 7;
        }
        single(rest);
    }

    private void number(long value) {
        room(Long.BYTES);
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            bytes[length++] = (byte) (value >>> shift);
        }
    }

    private void single(int value) {
        room(1);
        bytes[length++] = (byte) value;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
