package io.roadstead.control.access;

import io.roadstead.core.KeyUse;
import io.roadstead.core.Sealing;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rotates the master key, has everything that older keys sealed sealed anew in the background, and lets old keys go.
 *
 * <p>Its one rule: nothing is remembered of how far it came. What is sealed tells by which key, so a server that was killed
 * at any moment looks again when it starts and goes on. An old key is let go only when no use of it is left and temporary
 * credentials that it signed have ended.
 */
public final class KeyRenewal implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KeyRenewal.class);

    private final Keyring keys;
    private final List<KeyUse> uses;
    private final Settings settings;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private boolean wanted = true;
    private volatile boolean closed;
    private volatile boolean working;
    private volatile @Nullable String failure;

    /**
     * @param kept how long a key is kept after another took its place: longer than any temporary credentials last
     * @param again when to look again while old keys are left
     * @param retry when to try again what failed
     */
    public record Settings(Duration kept, Duration again, Duration retry) {
        /** GetSessionToken gives credentials for up to 36 hours, which is the longest. */
        public static final Settings DEFAULT =
                new Settings(Duration.ofHours(37), Duration.ofMinutes(10), Duration.ofMinutes(1));
    }

    /**
     * One master key and what needs it.
     *
     * @param use how many of what, by its name
     * @param keptUntil when an old one may be let go at the earliest; absent for the current one
     */
    public record Status(Keyring.Told key, Map<String, Integer> use, Optional<Instant> keptUntil) {}

    private KeyRenewal(Keyring keys, List<KeyUse> uses, Settings settings, InstantSource clock) {
        this.keys = keys;
        this.uses = List.copyOf(uses);
        this.settings = settings;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("master-keys").unstarted(this::work);
    }

    /**
     * Requires that every key is there that something stored needs, keeps a key that was just made, and starts.
     *
     * @throws MasterKeyException when a key is missing: with another one nothing that is stored could be read
     */
    public static KeyRenewal start(Keyring keys, List<KeyUse> uses, Settings settings, InstantSource clock)
            throws IOException {
        KeyRenewal renewal = new KeyRenewal(keys, uses, settings, clock);
        renewal.requireAll();
        keys.keep();
        renewal.thread.start();
        return renewal;
    }

    private void requireAll() {
        Set<String> known = new HashSet<>(keys.keys());
        for (KeyUse use : uses) {
            use.byKey().forEach((id, count) -> {
                if (!known.contains(id)) {
                    throw new MasterKeyException(count + " " + use.what() + " need "
                            + (id.equals(Sealing.FIRST) ? "the first master key" : "master key " + id)
                            + ", which is not in " + keys.place()
                            + ". Put the backup of that file back, or name the right one with --master-key-file.");
                }
            });
        }
    }

    /**
     * Makes a new key the current one; what others sealed is sealed anew from now on.
     *
     * @return the new key's id
     * @throws IOException when it cannot be written, and then nothing changed
     */
    public String rotate() throws IOException {
        String id = keys.rotate(clock.instant());
        log.info("Master key {} is the current one from now on; what others sealed is being sealed anew", id);
        lock.lock();
        try {
            wanted = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return id;
    }

    /** All keys, the oldest first, and what needs them now. */
    public List<Status> status() {
        Map<String, Map<String, Integer>> needed = needed();
        List<Status> told = new ArrayList<>();
        for (Keyring.Told key : keys.told()) {
            told.add(new Status(
                    key,
                    needed.getOrDefault(key.id(), Map.of()),
                    key.endedAt().map(ended -> ended.plus(settings.kept()))));
        }
        return told;
    }

    /** Whether things are being sealed anew right now. */
    public boolean working() {
        return working;
    }

    /** Why the last attempt to seal anew did not come to its end, if it did not. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    private Map<String, Map<String, Integer>> needed() {
        Map<String, Map<String, Integer>> needed = new TreeMap<>();
        for (KeyUse use : uses) {
            use.byKey().forEach((id, count) -> needed.computeIfAbsent(id, each -> new TreeMap<>())
                    .merge(use.what(), count, Integer::sum));
        }
        return needed;
    }

    private void work() {
        try {
            while (!closed) {
                boolean done = round();
                pause(done);
            }
        } catch (InterruptedException stopping) {
            log.debug("Nothing more is sealed anew, for the server stops");
        }
    }

    private boolean round() {
        lock.lock();
        try {
            wanted = false;
        } finally {
            lock.unlock();
        }
        working = true;
        try {
            renewAll(() -> !closed);
            failure = null;
            return true;
        } catch (IOException | RuntimeException e) {
            failure = String.valueOf(e.getMessage());
            if (!closed) {
                log.warn("Not everything could be sealed anew; trying again in {}", settings.retry(), e);
            }
            return false;
        } finally {
            working = false;
        }
    }

    /** One round: seals anew, then lets go the keys that nothing needs. */
    void renewAll(BooleanSupplier goOn) throws IOException {
        if (keys.keys().size() == 1) {
            return;
        }
        int renewed = 0;
        for (KeyUse use : uses) {
            renewed += use.renew(goOn);
        }
        if (renewed > 0) {
            log.info("{} values were sealed anew with master key {}", renewed, keys.current());
        }
        if (!goOn.getAsBoolean()) {
            return;
        }
        for (Status status : status()) {
            boolean over = status.keptUntil()
                    .filter(until -> !clock.instant().isBefore(until))
                    .isPresent();
            if (over && status.use().isEmpty()) {
                keys.drop(status.key().id());
                log.info(
                        "Nothing needs master key {} any more: it is gone",
                        status.key().id());
            }
        }
    }

    private void pause(boolean done) throws InterruptedException {
        lock.lock();
        try {
            long left = (done ? settings.again() : settings.retry()).toNanos();
            while (!wanted && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            // It ends after the value in hand; the store is closed after this.
            if (!thread.join(Duration.ofSeconds(30))) {
                log.warn("What is being sealed anew did not come to an end within 30 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
