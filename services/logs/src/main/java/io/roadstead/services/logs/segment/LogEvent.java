package io.roadstead.services.logs.segment;

/**
 * One line as it is kept.
 *
 * @param at where it stands among all events
 * @param ingested when it was taken, in milliseconds since 1970
 */
public record LogEvent(Position at, long ingested, String message) {
    /** When it happened by its sender's word, in milliseconds since 1970. */
    public long timestamp() {
        return at.timestamp();
    }
}
