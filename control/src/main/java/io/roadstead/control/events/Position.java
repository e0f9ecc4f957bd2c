package io.roadstead.control.events;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place between two events of this server's journal. It means nothing to another server.
 *
 * @param segment the number of a segment, growing from 1
 * @param offset bytes into it, where an event begins or the segment ends
 */
public record Position(long segment, long offset) implements Comparable<Position> {
    /** Before everything. */
    public static final Position START = new Position(0, 0);

    private static final Pattern TEXT = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

    @Override
    public int compareTo(Position other) {
        int bySegment = Long.compare(segment, other.segment);
        return bySegment != 0 ? bySegment : Long.compare(offset, other.offset);
    }

    /** As a token: {@code 3-8190}. */
    public String text() {
        return segment + "-" + offset;
    }

    /** @throws IllegalArgumentException for a text that {@link #text} never gave */
    public static Position parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no position in the journal of events");
        }
        return new Position(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
    }
}
