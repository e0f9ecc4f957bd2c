package io.roadstead.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The newest changes, by revision, within {@link WatchLimits}: what watches read. Not thread-safe. */
final class History {
    /** Changes of a prefix: all of it after what was asked for, up to and including this revision. */
    record News(List<Watcher.Change> changes, long upTo) {}

    private final WatchLimits limits;
    private final TreeMap<Long, List<Watcher.Change>> commits = new TreeMap<>();
    private long weight;
    private long bytes;
    private long forgotten;
    private long newest;

    /** A history that begins after this revision. */
    History(WatchLimits limits, long begin) {
        this.limits = limits;
        forgotten = begin;
        newest = begin;
    }

    void add(long revision, List<Watcher.Change> changes) {
        commits.put(revision, changes);
        newest = revision;
        weight += weight(changes);
        bytes += bytes(changes);
        while (weight > limits.historyChanges() || bytes > limits.historyBytes()) {
            var oldest = commits.pollFirstEntry();
            forgotten = oldest.getKey();
            weight -= weight(oldest.getValue());
            bytes -= bytes(oldest.getValue());
        }
    }

    /** What happened after this revision, empty when that is no longer (or not yet) known. */
    Optional<News> after(long revision, Prefix prefix) {
        if (revision < forgotten || revision > newest) {
            return Optional.empty();
        }
        List<Watcher.Change> changes = new ArrayList<>();
        long upTo = revision;
        for (var commit : commits.tailMap(revision, false).entrySet()) {
            if (changes.size() >= limits.batchChanges()) {
                break;
            }
            for (Watcher.Change change : commit.getValue()) {
                if (prefix.covers(change.key())) {
                    changes.add(change);
                }
            }
            upTo = commit.getKey();
        }
        return Optional.of(new News(List.copyOf(changes), upTo));
    }

    /** A commit without changes weighs something too, or the history of such would have no end. */
    private static int weight(List<Watcher.Change> changes) {
        return Math.max(1, changes.size());
    }

    private static long bytes(List<Watcher.Change> changes) {
        long sum = 0;
        for (Watcher.Change change : changes) {
            byte[] value = change.value();
            sum += value == null ? 0 : value.length;
        }
        return sum;
    }
}
