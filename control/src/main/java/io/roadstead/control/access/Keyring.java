package io.roadstead.control.access;

import io.roadstead.control.access.KeyringFile.Entry;
import io.roadstead.core.Sealing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The installation's master keys. The newest seals and signs; the others are kept while something needs them ({@link
 * KeyRenewal}). What is sealed names its key: {@code <key's id>:<base64>}. What names none was sealed when there was one
 * key only, the first.
 *
 * <p>A key counts only once it is on the disk, so nothing is ever sealed by a key that a crash could take.
 */
public final class Keyring implements Sealing {
    /** Keys a ring holds: each rotation waits for nothing, so there may be several that are still needed. */
    public static final int MOST = 64;

    /**
     * How long after its making a key begins to count for names that must not change: nothing made before it may look as if
     * made after it, though the writing of its file took a while.
     */
    static final Duration SETTLING = Duration.ofMinutes(1);

    private final @Nullable KeyringFile file;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile List<Entry> entries;

    /**
     * What is told of a key.
     *
     * @param madeAt the beginning of time for the original one
     * @param endedAt since when another is the current one; absent for the current one
     */
    public record Told(String id, Instant madeAt, Optional<Instant> endedAt) {}

    private Keyring(@Nullable KeyringFile file, List<Entry> entries) {
        this.file = file;
        this.entries = List.copyOf(entries);
    }

    /** A ring of one key that is kept nowhere, for tests. */
    public static Keyring random() {
        return new Keyring(null, List.of(new Entry(MasterKey.random(), Instant.EPOCH, true)));
    }

    /**
     * The keys in the operator's file, or else in the usual one.
     *
     * @throws MasterKeyException as {@link #open(Path)}, and when both files are there, for then it is not said which counts
     */
    public static Keyring open(@Nullable Path operators, Path usual) throws IOException {
        if (operators != null && Files.exists(usual)) {
            throw new MasterKeyException("There are two master keys: " + operators + " was named, and " + usual
                    + " is there too. If the latter sealed what is stored, move it to the place of the former: mv "
                    + usual + " " + operators + "; otherwise remove it.");
        }
        return open(operators == null ? usual : operators);
    }

    /**
     * The keys in the file, or a new one when there is no file, which is kept from {@link #keep} on.
     *
     * @throws MasterKeyException when the file holds no keys, or has a mode that lets others read it
     */
    public static Keyring open(Path file) throws IOException {
        return open(new KeyringFile(file));
    }

    static Keyring open(KeyringFile file) throws IOException {
        // A key drawn now sealed nothing that is there already, so it does not answer for what names no key.
        return new Keyring(
                file, file.read().orElseGet(() -> List.of(new Entry(MasterKey.random(), Instant.EPOCH, false))));
    }

    /** Writes a ring to the disk whose file was not there. */
    public void keep() throws IOException {
        lock.lock();
        try {
            if (file != null && file.read().isEmpty()) {
                file.write(entries);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Where the keys are, for messages. */
    public String place() {
        return file == null ? "memory" : file.path().toString();
    }

    /**
     * Makes a key and lets it be the current one.
     *
     * @return its id
     * @throws MasterKeyException when there are too many already, or somebody else changed the file
     * @throws IOException when the file could not be written; then all is as it was
     */
    public String rotate(Instant now) throws IOException {
        lock.lock();
        try {
            if (entries.size() >= MOST) {
                throw new MasterKeyException("There are " + MOST
                        + " master keys already, each still needed by something: ./roadstead key status tells by what."
                        + " Rotate again when some of them are gone.");
            }
            MasterKey key = MasterKey.random();
            // Later than the one before, whatever the clock did: their order is their order in time.
            Instant after = entries.getLast().madeAt().plusMillis(1);
            List<Entry> with = new ArrayList<>(entries);
            with.add(new Entry(key, now.isBefore(after) ? after : now, false));
            write(with);
            return key.id();
        } finally {
            lock.unlock();
        }
    }

    /** Lets a key go that nothing needs any more; never the current one. */
    void drop(String id) throws IOException {
        lock.lock();
        try {
            List<Entry> without = new ArrayList<>(entries);
            without.removeIf(entry -> entry.key().id().equals(id) && !id.equals(current()));
            if (without.size() < entries.size()) {
                write(without);
            }
        } finally {
            lock.unlock();
        }
    }

    private void write(List<Entry> wanted) throws IOException {
        if (file != null) {
            requireUnchanged(file);
            file.write(wanted);
        }
        entries = List.copyOf(wanted);
    }

    /** What somebody else wrote meanwhile is not written over: it could be a key that sealed something. */
    private void requireUnchanged(KeyringFile kept) throws IOException {
        List<String> there = kept.read().orElse(entries).stream()
                .map(entry -> entry.key().id())
                .toList();
        if (!there.equals(keys())) {
            throw new MasterKeyException("The master keys in " + place() + " are others than when this server started:"
                    + " is the file another server's too? Give each a file of its own, and start this one again.");
        }
    }

    /** All keys, the oldest first. */
    public List<Told> told() {
        List<Entry> now = entries;
        List<Told> told = new ArrayList<>();
        for (int i = 0; i < now.size(); i++) {
            told.add(new Told(
                    now.get(i).key().id(),
                    now.get(i).madeAt(),
                    i + 1 < now.size() ? Optional.of(now.get(i + 1).madeAt()) : Optional.empty()));
        }
        return told;
    }

    @Override
    public String seal(String secret, String context) {
        MasterKey key = entries.getLast().key();
        return key.id() + ":" + key.seal(secret, context);
    }

    /** @throws MasterKeyException when its key is not here, or it was sealed for another context, or changed */
    @Override
    public String open(String sealed, String context) {
        String id = keyOf(sealed);
        MasterKey key = find(id).orElseThrow(() -> new MasterKeyException("What is sealed for " + context
                + " cannot be opened: it was sealed with "
                + (id.isEmpty() ? "the first master key" : "master key " + id) + ", which is not in " + place() + "."));
        return key.open(sealed.substring(sealed.indexOf(':') + 1), context);
    }

    @Override
    public String keyOf(String sealed) {
        int colon = sealed.indexOf(':');
        return colon < 0 ? first().orElse(FIRST) : sealed.substring(0, colon);
    }

    @Override
    public String current() {
        return entries.getLast().key().id();
    }

    @Override
    public String currentAt(Instant then) {
        List<Entry> now = entries;
        int at = now.size() - 1;
        while (at > 0 && now.get(at).madeAt().plus(SETTLING).isAfter(then)) {
            at--;
        }
        return now.get(at).key().id();
    }

    @Override
    public List<String> keys() {
        return entries.stream().map(entry -> entry.key().id()).toList();
    }

    @Override
    public Optional<String> first() {
        return entries.stream()
                .filter(Entry::first)
                .map(entry -> entry.key().id())
                .findFirst();
    }

    @Override
    public Optional<byte[]> sign(String key, String text) {
        return (key.equals(FIRST) ? first() : Optional.of(key))
                .flatMap(this::find)
                .map(found -> found.sign(text));
    }

    private Optional<MasterKey> find(String id) {
        return entries.stream()
                .map(Entry::key)
                .filter(key -> key.id().equals(id))
                .findFirst();
    }
}
