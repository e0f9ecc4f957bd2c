package io.roadstead.server.findings;

import io.roadstead.doctor.finding.Finding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The findings of looks at subjects, in memory: a later look says which of them are over, and all go when what they are
 * about is forgotten. A restart loses them, and the first looks after it find what still is.
 */
final class KeptFindings {
    private final int limit;
    /** In the order in which they were first found. */
    private final Map<Key, Kept> kept = new LinkedHashMap<>();

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
                kept.remove(key);
            }
            kept.put(key, new Kept(subject, finding, since, at, false));
            found.add(key);
        }
        kept.replaceAll((key, each) -> each.subject().equals(subject) && !found.contains(key) && !each.over()
                ? new Kept(subject, each.finding(), each.since(), each.seen(), true)
                : each);
        bound();
    }

    /** What it was about is no more. */
    synchronized void forget(String arn) {
        kept.entrySet()
                .removeIf(entry -> entry.getKey().arn().equals(arn)
                        || entry.getKey().subject().arn().equals(arn));
    }

    /** Whether anything was found and is not over. */
    synchronized boolean has(Subject subject) {
        return kept.values().stream().anyMatch(each -> each.subject().equals(subject) && !each.over());
    }

    /** The subjects of findings that are not over. */
    synchronized Set<Subject> troubled() {
        Set<Subject> subjects = new HashSet<>();
        kept.values().stream().filter(each -> !each.over()).forEach(each -> subjects.add(each.subject()));
        return subjects;
    }

    /** What is so now first, of it the worst first; then what is over, the latest first. */
    synchronized List<Kept> all() {
        List<Kept> all = new ArrayList<>(kept.values());
        all.sort(Comparator.comparing(Kept::over)
                .thenComparing(
                        each -> each.over() ? 0 : each.finding().severity().ordinal())
                .thenComparing(Kept::seen, Comparator.reverseOrder()));
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
            kept.remove(key);
        }
        for (Key key : List.copyOf(kept.keySet())) {
            if (kept.size() <= limit) {
                return;
            }
            kept.remove(key);
        }
    }
}
