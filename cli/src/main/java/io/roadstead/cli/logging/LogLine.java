package io.roadstead.cli.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** One line per record: time, level, the class that speaks, the message; a stack trace below if there is one. */
final class LogLine extends Formatter {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxxx", Locale.ROOT);

    @Override
    public String format(LogRecord logged) {
        StringBuilder line = new StringBuilder(160);
        line.append(TIME.format(logged.getInstant().atZone(ZoneId.systemDefault())))
                .append(' ')
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
