package io.roadstead.cli.logging;

import io.roadstead.agent.text.GoJson;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * A line as the amazon-ecs-agent writes it: {@code level=info time=2026-11-23T14:00:00Z msg="..." module=Agent}, or the
 * same as a JSON object. A stack trace is a member {@code error}, within the line.
 */
final class StructuredLine extends Formatter {
    private static final char FIRST_PRINTABLE = ' ';

    private final boolean json;

    /** @param json whether lines are JSON, and not logfmt */
    StructuredLine(boolean json) {
        this.json = json;
    }

    @Override
    public String format(LogRecord logged) {
        String level = level(logged.getLevel());
        String time = logged.getInstant().truncatedTo(ChronoUnit.SECONDS).toString();
        String message = formatMessage(logged);
        String module = module(logged.getLoggerName());
        String trace = trace(logged);
        if (json) {
            GoJson line = GoJson.object()
                    .put("level", level)
                    .put("time", time)
                    .put("msg", message)
                    .put("module", module)
                    .unlessEmpty("error", trace);
            return line + "\n";
        }
        StringBuilder line = new StringBuilder(160);
        line.append("level=").append(level).append(" time=").append(time).append(" msg=");
        quote(line, message);
        line.append(" module=").append(module);
        if (!trace.isEmpty()) {
            line.append(" error=");
            quote(line, trace);
        }
        return line.append('\n').toString();
    }

    private static String level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "error";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "warn";
        }
        return level.intValue() >= Level.INFO.intValue() ? "info" : "debug";
    }

    private static String module(String logger) {
        return logger == null || logger.isEmpty() ? "-" : logger.substring(logger.lastIndexOf('.') + 1);
    }

    private static String trace(LogRecord logged) {
        if (logged.getThrown() == null) {
            return "";
        }
        StringWriter trace = new StringWriter();
        logged.getThrown().printStackTrace(new PrintWriter(trace));
        return trace.toString().strip();
    }

    /** As Go's {@code %q}: one line, whatever it holds. */
    private static void quote(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < FIRST_PRINTABLE || c == 0x7f) {
                        out.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
