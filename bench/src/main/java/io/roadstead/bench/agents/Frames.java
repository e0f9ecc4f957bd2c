package io.roadstead.bench.agents;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A client's side of RFC 6455 section 5: it masks what it sends, and reads what is not masked. */
final class Frames {
    static final int TEXT = 0x1;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;

    /** No message to an agent comes near. */
    static final int LONGEST = 16 << 20;

    private static final int FIN = 0x80;
    private static final int OPCODE = 0x0F;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7F;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int SHORT_HEAD = 2;

    private Frames() {}

    /**
     * A frame that has come whole.
     *
     * @param from where its payload begins in the bytes read
     * @param length of the payload
     * @param end where the next frame begins
     */
    record Frame(int opcode, int from, int length, int end) {
        String text(byte[] data) {
            return new String(data, from, length, StandardCharsets.UTF_8);
        }

        byte[] payload(byte[] data) {
            return Arrays.copyOfRange(data, from, from + length);
        }
    }

    /** A whole masked frame as bytes. */
    static byte[] masked(int opcode, byte[] payload, int mask) {
        ByteBuffer out = ByteBuffer.allocate(SHORT_HEAD + Long.BYTES + Integer.BYTES + payload.length);
        out.put((byte) (FIN | opcode));
        if (payload.length < LENGTH_16) {
            out.put((byte) (MASKED | payload.length));
        } else if (payload.length <= 0xFFFF) {
            out.put((byte) (MASKED | LENGTH_16)).putShort((short) payload.length);
        } else {
            out.put((byte) (MASKED | LENGTH_64)).putLong(payload.length);
        }
        out.putInt(mask);
        for (int i = 0; i < payload.length; i++) {
            int keyByte = mask >>> (Integer.SIZE - Byte.SIZE * (1 + i % Integer.BYTES));
            out.put((byte) (payload[i] ^ keyByte));
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    /**
     * The frame that begins at {@code from}; absent while it is not whole.
     *
     * @throws IOException when it is none that this server sends: masked, in fragments, or beyond all limits
     */
    static @Nullable Frame next(byte[] data, int from, int to) throws IOException {
        if (to - from < SHORT_HEAD) {
            return null;
        }
        int first = data[from] & 0xFF;
        int second = data[from + 1] & 0xFF;
        if ((first & FIN) == 0 || (second & MASKED) != 0) {
            throw new IOException("the server sent a frame that is masked, or part of a message");
        }
        int shortLength = second & LENGTH;
        int extended = shortLength == LENGTH_16 ? Short.BYTES : shortLength == LENGTH_64 ? Long.BYTES : 0;
        int payload = from + SHORT_HEAD + extended;
        if (to < payload) {
            return null;
        }
        long length = shortLength;
        if (extended > 0) {
            length = 0;
            for (int i = from + SHORT_HEAD; i < payload; i++) {
                length = length << Byte.SIZE | (data[i] & 0xFF);
            }
        }
        if (length < 0 || length > LONGEST) {
            throw new IOException("the server sent a frame of " + length + " bytes; the longest taken has " + LONGEST);
        }
        return to - payload < length ? null : new Frame(first & OPCODE, payload, (int) length, payload + (int) length);
    }
}
