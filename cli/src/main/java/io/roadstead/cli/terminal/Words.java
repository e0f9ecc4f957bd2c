package io.roadstead.cli.terminal;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers and times as people say them. */
public final class Words {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private Words() {}

    /**
     * A duration in the two largest units that matter: {@code 340 ms}, {@code 4.2 s}, {@code 3 min 5 s},
     * {@code 2 h 10 min}, {@code 3 d 4 h}. Less than nothing counts as nothing.
     */
    public static String duration(Duration duration) {
        Duration d = duration.isNegative() ? Duration.ZERO : duration;
        if (d.toMillis() < 1000) {
            return d.toMillis() + " ms";
        }
        if (d.toSeconds() < 60) {
            return String.format(Locale.ROOT, "%d.%d s", d.toSeconds(), d.toMillisPart() / 100);
        }
        if (d.toMinutes() < 60) {
            return d.toMinutes() + " min " + d.toSecondsPart() + " s";
        }
        if (d.toHours() < 24) {
            return d.toHours() + " h " + d.toMinutesPart() + " min";
        }
        return d.toDays() + " d " + d.toHoursPart() + " h";
    }

    /** The same in as few characters as tables have room for: {@code 4s}, {@code 3m5s}, {@code 2h10m}, {@code 3d4h}. */
    public static String age(Duration duration) {
        Duration d = duration.isNegative() ? Duration.ZERO : duration;
        if (d.toSeconds() < 60) {
            return d.toSeconds() + "s";
        }
        if (d.toMinutes() < 60) {
            return d.toMinutes() + "m" + d.toSecondsPart() + "s";
        }
        if (d.toHours() < 24) {
            return d.toHours() + "h" + d.toMinutesPart() + "m";
        }
        return d.toDays() + "d" + d.toHoursPart() + "h";
    }

    /** When something began, and how long ago: {@code 2026-03-01 09:12:44 (3 min 5 s ago)}. */
    public static String since(Instant began, Instant now, ZoneId zone) {
        return MINUTE.format(began.atZone(zone)) + " (" + duration(Duration.between(began, now)) + " ago)";
    }

    /** {@code 1 task}, {@code 3 tasks}. */
    public static String count(int number, String one) {
        return number + " " + one + (number == 1 ? "" : "s");
    }
}
