package io.roadstead.cli.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** One line per record: time, level, the class that speaks, the message; a stack trace below if there is one. */
final class LogLine extends Formatter {
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.", Locale.ROOT);
    private static final DateTimeFormatter OFFSET = DateTimeFormatter.ofPattern("xxx", Locale.ROOT);
    private static final int NANOS_PER_MILLI = 1_000_000;

    /** A second as it was last told: many lines are of the same one. */
    private record Told(long epochSecond, String second, String offset) {}

    private volatile Told told = told(Instant.EPOCH);

    @Override
    public String format(LogRecord logged) {
        StringBuilder line = new StringBuilder(160);
        appendTime(line, logged.getInstant());
        line.append(' ')
                .append(level(logged.getLevel()))
                .append(' ')
                .append(simpleName(logged.getLoggerName()))
                .append(": ")
                .append(formatMessage(logged))
                .append('\n');
        if (logged.getThrown() != null) {
            StringWriter trace = new StringWriter();
            logged.getThrown().printStackTrace(new PrintWriter(trace));
            line.append(trace);
        }
        return line.toString();
    }

    private void appendTime(StringBuilder line, Instant time) {
        Told known = told;
        if (known.epochSecond() != time.getEpochSecond()) {
            known = told(time);
            told = known;
        }
        int millis = time.getNano() / NANOS_PER_MILLI;
        line.append(known.second());
        if (millis < 100) {
            line.append(millis < 10 ? "00" : "0");
        }
        line.append(millis).append(known.offset());
    }

    private static Told told(Instant time) {
        ZonedDateTime local = time.atZone(ZoneId.systemDefault());
        return new Told(time.getEpochSecond(), SECOND.format(local), OFFSET.format(local));
    }

    /** The words of the ECS agent's own log, padded to one width. */
    private static String level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "WARN ";
        }
        return level.intValue() >= Level.INFO.intValue() ? "INFO " : "DEBUG";
    }

    private static String simpleName(String logger) {
        return logger == null ? "" : logger.substring(logger.lastIndexOf('.') + 1);
    }
}
