package io.roadstead.services.identity.policy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Points in time as policies write them: ISO 8601, or seconds since 1970. */
final class Dates {
    /** What a number of seconds may have: the year 9999 has twelve. */
    private static final int SECONDS_DIGITS = 12;

    private static final int DATE_LENGTH = 10;

    private Dates() {}

    /** Null for what is no point in time. A date alone means its midnight in UTC. */
    static @Nullable Instant read(String text) {
        try {
            if (!text.isEmpty()
                    && text.length() <= SECONDS_DIGITS
                    && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return Instant.ofEpochSecond(Long.parseLong(text));
            }
            return text.length() == DATE_LENGTH
                    ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
