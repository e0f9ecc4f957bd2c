package io.roadstead.server.findings;

import io.roadstead.doctor.finding.Finding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The findings of looks at subjects, in memory: a later look says which of them are over, and all go when what they are
 * about is forgotten. A restart loses them, and the first looks after it find what still is.
 */
final class KeptFindings {
    private final int limit;
    /** In the order in which they were first found. */
    private final Map<Key, Kept> kept = new LinkedHashMap<>();

    /** By ARN of what it is about, and of what was looked at: asked for each record that goes. */
    private final Map<String, Set<Key>> byArn = new HashMap<>();
    /** Subjects of findings that are not over: asked on the watch's thread for each task that starts. */
    private final Set<Subject> troubled = ConcurrentHashMap.newKeySet();

    private record Key(Subject subject, String article, String arn) {}

    /**
     * One of them.
     *
     * @param subject the look that found it
     * @param since when it was first found
     * @param seen when it was last found
     * @param over whether a later look did not find it any more
     */
    record Kept(Subject subject, Finding finding, Instant since, Instant seen, boolean over) {}

    KeptFindings(int limit) {
        this.limit = limit;
    }

    /** What a look at a subject found; nothing else is wrong with it now. */
    synchronized void looked(Subject subject, List<Finding> findings, Instant at) {
        Set<Key> found = new HashSet<>();
        for (Finding finding : findings) {
            Key key = new Key(subject, finding.article(), finding.subject());
            Kept before = kept.get(key);
            Instant since = before == null || before.over() ? at : before.since();
            if (before != null && before.over()) {
                remove(key);
            }
            kept.put(key, new Kept(subject, finding, since, at, false));
            byArn.computeIfAbsent(key.arn(), arn -> new HashSet<>()).add(key);
            byArn.computeIfAbsent(subject.arn(), arn -> new HashSet<>()).add(key);
            found.add(key);
        }
        kept.replaceAll((key, each) -> each.subject().equals(subject) && !found.contains(key) && !each.over()
                ? new Kept(subject, each.finding(), each.since(), each.seen(), true)
                : each);
        if (findings.isEmpty()) {
            troubled.remove(subject);
        } else {
            troubled.add(subject);
        }
        bound();
    }

    /** What it was about is no more. */
    synchronized void forget(String arn) {
        for (Key key : Set.copyOf(byArn.getOrDefault(arn, Set.of()))) {
            remove(key);
            if (key.subject().arn().equals(arn)) {
                troubled.remove(key.subject());
            }
        }
    }

    /** Whether anything was found and is not over. Never waits. */
    boolean has(Subject subject) {
        return troubled.contains(subject);
    }

    private void remove(Key key) {
        kept.remove(key);
        for (String arn : List.of(key.arn(), key.subject().arn())) {
            Set<Key> keys = byArn.get(arn);
            if (keys != null && keys.remove(key) && keys.isEmpty()) {
                byArn.remove(arn);
            }
        }
    }

    /** What is so now first, of it the worst first; then what is over, the latest first. */
    synchronized List<Kept> all() {
        List<Kept> all = new ArrayList<>(kept.values());
        Comparator<Kept> latest = Comparator.comparing(Kept::seen, Comparator.reverseOrder());
        Comparator<Kept> worst = Comparator.comparing(each -> each.finding().severity());
        all.sort(Comparator.comparing(Kept::over)
                .thenComparing((one, other) -> one.over()
                        ? latest.compare(one, other)
                        : worst.thenComparing(latest).compare(one, other)));
        return all;
    }

    private void bound() {
        List<Key> over = new ArrayList<>();
        kept.forEach((key, each) -> {
            if (each.over()) {
                over.add(key);
            }
        });
        for (Key key : over) {
            if (kept.size() <= limit) {
                return;
            }
            remove(key);
        }
        for (Key key : List.copyOf(kept.keySet())) {
            if (kept.size() <= limit) {
                return;
            }
            remove(key);
        }
    }
}
