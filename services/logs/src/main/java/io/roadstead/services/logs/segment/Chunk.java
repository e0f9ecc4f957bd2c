package io.roadstead.services.logs.segment;

import java.nio.ByteBuffer;

/**
 * A run of whole frames in a segment, and what the events in it span: the index's one kind of entry. Small enough to be
 * read at once, large enough that few are needed.
 *
 * @param segment the number of the segment
 * @param earliest the earliest time of an event in it, {@code latest} the latest
 */
record Chunk(long segment, long offset, int length, long earliest, long latest, long firstOrdinal, int count) {
    static final int BYTES = 5 * Long.BYTES + 2 * Integer.BYTES;

    static Chunk of(long segment, long offset, Frame frame) {
        return new Chunk(
                segment, offset, frame.length(), frame.earliest(), frame.latest(), frame.firstOrdinal(), frame.count());
    }

    /** This and the frame right behind it. */
    Chunk and(Frame frame) {
        return new Chunk(
                segment,
                offset,
                length + frame.length(),
                Math.min(earliest, frame.earliest()),
                Math.max(latest, frame.latest()),
                firstOrdinal,
                count + frame.count());
    }

    long end() {
        return offset + length;
    }

    void put(ByteBuffer out) {
        out.putLong(segment)
                .putLong(offset)
                .putInt(length)
                .putLong(earliest)
                .putLong(latest)
                .putLong(firstOrdinal)
                .putInt(count);
    }

    static Chunk get(ByteBuffer in) {
        return new Chunk(
                in.getLong(), in.getLong(), in.getInt(), in.getLong(), in.getLong(), in.getLong(), in.getInt());
    }
}
