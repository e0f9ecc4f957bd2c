package io.roadstead.services.identity.directory;

import io.roadstead.core.Ids;
import io.roadstead.store.Key;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Store;
import io.roadstead.store.view.RecordView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** All records of identity in memory, and the one road to change them. */
public final class Directory implements AutoCloseable {
    private final Follower follower;
    private final RecordView records;

    private Directory(RecordView records, Follower follower) {
        this.records = records;
        this.follower = follower;
    }

    public static Directory open(Store store, RecordCodec codec, Ids ids) {
        Follower follower = new Follower();
        return new Directory(RecordView.open(store, codec, ids, Kind::typeOf, follower), follower);
    }

    public <T extends Record> Optional<T> find(Kind<T> kind, String account, String name) {
        return Kind.isName(name) ? records.find(kind.key(account, name), kind.type()) : Optional.empty();
    }

    /** All of an account, by name. */
    public <T extends Record> List<T> all(Kind<T> kind, String account) {
        return records.below(kind.prefix(account), kind.type());
    }

    /** Another number after every change: what was made of records while it was the same is still so. */
    public long version() {
        return follower.version.get();
    }

    /** A user's access key of any account. */
    public Optional<StoredKey> accessKey(String accessKeyId) {
        return Optional.ofNullable(follower.accessKeys.get(accessKeyId))
                .flatMap(key -> records.find(key, StoredKey.class));
    }

    /** The access keys of all accounts' users. */
    public List<StoredKey> accessKeys() {
        return follower.accessKeys.values().stream()
                .flatMap(key -> records.find(key, StoredKey.class).stream())
                .toList();
    }

    /** Does all the change writes, or nothing when it throws; it may be applied more than once. */
    public <R> R change(Function<Draft, R> change) {
        return records.change(draft -> change.apply(new Draft(draft)));
    }

    @Override
    public void close() {
        records.close();
    }

    /** Counts changes, and keeps where each access key is stored: its own id is all that a signature tells. */
    private static final class Follower implements RecordView.Listener {
        private final AtomicLong version = new AtomicLong();
        private final ConcurrentMap<String, Key> accessKeys = new ConcurrentHashMap<>();

        @Override
        public void put(Key key, Record now) {
            if (now instanceof StoredKey stored) {
                accessKeys.put(stored.accessKeyId(), key);
            }
            version.incrementAndGet();
        }

        @Override
        public void removed(Key key, Record gone) {
            if (gone instanceof StoredKey stored) {
                accessKeys.remove(stored.accessKeyId());
            }
            version.incrementAndGet();
        }
    }
}
