package io.roadstead.control.index;

import io.roadstead.store.RecordCodec;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Encodes records, and decodes them; but what this very server has encoded a moment ago it knows without reading it.
 * A store in the same process gives back by its watch the very array that was committed; then the record is the one
 * it was made from. Records never change, so both are as good. Any other array is read.
 */
final class OwnWrites {
    /** A later one takes an earlier one's place, and then that is read: a loss of time only. */
    static final int PLACES = 4_096;

    private final RecordCodec codec;
    private final AtomicReferenceArray<@Nullable Written> places = new AtomicReferenceArray<>(PLACES);

    @SuppressWarnings("ArrayRecordComponent") // by identity only
    private record Written(byte[] bytes, Object record) {}

    OwnWrites(RecordCodec codec) {
        this.codec = codec;
    }

    byte[] encode(Object record) {
        byte[] bytes = codec.encode(record);
        places.set(place(bytes), new Written(bytes, record));
        return bytes;
    }

    <T> T decode(byte[] bytes, Class<T> type) {
        int place = place(bytes);
        Written written = places.get(place);
        if (written != null && written.bytes() == bytes && type.isInstance(written.record())) {
            places.compareAndSet(place, written, null);
            return type.cast(written.record());
        }
        return codec.decode(bytes, type);
    }

    private static int place(byte[] bytes) {
        return System.identityHashCode(bytes) & (PLACES - 1);
    }
}
