package io.roadstead.store.view;

import io.roadstead.store.Guard;
import io.roadstead.store.Key;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Txn;
import io.roadstead.store.Write;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What one change reads and writes. Reading guards: the commit happens only if what was read is still so. */
public final class RecordDraft {
    private final Function<Key, RecordView.@Nullable Stored> stored;
    private final Map<Key, Optional<RecordView.Stored>> read = new LinkedHashMap<>();
    private final Map<Key, Optional<Record>> written = new LinkedHashMap<>();

    RecordDraft(Function<Key, RecordView.@Nullable Stored> stored) {
        this.stored = stored;
    }

    /** The record with this key as this change left it; empty when there is none. */
    public <T extends Record> Optional<T> read(Key key, Class<T> type) {
        Optional<Record> own = written.get(key);
        if (own != null) {
            return own.map(type::cast);
        }
        return read.computeIfAbsent(key, first -> Optional.ofNullable(stored.apply(first)))
                .map(RecordView.Stored::record)
                .map(type::cast);
    }

    public void put(Key key, Record record) {
        written.put(key, Optional.of(record));
    }

    /** Removes a record; nothing when there is none. */
    public void delete(Key key) {
        written.put(key, Optional.empty());
    }

    boolean isEmpty() {
        return written.isEmpty();
    }

    Txn txn(String operationId, RecordCodec codec) {
        List<Guard> guards = new ArrayList<>();
        read.forEach((key, known) ->
                guards.add(known.isPresent() ? new Guard.At(key, known.get().revision()) : new Guard.Absent(key)));
        List<Write> writes = new ArrayList<>();
        written.forEach((key, record) -> writes.add(
                record.isPresent() ? new Write.Put(key, codec.encode(record.get())) : new Write.Delete(key)));
        return new Txn(operationId, guards, writes);
    }
}
