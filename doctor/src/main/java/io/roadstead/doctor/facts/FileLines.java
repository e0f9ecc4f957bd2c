package io.roadstead.doctor.facts;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the lines of an environment file set, as the agent reads them. Of values nothing is kept. Example: {@code export A=b}
 * is a line that sets {@code export A}, {@code A: b} one that sets nothing and begins with {@code A}. Source: ecs-behaviour
 * 10.2.
 *
 * @param arn of the file
 */
public record FileLines(String arn, List<Line> lines) {
    /** Lines kept of a file. */
    private static final int LINES = 2_000;

    private static final Pattern WORD = Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)");

    /**
     * A line that is neither empty nor a comment.
     *
     * @param number from 1
     * @param name what it sets, as it stands before the sign; empty for a line that sets nothing
     * @param meant the first word that may be a variable's name; empty without one
     */
    public record Line(int number, String name, String meant) {}

    public FileLines {
        lines = List.copyOf(lines);
    }

    static FileLines of(String arn, String text) {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\r?\n", -1)) {
            number++;
            if (line.isBlank() || line.startsWith("#") || lines.size() == LINES) {
                continue;
            }
            int equals = line.indexOf('=');
            Matcher word = WORD.matcher(line);
            lines.add(new Line(
                    number, equals > 0 ? line.substring(0, equals) : "", word.lookingAt() ? word.group(1) : ""));
        }
        return new FileLines(arn, lines);
    }
}
