package io.roadstead.services.logs.segment;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One batch as bytes: a head of fixed length, the sender's name, then the events. Its checksum covers all of it, so a
 * frame is whole or it is none.
 *
 * <pre>
 *  0 magic   4 length of all   8 checksum of what follows   12 ingested   20 first ordinal
 * 28 earliest time   36 latest time   44 count   48 mark's number   56 length of the sender's name (0: no mark)
 * 58 the sender's name, then for each event: time after the last one's, length, UTF-8 (the numbers as varints)
 * </pre>
 *
 * @param offset where it begins in its buffer
 */
record Frame(ByteBuffer buffer, int offset) {
    static final int HEAD = 58;
    /** No frame is larger: a batch of the largest size CloudWatch takes, and what the frame adds. */
    static final int LARGEST = 1 << 23;

    private static final int MAGIC = 0x4C4F4731;
    private static final int AT_LENGTH = 4;
    private static final int AT_CHECKSUM = 8;
    private static final int AT_INGESTED = 12;
    private static final int AT_ORDINAL = 20;
    private static final int AT_EARLIEST = 28;
    private static final int AT_LATEST = 36;
    private static final int AT_COUNT = 44;
    private static final int AT_NUMBER = 48;
    private static final int AT_SENDER = 56;
    private static final int VARINT_BITS = 7;
    private static final int VARINT_MORE = 0x80;

    /** Is shown the events of a frame, in order. */
    interface Reader {
        void event(long ordinal, long timestamp, ByteBuffer message);
    }

    static byte[] encode(Batch batch, long firstOrdinal) {
        Batch.Mark mark = batch.mark();
        byte[] sender = mark == null ? new byte[0] : mark.sender().getBytes(UTF_8);
        byte[][] messages = new byte[batch.lines().size()][];
        int room = HEAD + sender.length;
        for (int i = 0; i < messages.length; i++) {
            messages[i] = batch.lines().get(i).message().getBytes(UTF_8);
            room += messages[i].length + 16;
        }
        ByteBuffer out = ByteBuffer.allocate(room);
        long earliest = batch.lines().getFirst().timestamp();
        out.putInt(MAGIC)
                .putInt(0)
                .putInt(0)
                .putLong(batch.ingested())
                .putLong(firstOrdinal)
                .putLong(earliest)
                .putLong(batch.lines().getLast().timestamp())
                .putInt(messages.length)
                .putLong(mark == null ? 0 : mark.number())
                .putShort((short) sender.length)
                .put(sender);
        long last = earliest;
        for (int i = 0; i < messages.length; i++) {
            long timestamp = batch.lines().get(i).timestamp();
            putVarint(out, timestamp - last);
            putVarint(out, messages[i].length);
            out.put(messages[i]);
            last = timestamp;
        }
        int length = out.position();
        out.putInt(AT_LENGTH, length);
        out.putInt(AT_CHECKSUM, checksum(out, 0, length));
        byte[] bytes = new byte[length];
        out.get(0, bytes);
        return bytes;
    }

    /** The whole and undamaged frame that begins there, or null. */
    static @Nullable Frame at(ByteBuffer buffer, int offset) {
        int left = buffer.limit() - offset;
        if (left < HEAD || buffer.getInt(offset) != MAGIC) {
            return null;
        }
        int length = buffer.getInt(offset + AT_LENGTH);
        if (length < HEAD || length > left || length > LARGEST) {
            return null;
        }
        return buffer.getInt(offset + AT_CHECKSUM) == checksum(buffer, offset, length)
                ? new Frame(buffer, offset)
                : null;
    }

    int length() {
        return buffer.getInt(offset + AT_LENGTH);
    }

    long ingested() {
        return buffer.getLong(offset + AT_INGESTED);
    }

    long firstOrdinal() {
        return buffer.getLong(offset + AT_ORDINAL);
    }

    long earliest() {
        return buffer.getLong(offset + AT_EARLIEST);
    }

    long latest() {
        return buffer.getLong(offset + AT_LATEST);
    }

    int count() {
        return buffer.getInt(offset + AT_COUNT);
    }

    Batch.@Nullable Mark mark() {
        int length = buffer.getShort(offset + AT_SENDER);
        if (length == 0) {
            return null;
        }
        byte[] sender = new byte[length];
        buffer.get(offset + HEAD, sender);
        return new Batch.Mark(new String(sender, UTF_8), buffer.getLong(offset + AT_NUMBER));
    }

    void read(Reader reader) {
        ByteBuffer in = buffer.duplicate();
        in.position(offset + HEAD + buffer.getShort(offset + AT_SENDER));
        long timestamp = earliest();
        long ordinal = firstOrdinal();
        for (int i = 0; i < count(); i++) {
            timestamp += varint(in);
            int length = (int) varint(in);
            reader.event(ordinal + i, timestamp, in.slice(in.position(), length));
            in.position(in.position() + length);
        }
    }

    private static int checksum(ByteBuffer buffer, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.slice(offset + AT_INGESTED, length - AT_INGESTED));
        return (int) crc.getValue();
    }

    private static void putVarint(ByteBuffer out, long value) {
        long left = value;
        while (left >= VARINT_MORE) {
            out.put((byte) (left | VARINT_MORE));
            left >>>= VARINT_BITS;
        }
        out.put((byte) left);
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += VARINT_BITS) {
            byte each = in.get();
            value |= (long) (each & (VARINT_MORE - 1)) << shift;
            if (each >= 0) {
                return value;
            }
        }
    }
}
