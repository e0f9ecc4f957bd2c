package io.roadstead.services.objects.catalog;

import io.roadstead.core.Ids;
import io.roadstead.store.Key;
import io.roadstead.store.Prefix;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Store;
import io.roadstead.store.Txn;
import io.roadstead.store.view.RecordDraft;
import io.roadstead.store.view.RecordView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Buckets, objects and uploads by name, and the road to change them. Its rule: bytes before their record, and a record
 * before the bytes it no longer names go. So a crash between the two leaves bytes nobody names, which are swept at the
 * next start, and never a record without its bytes.
 */
public final class Catalog implements AutoCloseable {
    /** S3 tells keys in the order of their bytes in UTF-8. */
    private static final Comparator<String> BY_BYTES = (one, other) ->
            Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

    private final ConcurrentMap<String, ConcurrentNavigableMap<String, StoredObject>> objects =
            new ConcurrentHashMap<>();
    /**
     * A bucket is deleted, and an upload in it completed, while nobody writes to it, or an object could come between the look
     * whether it is empty and the deletion, and a part between the choice of the parts and the object. One server's lock is enough: bytes lie in its own directory, so no other serves them.
     */
    private final ConcurrentMap<String, ReadWriteLock> locks = new ConcurrentHashMap<>();

    private final RecordView view;

    private Catalog(Store store, RecordCodec codec, Ids ids) {
        view = RecordView.open(store, codec, ids, ObjectKeys::type, new ByKey());
    }

    /** Lists what is stored, then follows it. */
    public static Catalog open(Store store, RecordCodec codec, Ids ids) {
        return new Catalog(store, codec, ids);
    }

    private final class ByKey implements RecordView.Listener {
        @Override
        public void put(Key key, Record now) {
            if (now instanceof StoredObject object) {
                objects.computeIfAbsent(object.bucket(), name -> new ConcurrentSkipListMap<>(BY_BYTES))
                        .put(object.key(), object);
            }
        }

        @Override
        public void removed(Key key, Record gone) {
            if (gone instanceof StoredObject object) {
                objects.computeIfPresent(object.bucket(), (name, keys) -> {
                    keys.remove(object.key());
                    return keys.isEmpty() ? null : keys;
                });
            }
        }
    }

    public Optional<Bucket> bucket(String name) {
        return ObjectKeys.isPart(name) ? view.find(ObjectKeys.bucket(name), Bucket.class) : Optional.empty();
    }

    /** All of an account, by name. */
    public List<Bucket> buckets(String account) {
        return view.below(ObjectKeys.buckets(), Bucket.class).stream()
                .filter(bucket -> bucket.scope().account().equals(account))
                .toList();
    }

    /** A bucket's objects by key, as S3 orders them. */
    public NavigableMap<String, StoredObject> objects(Bucket bucket) {
        return objects.getOrDefault(bucket.name(), new ConcurrentSkipListMap<>(BY_BYTES));
    }

    public Optional<StoredObject> object(Bucket bucket, String key) {
        return view.find(ObjectKeys.object(bucket, key), StoredObject.class);
    }

    public Optional<Upload> upload(Bucket bucket, String id) {
        return ObjectKeys.isPart(id)
                ? view.find(ObjectKeys.upload(bucket.scope(), bucket.name(), id), Upload.class)
                : Optional.empty();
    }

    public List<Upload> uploads(Bucket bucket) {
        return view.below(ObjectKeys.uploads(bucket), Upload.class);
    }

    /** An upload's parts by number. */
    public List<Part> parts(Upload upload) {
        return view.below(ObjectKeys.parts(upload), Part.class);
    }

    /** Stores a bucket, unless there is one of its name. */
    public boolean create(Bucket bucket) {
        Key key = ObjectKeys.bucket(bucket.name());
        return view.change(draft -> {
            boolean free = draft.read(key, Bucket.class).isEmpty();
            if (free) {
                draft.put(key, bucket);
            }
            return free;
        });
    }

    /** Changes a bucket; false when it is gone. */
    public boolean change(String name, UnaryOperator<Bucket> change) {
        Key key = ObjectKeys.bucket(name);
        return view.change(draft -> {
            Optional<Bucket> known = draft.read(key, Bucket.class);
            known.ifPresent(bucket -> draft.put(key, change.apply(bucket)));
            return known.isPresent();
        });
    }

    /** What became of a bucket's deletion. */
    public sealed interface Deletion {
        /** @param remains the bytes of uploads that ended with it, which nobody names any more */
        record Done(List<Piece> remains) implements Deletion {}

        record NotThere() implements Deletion {}

        record NotEmpty() implements Deletion {}
    }

    /** Removes a bucket that is empty; uploads that were begun in it end with it. */
    public Deletion delete(Bucket bucket) {
        return locked(lock(bucket.name()).writeLock(), () -> {
            if (!objects(bucket).isEmpty()) {
                return new Deletion.NotEmpty();
            }
            List<Piece> remains = uploads(bucket).stream()
                    .flatMap(upload -> abort(upload).stream())
                    .flatMap(List::stream)
                    .map(Part::piece)
                    .toList();
            Key key = ObjectKeys.bucket(bucket.name());
            return view.change(draft -> {
                if (draft.read(key, Bucket.class).isEmpty()) {
                    return new Deletion.NotThere();
                }
                draft.delete(key);
                return new Deletion.Done(remains);
            });
        });
    }

    /** What a write to a bucket did. */
    public sealed interface Outcome {
        /**
         * @param replaced what was there before
         * @param left the bytes of an upload's parts that are not of the object
         */
        record Done(@Nullable StoredObject replaced, List<Piece> left) implements Outcome {}

        /** What is there now is not as the caller wants it. */
        record Unmet(@Nullable StoredObject present) implements Outcome {}

        record NoBucket() implements Outcome {}

        /** A part that was chosen was put once more meanwhile: its bytes are others, and the former are gone. */
        record OtherParts() implements Outcome {}

        /** Somebody completed or aborted it meanwhile. */
        record NoUpload() implements Outcome {}
    }

    /** Stores an object if what is there before (null for nothing) is as the caller wants it. */
    public Outcome put(StoredObject object, Predicate<@Nullable StoredObject> wanted) {
        return locked(lock(object.bucket()).readLock(), () -> view.change(draft -> write(draft, object, wanted)));
    }

    /**
     * Stores an object in an upload's place; its parts' records go afterwards. No part is stored meanwhile, or the object
     * could be made of bytes that go.
     *
     * @param chosen the parts that the object is made of
     */
    public Outcome complete(
            Upload upload, List<Part> chosen, StoredObject object, Predicate<@Nullable StoredObject> wanted) {
        Key key = ObjectKeys.upload(upload.scope(), upload.bucket(), upload.id());
        return locked(lock(object.bucket()).writeLock(), () -> {
            List<Part> parts = parts(upload);
            Outcome outcome = view.change(draft -> {
                if (draft.read(key, Upload.class).isEmpty()) {
                    return new Outcome.NoUpload();
                }
                if (!new HashSet<>(parts).containsAll(chosen)) {
                    return new Outcome.OtherParts();
                }
                Outcome written = write(draft, object, wanted);
                if (written instanceof Outcome.Done) {
                    draft.delete(key);
                }
                return written;
            });
            if (outcome instanceof Outcome.Done done) {
                forget(parts);
                List<Piece> left =
                        new ArrayList<>(parts.stream().map(Part::piece).toList());
                left.removeAll(Set.copyOf(object.pieces()));
                return new Outcome.Done(done.replaced(), left);
            }
            return outcome;
        });
    }

    private static Outcome write(RecordDraft draft, StoredObject object, Predicate<@Nullable StoredObject> wanted) {
        if (draft.read(ObjectKeys.bucket(object.bucket()), Bucket.class)
                .filter(bucket -> bucket.scope().equals(object.scope()))
                .isEmpty()) {
            return new Outcome.NoBucket();
        }
        Key key = ObjectKeys.object(object.scope(), object.bucket(), object.key());
        StoredObject present = draft.read(key, StoredObject.class).orElse(null);
        if (!wanted.test(present)) {
            return new Outcome.Unmet(present);
        }
        draft.put(key, object);
        return new Outcome.Done(present, List.of());
    }

    /** Removes an object; empty when there is none. */
    public Optional<StoredObject> delete(Bucket bucket, String key) {
        Key at = ObjectKeys.object(bucket, key);
        return view.change(draft -> {
            Optional<StoredObject> known = draft.read(at, StoredObject.class);
            known.ifPresent(object -> draft.delete(at));
            return known;
        });
    }

    /** Stores an upload; false when its bucket is gone. */
    public boolean begin(Upload upload) {
        return locked(
                lock(upload.bucket()).readLock(),
                () -> view.change(draft -> {
                    boolean there = draft.read(ObjectKeys.bucket(upload.bucket()), Bucket.class)
                            .isPresent();
                    if (there) {
                        draft.put(ObjectKeys.upload(upload.scope(), upload.bucket(), upload.id()), upload);
                    }
                    return there;
                }));
    }

    /**
     * Stores a part.
     *
     * @return the one of its number that was there before; nothing at all when the upload is over
     */
    public Optional<Optional<Part>> put(Upload upload, Part part) {
        Key key = ObjectKeys.part(part);
        return locked(
                lock(upload.bucket()).readLock(),
                () -> view.change(draft -> {
                    if (draft.read(ObjectKeys.upload(upload.scope(), upload.bucket(), upload.id()), Upload.class)
                            .isEmpty()) {
                        return Optional.<Optional<Part>>empty();
                    }
                    Optional<Part> before = draft.read(key, Part.class);
                    draft.put(key, part);
                    return Optional.of(before);
                }));
    }

    /**
     * Ends an upload that becomes nothing.
     *
     * @return its parts, whose bytes nobody names any more; nothing at all when it was over already
     */
    public Optional<List<Part>> abort(Upload upload) {
        Key key = ObjectKeys.upload(upload.scope(), upload.bucket(), upload.id());
        boolean ended = view.change(draft -> {
            boolean there = draft.read(key, Upload.class).isPresent();
            if (there) {
                draft.delete(key);
            }
            return there;
        });
        return ended ? Optional.of(forget(parts(upload))) : Optional.empty();
    }

    private List<Part> forget(List<Part> parts) {
        for (int from = 0; from < parts.size(); from += Txn.MAX_WRITES) {
            List<Part> some = parts.subList(from, Math.min(parts.size(), from + Txn.MAX_WRITES));
            view.change(draft -> {
                some.forEach(part -> draft.delete(ObjectKeys.part(part)));
                return some.size();
            });
        }
        return parts;
    }

    /**
     * Removes parts whose upload is over, as a crash may leave them, and tells which bytes are needed. Only at the start,
     * while nobody writes.
     */
    public Set<String> settle() {
        List<Record> all = view.below(Prefix.ALL, Record.class);
        Set<String> uploads = new HashSet<>();
        all.forEach(record -> {
            if (record instanceof Upload upload) {
                uploads.add(upload.id());
            }
        });
        List<Part> parts = all.stream()
                .filter(Part.class::isInstance)
                .map(Part.class::cast)
                .toList();
        forget(parts.stream().filter(part -> !uploads.contains(part.upload())).toList());
        Set<String> needed = new HashSet<>();
        parts.stream()
                .filter(part -> uploads.contains(part.upload()))
                .forEach(part -> needed.add(part.piece().blob()));
        all.forEach(record -> {
            if (record instanceof StoredObject object) {
                object.pieces().forEach(piece -> needed.add(piece.blob()));
            }
        });
        return needed;
    }

    private ReadWriteLock lock(String bucket) {
        return locks.computeIfAbsent(bucket, name -> new ReentrantReadWriteLock());
    }

    private static <T> T locked(Lock lock, Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        view.close();
    }
}
