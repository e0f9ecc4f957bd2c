package io.roadstead.services.identity.directory;

import io.roadstead.services.identity.directory.Directory.Stored;
import io.roadstead.store.Guard;
import io.roadstead.store.Key;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Revision;
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
public final class Draft {
    private final Function<Key, @Nullable Stored> stored;
    private final Map<Key, Optional<Revision>> read = new LinkedHashMap<>();
    private final Map<Key, Optional<Record>> written = new LinkedHashMap<>();

    Draft(Function<Key, @Nullable Stored> stored) {
        this.stored = stored;
    }

    public <T extends Record> Optional<T> read(Kind<T> kind, String account, String name) {
        if (name.isEmpty() || name.indexOf('/') >= 0) {
            return Optional.empty();
        }
        Key key = kind.key(account, name);
        Optional<Record> own = written.get(key);
        if (own != null) {
            return own.map(kind.type()::cast);
        }
        Stored known = stored.apply(key);
        read.put(key, Optional.ofNullable(known).map(Stored::revision));
        return Optional.ofNullable(known).map(Stored::record).map(kind.type()::cast);
    }

    public <T extends Record> void put(Kind<T> kind, String account, String name, T record) {
        written.put(kind.key(account, name), Optional.of(record));
    }

    public void delete(Kind<?> kind, String account, String name) {
        written.put(kind.key(account, name), Optional.empty());
    }

    boolean isEmpty() {
        return written.isEmpty();
    }

    Txn txn(String operationId, RecordCodec codec) {
        List<Guard> guards = new ArrayList<>();
        read.forEach((key, revision) ->
                guards.add(revision.isPresent() ? new Guard.At(key, revision.get()) : new Guard.Absent(key)));
        List<Write> writes = new ArrayList<>();
        written.forEach((key, record) -> writes.add(
                record.isPresent() ? new Write.Put(key, codec.encode(record.get())) : new Write.Delete(key)));
        return new Txn(operationId, guards, writes);
    }
}
