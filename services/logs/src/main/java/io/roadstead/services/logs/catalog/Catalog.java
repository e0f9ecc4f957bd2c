package io.roadstead.services.logs.catalog;

import io.roadstead.core.Ids;
import io.roadstead.core.model.Scope;
import io.roadstead.store.Key;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Store;
import io.roadstead.store.Txn;
import io.roadstead.store.view.RecordView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;

/** All groups and streams in memory, and the one road to change them. */
public final class Catalog implements AutoCloseable {
    private final ByName names;
    private final RecordView records;

    private Catalog(RecordView records, ByName names) {
        this.records = records;
        this.names = names;
    }

    /** Lists what is stored, then follows it. */
    public static Catalog open(Store store, RecordCodec codec, Ids ids) {
        ByName names = new ByName();
        return new Catalog(RecordView.open(store, codec, ids, CatalogKeys::typeOf, names), names);
    }

    public Optional<LogGroup> group(Scope scope, String name) {
        return records.find(CatalogKeys.group(scope, name), LogGroup.class);
    }

    /** The groups of a scope by name. */
    public NavigableMap<String, LogGroup> groups(Scope scope) {
        return names.groups.getOrDefault(scope, new ConcurrentSkipListMap<>());
    }

    /** The groups of all scopes. */
    public List<LogGroup> groups() {
        return names.groups.values().stream()
                .flatMap(groups -> groups.values().stream())
                .toList();
    }

    public Optional<LogStream> stream(LogGroup group, String name) {
        return records.find(CatalogKeys.stream(group.scope(), group.id(), name), LogStream.class);
    }

    /** The streams of a group by name. */
    public NavigableMap<String, LogStream> streams(LogGroup group) {
        return names.streams.getOrDefault(group.id(), new ConcurrentSkipListMap<>());
    }

    /** Stores a group, unless there is one of its name. */
    public boolean create(LogGroup group) {
        Key key = CatalogKeys.group(group.scope(), group.name());
        return records.change(draft -> {
            if (draft.read(key, LogGroup.class).isPresent()) {
                return false;
            }
            draft.put(key, group);
            return true;
        });
    }

    /**
     * Changes a group.
     *
     * @return whether there was one
     */
    public boolean change(Scope scope, String name, UnaryOperator<LogGroup> change) {
        Key key = CatalogKeys.group(scope, name);
        return records.change(draft -> {
            Optional<LogGroup> known = draft.read(key, LogGroup.class);
            known.ifPresent(group -> draft.put(key, change.apply(group)));
            return known.isPresent();
        });
    }

    /** Stores a stream; false when the group is gone or has one of its name. */
    public boolean create(LogGroup group, LogStream stream) {
        Key groupKey = CatalogKeys.group(group.scope(), group.name());
        Key key = CatalogKeys.stream(group.scope(), group.id(), stream.name());
        return records.change(draft -> {
            Optional<LogGroup> known = draft.read(groupKey, LogGroup.class);
            if (known.isEmpty()
                    || !known.get().id().equals(group.id())
                    || draft.read(key, LogStream.class).isPresent()) {
                return false;
            }
            draft.put(key, stream);
            return true;
        });
    }

    /** Removes a group and then its streams; false when it is gone already. */
    public boolean delete(LogGroup group) {
        Key key = CatalogKeys.group(group.scope(), group.name());
        boolean deleted = records.change(draft -> {
            boolean there = draft.read(key, LogGroup.class)
                    .filter(known -> known.id().equals(group.id()))
                    .isPresent();
            if (there) {
                draft.delete(key);
            }
            return there;
        });
        if (deleted) {
            deleteStreams(streams(group).values());
        }
        return deleted;
    }

    /** Removes a stream; false when it is gone already. */
    public boolean delete(LogGroup group, LogStream stream) {
        Key key = CatalogKeys.stream(group.scope(), group.id(), stream.name());
        return records.change(draft -> {
            boolean there = draft.read(key, LogStream.class)
                    .filter(known -> known.id().equals(stream.id()))
                    .isPresent();
            if (there) {
                draft.delete(key);
            }
            return there;
        });
    }

    /** Removes the streams that belong to no group any more, as a crash while a group is deleted may leave them. */
    public void deleteOrphans() {
        Set<String> known = new HashSet<>();
        groups().forEach(group -> known.add(group.id()));
        names.streams.forEach((groupId, streams) -> {
            if (!known.contains(groupId)) {
                deleteStreams(streams.values());
            }
        });
    }

    private void deleteStreams(Iterable<LogStream> orphans) {
        List<Key> keys = new ArrayList<>();
        for (LogStream orphan : orphans) {
            keys.add(CatalogKeys.stream(orphan.scope(), orphan.groupId(), orphan.name()));
            if (keys.size() == Txn.MAX_WRITES) {
                delete(keys);
            }
        }
        delete(keys);
    }

    private void delete(List<Key> keys) {
        records.change(draft -> {
            keys.forEach(draft::delete);
            return keys;
        });
        keys.clear();
    }

    @Override
    public void close() {
        records.close();
    }

    /** Groups and streams in the order in which they are listed. */
    private static final class ByName implements RecordView.Listener {
        private final ConcurrentMap<Scope, ConcurrentNavigableMap<String, LogGroup>> groups = new ConcurrentHashMap<>();
        /** By the group's id. */
        private final ConcurrentMap<String, ConcurrentNavigableMap<String, LogStream>> streams =
                new ConcurrentHashMap<>();

        @Override
        public void put(Key key, Record now) {
            if (now instanceof LogGroup group) {
                groups.computeIfAbsent(group.scope(), scope -> new ConcurrentSkipListMap<>())
                        .put(group.name(), group);
            } else if (now instanceof LogStream stream) {
                streams.computeIfAbsent(stream.groupId(), id -> new ConcurrentSkipListMap<>())
                        .put(stream.name(), stream);
            }
        }

        @Override
        public void removed(Key key, Record gone) {
            if (gone instanceof LogGroup group) {
                groups.getOrDefault(group.scope(), new ConcurrentSkipListMap<>())
                        .remove(group.name());
            } else if (gone instanceof LogStream stream) {
                streams.computeIfPresent(stream.groupId(), (id, named) -> {
                    named.remove(stream.name());
                    return named.isEmpty() ? null : named;
                });
            }
        }
    }
}
