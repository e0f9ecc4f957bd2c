package io.roadstead.control.loop;

import io.roadstead.core.model.ServiceKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Which services are to be looked at, and when. Marks come from any thread; time is an argument.
 *
 * <p>Its one rule: a service is looked at once it was left alone for {@code quiet}, at the latest {@code patience} after
 * the first mark, never twice at the same time, and never before the pause after a failure is over. Nothing marked is
 * forgotten.
 *
 * <p>Example, with 20 ms and 200 ms: marks at 0, 15 and 30 ms give one look at 50 ms; marks every 10 ms give a look at
 * 200 ms, and another at 400 ms.
 */
final class Agenda {
    private static final Comparator<ServiceKey> BY_NAME = Comparator.comparing(
                    (ServiceKey key) -> key.scope().account())
            .thenComparing(key -> key.scope().region())
            .thenComparing(ServiceKey::cluster)
            .thenComparing(ServiceKey::name);

    private final Duration quiet;
    private final Duration patience;
    private final Duration retry;
    private final Duration longestRetry;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ServiceKey, Item> items = new HashMap<>();
    private final TreeSet<Due> dues =
            new TreeSet<>(Comparator.comparing(Due::at).thenComparing(Due::service, BY_NAME));

    private record Due(Instant at, ServiceKey service) {}

    private static final class Item {
        @Nullable
        Instant firstMark;

        @Nullable
        Instant lastMark;

        @Nullable
        Instant wakeAt;

        @Nullable
        Instant notBefore;

        @Nullable
        Due due;

        int failures;
        boolean underWay;

        boolean idle() {
            return firstMark == null && wakeAt == null && !underWay && failures == 0;
        }
    }

    Agenda(LoopSettings settings) {
        quiet = settings.quiet();
        patience = settings.patience();
        retry = settings.retry();
        longestRetry = settings.longestRetry();
    }

    /** Something about the service changed. */
    void mark(ServiceKey service, Instant now) {
        change(service, item -> {
            item.firstMark = item.firstMark == null ? now : item.firstMark;
            item.lastMark = now;
        });
    }

    /** When the next service falls due; empty when none does. */
    Optional<Instant> due() {
        lock.lock();
        try {
            return dues.isEmpty() ? Optional.empty() : Optional.of(dues.first().at());
        } finally {
            lock.unlock();
        }
    }

    /** The services due by now, the longest due first, at most {@code limit}: they are under way from now on. */
    List<ServiceKey> take(Instant now, int limit) {
        lock.lock();
        try {
            List<ServiceKey> taken = new ArrayList<>();
            while (taken.size() < limit && !dues.isEmpty() && !dues.first().at().isAfter(now)) {
                ServiceKey service = dues.first().service();
                taken.add(service);
                change(service, item -> {
                    item.firstMark = null;
                    item.lastMark = null;
                    item.wakeAt = null;
                    item.notBefore = null;
                    item.underWay = true;
                });
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** The look is over. What was marked meanwhile is due as ever. */
    void done(ServiceKey service, Optional<Instant> wakeAt) {
        change(service, item -> {
            item.underWay = false;
            item.failures = 0;
            item.wakeAt = wakeAt.orElse(null);
        });
    }

    /**
     * The look failed: it is tried again after a pause, which doubles each time.
     *
     * @return the pause
     */
    Duration failed(ServiceKey service, Instant now) {
        lock.lock();
        try {
            Item item = items.get(service);
            int failures = item == null ? 0 : item.failures;
            Duration pause = retry.multipliedBy(1L << Math.min(failures, 20));
            Duration kept = pause.compareTo(longestRetry) > 0 ? longestRetry : pause;
            change(service, each -> {
                each.underWay = false;
                each.failures++;
                each.notBefore = now.plus(kept);
                each.wakeAt = each.notBefore;
            });
            return kept;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets everything but what is under way: another server leads. */
    void clear() {
        lock.lock();
        try {
            for (ServiceKey service : List.copyOf(items.keySet())) {
                change(service, item -> {
                    item.firstMark = null;
                    item.lastMark = null;
                    item.wakeAt = null;
                    item.notBefore = null;
                    item.failures = 0;
                });
            }
        } finally {
            lock.unlock();
        }
    }

    private void change(ServiceKey service, java.util.function.Consumer<Item> change) {
        lock.lock();
        try {
            Item item = items.computeIfAbsent(service, key -> new Item());
            if (item.due != null) {
                dues.remove(item.due);
                item.due = null;
            }
            change.accept(item);
            if (item.idle()) {
                items.remove(service);
                return;
            }
            Instant at = at(item);
            if (at != null) {
                item.due = new Due(at, service);
                dues.add(item.due);
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Instant at(Item item) {
        if (item.underWay) {
            return null;
        }
        Instant at = item.wakeAt;
        if (item.firstMark != null && item.lastMark != null) {
            Instant settled = earlier(item.lastMark.plus(quiet), item.firstMark.plus(patience));
            at = at == null ? settled : earlier(at, settled);
        }
        return at != null && item.notBefore != null && at.isBefore(item.notBefore) ? item.notBefore : at;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
