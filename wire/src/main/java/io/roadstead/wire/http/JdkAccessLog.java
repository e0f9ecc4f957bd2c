package io.roadstead.wire.http;

import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * One line per call at level INFO of the logger {@link #NAME}. It speaks to the JDK's logging itself: SLF4J's way there
 * walks the stack for each line, which took more time than verifying the call's signature.
 */
public final class JdkAccessLog implements AccessLog {
    public static final String NAME = "io.roadstead.access";

    private static final Logger ACCESS = Logger.getLogger(NAME);
    private static final int TENTHS_OF_A_MILLI = 100_000;

    @Override
    public void record(Call call) {
        if (ACCESS.isLoggable(Level.INFO)) {
            LogRecord line = new LogRecord(Level.INFO, line(call));
            line.setLoggerName(NAME);
            ACCESS.log(line);
        }
    }

    /** Request id, caller, operation, outcome and milliseconds with one decimal. */
    static String line(Call call) {
        return call.requestId() + ' ' + call.principal() + ' ' + call.operation() + ' ' + call.outcome() + ' '
                + millis(call.took()) + " ms";
    }

    private static String millis(Duration took) {
        long tenths = (took.toNanos() + TENTHS_OF_A_MILLI / 2) / TENTHS_OF_A_MILLI;
        return tenths / 10 + "." + tenths % 10;
    }
}
