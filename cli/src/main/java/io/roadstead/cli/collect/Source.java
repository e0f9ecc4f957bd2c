package io.roadstead.cli.collect;

import io.roadstead.agent.runtime.RuntimeFault;
import java.io.IOException;

/**
 * One file of the archive, and how to come by it.
 *
 * @param name of the file
 * @param text asked for once
 */
record Source(String name, Text text) {
    /** Where a file's text comes from. Nothing of it is redacted yet, unless its source says so. */
    interface Text {
        /**
         * Gets it.
         *
         * @throws MissingException when it is not there to be had; the message says why
         */
        String get() throws MissingException, IOException, RuntimeFault, InterruptedException;
    }

    /** There is no such thing on this host, or not for this user. */
    static final class MissingException extends Exception {
        MissingException(String message) {
            super(message);
        }
    }
}
