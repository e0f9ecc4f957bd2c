package io.roadstead.services.events.trail;

/**
 * What kind of call, each kept apart and with a bound of its own, so that calls of which there are thousands a second
 * never push out the few that changed something.
 */
public enum Lane {
    /** Calls that change something. */
    CHANGES("changes"),
    /** Calls that only read. */
    READS("reads"),
    /** What agents report of their tasks. */
    REPORTS("reports");

    private final String directory;

    Lane(String directory) {
        this.directory = directory;
    }

    /** Its directory's name. */
    String directory() {
        return directory;
    }
}
