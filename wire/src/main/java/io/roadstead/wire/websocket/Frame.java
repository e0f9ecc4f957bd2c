package io.roadstead.wire.websocket;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Frames as RFC 6455 section 5 has them. */
final class Frame {
    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;

    static final int CONTROL_LIMIT = 125;

    private static final int FIN = 0x80;
    private static final int RESERVED = 0x70;
    private static final int OPCODE = 0x0F;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7F;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int MASK_BYTES = 4;

    private final int opcode;
    private final boolean last;
    private final byte[] payload;

    private Frame(int opcode, boolean last, byte[] payload) {
        this.opcode = opcode;
        this.last = last;
        this.payload = payload;
    }

    int opcode() {
        return opcode;
    }

    /** Whether this frame ends its message. */
    boolean last() {
        return last;
    }

    byte[] payload() {
        return payload;
    }

    boolean isControl() {
        return opcode >= CLOSE;
    }

    /**
     * Reads a client's next frame.
     *
     * @param limit the longest payload taken
     * @throws Violation when the frame may not be
     */
    static Frame read(Transport in, int limit) throws Violation {
        int first = in.read() & 0xFF;
        int second = in.read() & 0xFF;
        int opcode = first & OPCODE;
        if ((first & RESERVED) != 0) {
            throw new Violation(Session.PROTOCOL_ERROR, "a reserved bit is set, and no extension was agreed");
        }
        if (opcode > PONG || (opcode > BINARY && opcode < CLOSE)) {
            throw new Violation(Session.PROTOCOL_ERROR, "there is no opcode " + opcode);
        }
        if ((second & MASKED) == 0) {
            throw new Violation(Session.PROTOCOL_ERROR, "a client's frame must be masked");
        }
        boolean last = (first & FIN) != 0;
        long length = length(in, second & LENGTH);
        if (opcode >= CLOSE && (!last || length > CONTROL_LIMIT)) {
            throw new Violation(Session.PROTOCOL_ERROR, "a control frame may not be fragmented nor exceed 125 bytes");
        }
        if (length < 0 || length > limit) {
            throw new Violation(Session.TOO_BIG, "the message is too long");
        }
        byte[] mask = in.read(MASK_BYTES);
        byte[] payload = length == 0 ? new byte[0] : in.read((int) length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i & (MASK_BYTES - 1)];
        }
        return new Frame(opcode, last, payload);
    }

    private static long length(Transport in, int length) {
        return switch (length) {
            case LENGTH_16 -> ByteBuffer.wrap(in.read(Short.BYTES)).getShort() & 0xFFFF;
            case LENGTH_64 -> ByteBuffer.wrap(in.read(Long.BYTES)).getLong();
            default -> length;
        };
    }

    /** A server's frame as bytes: whole, not masked. */
    static byte[] encode(int opcode, byte[] payload) {
        ByteBuffer out = ByteBuffer.allocate(payload.length + 2 + Long.BYTES);
        out.put((byte) (FIN | opcode));
        if (payload.length < LENGTH_16) {
            out.put((byte) payload.length);
        } else if (payload.length <= 0xFFFF) {
            out.put((byte) LENGTH_16).putShort((short) payload.length);
        } else {
            out.put((byte) LENGTH_64).putLong(payload.length);
        }
        out.put(payload);
        return Arrays.copyOf(out.array(), out.position());
    }

    /** A close frame as bytes; {@link Session#NO_STATUS} makes one without a code. */
    static byte[] encodeClose(int code, String reason) {
        if (code == Session.NO_STATUS) {
            return encode(CLOSE, new byte[0]);
        }
        ByteBuffer payload = ByteBuffer.allocate(CONTROL_LIMIT);
        payload.putShort((short) code);
        // The encoder stops before a character that no longer fits.
        StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .encode(CharBuffer.wrap(reason), payload, true);
        return encode(CLOSE, Arrays.copyOf(payload.array(), payload.position()));
    }

    /** @throws Violation when it is not UTF-8 */
    static String text(byte[] utf8, int from) throws Violation {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8, from, utf8.length - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Violation(Session.NOT_UTF8, "the text is not UTF-8", e);
        }
    }

    /** The peer broke the protocol: the session ends with this code. */
    static final class Violation extends Exception {
        private final int code;

        Violation(int code, String why) {
            super(why);
            this.code = code;
        }

        Violation(int code, String why, Exception cause) {
            super(why, cause);
            this.code = code;
        }

        int code() {
            return code;
        }

        String why() {
            return String.valueOf(getMessage());
        }
    }
}
