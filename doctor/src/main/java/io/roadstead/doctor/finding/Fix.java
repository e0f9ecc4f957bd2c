package io.roadstead.doctor.finding;

import java.util.List;

/**
 * One way out.
 *
 * @param words what to do and why it helps
 * @param commands the lines to paste into a shell, in order; none when only a person can do it. What only the person
 *     knows stands in them as {@code <IN-ANGLE-BRACKETS>}
 */
public record Fix(Words words, List<String> commands) {
    public Fix {
        commands = List.copyOf(commands);
    }

    public static Fix of(String en, String ja, String... commands) {
        return new Fix(new Words(en, ja), List.of(commands));
    }
}
