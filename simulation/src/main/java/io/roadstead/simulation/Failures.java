package io.roadstead.simulation;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Makes violations of exceptions that should not have been. */
final class Failures {
    private static final int FRAMES = 25;

    private Failures() {}

    static Violation of(String invariant, String where, Throwable fault) {
        StringWriter text = new StringWriter();
        fault.printStackTrace(new PrintWriter(text));
        String trace = text.toString().lines().limit(FRAMES).reduce("", (all, line) -> all + "\n    " + line);
        return new Violation(invariant, "on " + where + trace);
    }
}
