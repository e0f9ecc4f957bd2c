package io.roadstead.agent.logs;

import io.roadstead.agent.docker.LogHistory;
import io.roadstead.agent.docker.LogHistory.Line;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which of a container's lines never arrived. Pure: Docker's own copy against what the control plane has, of the same
 * time.
 *
 * <p>A line is known by its millisecond and its text, and counted: of three equal ones two of which arrived, one is
 * missed. Where a pattern joins lines into events only texts are compared, for an event has the time of its first line.
 * Worked example: Docker has a, b, b, c and the control plane a, b: missed are the second b and c.
 */
final class MissedLines {
    /**
     * Docker cuts longer lines into parts, which are events of their own; where lines are joined into events, it joins
     * parts as well, and they are left out.
     */
    static final int LONGEST = LogHistory.PART - 1;

    private MissedLines() {}

    /** @param timestamp in milliseconds since 1970 */
    record Event(long timestamp, String message) {}

    /**
     * @param firstLine what the first line of an event looks like; absent where each line is one
     * @param joined whether lines are joined at all
     */
    static List<Event> of(List<Line> kept, List<Event> arrived, boolean joined, @Nullable Pattern firstLine) {
        Map<String, Integer> counts = new HashMap<>();
        for (Event event : arrived) {
            if (joined) {
                event.message().lines().forEach(line -> counts.merge(line, 1, Integer::sum));
            } else {
                counts.merge(key(event.timestamp(), event.message()), 1, Integer::sum);
            }
        }
        List<Event> missed = new ArrayList<>();
        boolean adjacent = false;
        for (Line line : kept) {
            if (line.text().isEmpty() || (joined && bytes(line) > LONGEST)) {
                continue;
            }
            long millis = millis(line.at());
            String key = joined ? line.text() : key(millis, line.text());
            int left = counts.getOrDefault(key, 0);
            if (left > 0) {
                counts.put(key, left - 1);
                adjacent = false;
            } else if (adjacent
                    && firstLine != null
                    && !firstLine.matcher(line.text()).find()) {
                Event before = missed.removeLast();
                missed.add(new Event(before.timestamp(), before.message() + "\n" + line.text()));
            } else {
                missed.add(new Event(millis, line.text()));
                adjacent = true;
            }
        }
        return missed;
    }

    private static String key(long millis, String text) {
        return millis + " " + text;
    }

    private static int bytes(Line line) {
        return line.text().getBytes(StandardCharsets.UTF_8).length;
    }

    static long millis(Instant at) {
        return at.toEpochMilli();
    }
}
