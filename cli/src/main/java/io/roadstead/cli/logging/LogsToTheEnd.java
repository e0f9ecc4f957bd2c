package io.roadstead.cli.logging;

import java.util.logging.LogManager;

/**
 * A log manager that goes on while the process ends. The JDK's own closes all handlers from a shutdown hook that runs
 * beside ours, and what a server says while it stops would be lost.
 */
public final class LogsToTheEnd extends LogManager {
    /** Does nothing: the handlers need no closing, for they write the last line of a server as it comes. */
    @Override
    public void reset() {}
}
