package io.roadstead.services.events.api;

import io.roadstead.core.model.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** So many calls a second for each account and region, and as many at once. Safe for many threads. */
final class Throttle {
    /** Scopes remembered; beyond it all are forgotten, and may call again. */
    private static final int SCOPES = 10_000;

    private final double perSecond;
    private final Map<Scope, Bucket> buckets = new HashMap<>();

    private record Bucket(double tokens, Instant at) {}

    Throttle(double perSecond) {
        this.perSecond = perSecond;
    }

    /** Whether a call may be made now; if so, it counts. */
    synchronized boolean allows(Scope scope, Instant now) {
        if (buckets.size() >= SCOPES) {
            buckets.clear();
        }
        Bucket bucket = buckets.getOrDefault(scope, new Bucket(perSecond, now));
        double seconds = Math.max(0, Duration.between(bucket.at(), now).toNanos() / 1e9);
        double tokens = Math.min(perSecond, bucket.tokens() + seconds * perSecond);
        boolean allowed = tokens >= 1;
        buckets.put(scope, new Bucket(allowed ? tokens - 1 : tokens, now));
        return allowed;
    }
}
