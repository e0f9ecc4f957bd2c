package io.roadstead.services.identity.gate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was denied lately, in memory: a restart forgets it. The same denied to the same caller again is counted, so that a
 * client that tries all day crowds nothing out.
 */
public final class Denials {
    private final Settings settings;
    private final Map<Kind, Told> kinds;
    private final Map<String, Denial> calls;

    /**
     * How much is kept, of each the latest.
     *
     * @param kinds who was denied which action on which resource
     * @param calls denied calls by their request ids
     */
    public record Settings(int kinds, int calls) {
        public static final Settings DEFAULT = new Settings(1_000, 1_000);
    }

    private record Kind(String principal, String operation, String action, String resource) {}

    /**
     * The same, denied once or often.
     *
     * @param latest the last time
     */
    public record Told(Denial latest, Instant first, long count) {}

    public Denials(Settings settings) {
        this.settings = settings;
        this.kinds = bounded(settings.kinds());
        this.calls = bounded(settings.calls());
    }

    private static <K, V> Map<K, V> bounded(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    public Settings settings() {
        return settings;
    }

    /** Whether it is the first of its kind, as far as is remembered. */
    public synchronized boolean add(Denial denial) {
        Kind kind = new Kind(denial.principal(), denial.operation(), denial.action(), denial.resource());
        Told before = kinds.get(kind);
        kinds.put(
                kind,
                before == null
                        ? new Told(denial, denial.at(), 1)
                        : new Told(denial, before.first(), before.count() + 1));
        // Of a call that lacks several things, the first is what it was, or would have been, refused for.
        calls.putIfAbsent(denial.requestId(), denial);
        return before == null;
    }

    /** Of an account, the latest first. */
    public synchronized List<Told> of(String account) {
        List<Told> told = new ArrayList<>(kinds.values());
        told.removeIf(each -> !each.latest().account().equals(account));
        return List.copyOf(told.reversed());
    }

    /** What a call was denied. */
    public synchronized Optional<Denial> call(String requestId) {
        return Optional.ofNullable(calls.get(requestId));
    }
}
