package io.roadstead.control.write;

import io.roadstead.control.index.Index;
import io.roadstead.store.Guard;
import io.roadstead.store.Key;
import io.roadstead.store.Revision;
import io.roadstead.store.Txn;
import io.roadstead.store.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Changes that will be committed together, as far as one transaction holds them. */
final class Batch {
    private final Index index;
    private final Map<Key, Written> writes = new LinkedHashMap<>();
    private final Map<Key, byte[]> encoded = new HashMap<>();
    private final Set<Guard> guards = new LinkedHashSet<>();
    /** Read in the batch before this one, which was still on its way: guarded by the revision it will have. */
    private final Map<Key, Batch> readAhead = new LinkedHashMap<>();

    private int bytes;
    private @Nullable Revision stored;

    /** A record as written, or its removal when absent. */
    record Written(@Nullable Object record) {
        byte[] encode(Index index) {
            return record == null ? new byte[0] : index.encode(record);
        }

        <T> Optional<T> as(Class<T> type) {
            return Optional.ofNullable(record).map(type::cast);
        }
    }

    Batch(Index index) {
        this.index = index;
    }

    @Nullable
    Written pending(Key key) {
        return writes.get(key);
    }

    Map<Key, Written> writes() {
        return writes;
    }

    boolean isEmpty() {
        return writes.isEmpty();
    }

    /** From now on others may guard by what it wrote; and it holds on to no batch before it. */
    void stored(Revision revision) {
        stored = revision;
        readAhead.clear();
    }

    /**
     * Takes the draft's writes in, unless the transaction would grow too large.
     *
     * @throws TooLargeException when the draft alone is larger than a transaction can be
     */
    boolean merge(Draft draft) {
        Map<Key, byte[]> values = new HashMap<>();
        int added = 0;
        int fresh = 0;
        for (Map.Entry<Key, Written> write : draft.writes().entrySet()) {
            byte[] value = write.getValue().encode(index);
            values.put(write.getKey(), value);
            added += value.length + write.getKey().path().length();
            fresh += writes.containsKey(write.getKey()) ? 0 : 1;
        }
        List<Guard> guarded = draft.guards();
        boolean fits = writes.size() + fresh <= Txn.MAX_WRITES
                && bytes + added <= Txn.MAX_BYTES
                && guards.size()
                                + readAhead.size()
                                + guarded.size()
                                + draft.readAhead().size()
                        <= Txn.MAX_GUARDS;
        if (!fits) {
            if (writes.isEmpty() && guards.isEmpty() && readAhead.isEmpty()) {
                throw new TooLargeException("one change of " + fresh + " records and " + added
                        + " bytes, which rests on "
                        + (guarded.size() + draft.readAhead().size())
                        + " others, is larger than a transaction of " + Txn.MAX_WRITES + " records and "
                        + Txn.MAX_BYTES + " bytes on " + Txn.MAX_GUARDS);
            }
            return false;
        }
        bytes += added;
        writes.putAll(draft.writes());
        encoded.putAll(values);
        guards.addAll(guarded);
        readAhead.putAll(draft.readAhead());
        return true;
    }

    /** Only once every batch it has read ahead in is {@link #stored}. */
    Txn transaction(String operationId) {
        List<Write> all = new ArrayList<>(writes.size());
        writes.forEach((key, record) ->
                all.add(record.record() != null ? new Write.Put(key, value(key)) : new Write.Delete(key)));
        Set<Guard> guarded = new LinkedHashSet<>(guards);
        readAhead.forEach((key, earlier) -> guarded.add(earlier.guard(key)));
        return new Txn(operationId, List.copyOf(guarded), all);
    }

    private Guard guard(Key key) {
        Written written = writes.get(key);
        if (stored == null || written == null) {
            throw new IllegalStateException(key.path() + " was read ahead in a batch that is not stored");
        }
        return written.record() == null ? new Guard.Absent(key) : new Guard.At(key, stored);
    }

    private byte[] value(Key key) {
        byte[] value = encoded.get(key);
        if (value == null) {
            throw new IllegalStateException("no value was kept for " + key.path());
        }
        return value;
    }
}
