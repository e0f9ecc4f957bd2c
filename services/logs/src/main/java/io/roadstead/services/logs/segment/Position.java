package io.roadstead.services.logs.segment;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an event stands: by time, then by stream, then in the order it came. No two events share one, so what was read
 * up to a position can be read on from it.
 *
 * @param timestamp in milliseconds since 1970, not negative
 * @param stream a number for the event's stream, not negative
 * @param ordinal which of its stream's events it is, from 0
 */
public record Position(long timestamp, long stream, long ordinal) implements Comparable<Position> {
    /** Before every event. */
    public static final Position START = new Position(0, 0, -1);

    private static final Pattern FORM = Pattern.compile("(\\d{16})(\\d{19})(\\d{21})");
    private static final Comparator<Position> ORDER = Comparator.comparingLong(Position::timestamp)
            .thenComparingLong(Position::stream)
            .thenComparingLong(Position::ordinal);

    /** Before everything that happened at or after this moment. */
    public static Position before(long timestamp) {
        return new Position(timestamp, 0, -1);
    }

    @Override
    public int compareTo(Position other) {
        return ORDER.compare(this, other);
    }

    /** 56 digits, as CloudWatch's event ids have; they sort as positions do. */
    public String digits() {
        return String.format(Locale.ROOT, "%016d%019d%021d", timestamp, stream, ordinal + 1);
    }

    /** The position with these digits, empty when they are none. */
    public static Optional<Position> parse(String digits) {
        Matcher matcher = FORM.matcher(digits);
        try {
            return matcher.matches()
                    ? Optional.of(new Position(
                            Long.parseLong(matcher.group(1)),
                            Long.parseLong(matcher.group(2)),
                            Long.parseLong(matcher.group(3)) - 1))
                    : Optional.empty();
        } catch (NumberFormatException tooLarge) {
            return Optional.empty();
        }
    }
}
