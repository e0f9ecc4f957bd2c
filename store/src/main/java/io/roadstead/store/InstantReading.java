package io.roadstead.store;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Reads instants as the codec writes them, {@code 2026-01-31T23:59:59.123456789Z} with none or up to nine digits of a
 * second. A record has several, and the JDK's parser, which knows all forms there are, takes longer for them than
 * everything else takes for the record. What is written otherwise is left to that parser.
 */
final class InstantReading extends StdScalarDeserializer<Instant> {
    private static final int SECONDS_A_DAY = 86_400;
    private static final int NANO_DIGITS = 9;

    /** Where the seconds end: after {@code 2026-01-31T23:59:59}. */
    private static final int WHOLE = 19;

    InstantReading() {
        super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        String text = parser.getValueAsString();
        if (text == null) {
            return (Instant) context.handleUnexpectedToken(Instant.class, parser);
        }
        try {
            Instant read = read(text);
            return read != null ? read : Instant.parse(text);
        } catch (DateTimeException e) {
            return (Instant) context.handleWeirdStringValue(Instant.class, text, "%s", e.getMessage());
        }
    }

    /** Null for what does not have the usual form. */
    static @Nullable Instant read(String text) {
        int end = text.length() - 1;
        if (end < WHOLE
                || end == WHOLE + 1
                || end > WHOLE + 1 + NANO_DIGITS
                || text.charAt(end) != 'Z'
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || text.charAt(10) != 'T'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':'
                || (end > WHOLE && text.charAt(WHOLE) != '.')) {
            return null;
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, WHOLE);
        int fraction = end == WHOLE ? 0 : number(text, WHOLE + 1, end);
        if (year < 0 || month < 0 || day < 0 || fraction < 0 || !within(hour, 24) || !within(minute, 60)) {
            return null;
        }
        if (!within(second, 60)) {
            return null;
        }
        for (int digits = end - WHOLE - 1; end > WHOLE && digits < NANO_DIGITS; digits++) {
            fraction *= 10;
        }
        long days = LocalDate.of(year, month, day).toEpochDay();
        return Instant.ofEpochSecond(days * SECONDS_A_DAY + (hour * 60L + minute) * 60 + second, fraction);
    }

    private static boolean within(int value, int bound) {
        return value >= 0 && value < bound;
    }

    /** Negative when it is none. */
    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            number = number * 10 + (digit - '0');
        }
        return number;
    }
}
