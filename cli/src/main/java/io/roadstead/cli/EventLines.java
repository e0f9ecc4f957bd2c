package io.roadstead.cli;

import io.roadstead.cli.terminal.Terminal;
import io.roadstead.wire.client.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Events as lines for people, in columns: when, what, where, whose, and what became of it. The columns are as wide as what
 * they usually hold, for nobody knows the events still to come.
 */
final class EventLines {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final int WHAT = 10;
    private static final int WHERE = 10;
    private static final int WHOSE = 32;
    private static final int STATE = 9;

    private final Terminal terminal;
    private final ZoneId zone;

    EventLines(Terminal terminal, ZoneId zone) {
        this.terminal = terminal;
        this.zone = zone;
    }

    void print(Json event) {
        terminal.line(line(event));
    }

    /** One line, without its end. */
    String line(Json event) {
        Json detail = event.path("detail");
        String[] resource = event.path("resources").first().text().split("/", -1);
        String where = resource.length > 2 ? resource[1] : "";
        String whose = resource[resource.length - 1];
        String kind = event.path("detail-type").text();
        return switch (kind) {
            case "ECS Task State Change" ->
                row(
                        event,
                        "task",
                        where,
                        whose,
                        status(detail.path("lastStatus").text()),
                        task(detail));
            case "ECS Container Instance State Change" ->
                row(
                        event,
                        "instance",
                        where,
                        whose,
                        status(detail.path("status").text()),
                        instance(detail));
            case "ECS Service Action" -> row(event, "service", where, whose, level(detail), news(detail));
            case "ECS Deployment State Change" -> row(event, "deployment", where, whose, level(detail), news(detail));
            default -> row(event, kind, where, whose, "", "");
        };
    }

    private String row(Json event, String what, String where, String whose, String state, String more) {
        return (terminal.dim(time(event.path("time").text())) + "  " + padded(what, WHAT) + "  " + padded(where, WHERE)
                        + "  " + padded(whose, WHOSE) + "  " + state + "  " + more)
                .stripTrailing();
    }

    private String time(String time) {
        try {
            return TIME.format(Instant.parse(time).atZone(zone));
        } catch (DateTimeException unusual) {
            return time;
        }
    }

    private String status(String status) {
        String padded = padded(status, STATE);
        return switch (status) {
            case "RUNNING", "ACTIVE" -> terminal.green(padded);
            case "STOPPED", "INACTIVE" -> terminal.red(padded);
            default -> terminal.yellow(padded);
        };
    }

    private String level(Json detail) {
        String level = detail.path("eventType").text();
        String padded = padded(level, STATE);
        return switch (level) {
            case "ERROR" -> terminal.red(padded);
            case "WARN" -> terminal.yellow(padded);
            default -> padded;
        };
    }

    /** {@code web:3 for service:web, HEALTHY, wanted STOPPED: UserInitiated, enough (main: exit 137)}. */
    private static String task(Json detail) {
        StringBuilder more = new StringBuilder(
                StatusCommand.afterSlash(detail.path("taskDefinitionArn").text()));
        String group = detail.path("group").text();
        if (group.startsWith("service:")) {
            more.append(" of ").append(group);
        }
        if (!detail.path("healthStatus").text("UNKNOWN").equals("UNKNOWN")) {
            more.append(", ").append(detail.path("healthStatus").text());
        }
        String last = detail.path("lastStatus").text();
        if (detail.path("desiredStatus").text().equals("STOPPED") && !last.equals("STOPPED")) {
            more.append(", wanted STOPPED");
        }
        List<String> why = new ArrayList<>();
        add(why, detail.path("stopCode").text());
        add(why, detail.path("stoppedReason").text());
        if (!why.isEmpty()) {
            more.append(": ").append(String.join(", ", why));
        }
        List<String> ends = new ArrayList<>();
        for (Json container : detail.path("containers")) {
            if (container.has("exitCode") || container.has("reason")) {
                ends.add(container.path("name").text() + ":"
                        + (container.has("exitCode")
                                ? " exit " + container.path("exitCode").number()
                                : "")
                        + (container.has("reason")
                                ? " " + container.path("reason").text()
                                : ""));
            }
        }
        return ends.isEmpty() ? more.toString() : more + " (" + String.join("; ", ends) + ")";
    }

    private static String instance(Json detail) {
        return (detail.path("agentConnected").truth() ? "agent connected" : "agent NOT connected") + ", free: "
                + StatusCommand.free(detail, "CPU") + " CPU units, " + StatusCommand.free(detail, "MEMORY") + " MiB";
    }

    private static String news(Json detail) {
        List<String> parts = new ArrayList<>();
        add(parts, detail.path("eventName").text());
        add(parts, detail.path("reason").text());
        return String.join(": ", parts);
    }

    private static void add(List<String> parts, String text) {
        if (!text.isEmpty()) {
            parts.add(text);
        }
    }

    private static String padded(String text, int width) {
        return text.length() >= width ? text : text + " ".repeat(width - text.length());
    }
}
