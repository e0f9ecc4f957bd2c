package io.roadstead.agent.endpoint;

/**
 * Lets requests through at a steady rate, with so many more at once. Worked example, 40 a second and a burst of 60: sixty
 * requests at once pass, the next must wait 25 ms.
 */
public final class RateLimit {
    private static final double NANOS = 1e9;

    private final double perSecond;
    private final double burst;
    private double tokens;
    private long at;

    /** @param nanoTime now, on a clock that never goes back */
    public RateLimit(int perSecond, int burst, long nanoTime) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.tokens = burst;
        this.at = nanoTime;
    }

    /** Whether one more may pass now. */
    public synchronized boolean allows(long nanoTime) {
        tokens = Math.min(burst, tokens + Math.max(0, nanoTime - at) / NANOS * perSecond);
        at = nanoTime;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
