package io.roadstead.cli.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/**
 * Where commands speak: results on the standard output, progress and warnings on the standard error, so that a script
 * that reads results is not disturbed. Colour and lines that are drawn again happen only on a terminal.
 */
public final class Terminal {
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintStream out;
    private final PrintStream err;
    private final boolean interactive;
    private final boolean colour;
    private List<String> progress = List.of();

    /**
     * @param interactive whether a person looks at a terminal: progress is drawn over itself
     * @param colour whether escape sequences for colour are wanted
     */
    public Terminal(PrintStream out, PrintStream err, boolean interactive, boolean colour) {
        this.out = out;
        this.err = err;
        this.interactive = interactive;
        this.colour = colour;
    }

    /**
     * The terminal of this process. The launcher says by the property {@code roadstead.terminal} whether the standard
     * output is one, which the JDK cannot tell when only the input is redirected. {@code NO_COLOR} is honoured
     * (no-color.org).
     */
    public static Terminal ofProcess(Map<String, String> environment) {
        boolean interactive = Boolean.getBoolean("roadstead.terminal");
        String noColor = environment.getOrDefault("NO_COLOR", "");
        boolean dumb = environment.getOrDefault("TERM", "").equals("dumb");
        return new Terminal(
                utf8(System.out), utf8(System.err), interactive && !dumb, interactive && !dumb && noColor.isEmpty());
    }

    /** What is said does not depend on the locale: Japanese is Japanese in the C locale of a build server too. */
    private static PrintStream utf8(PrintStream stream) {
        return new PrintStream(stream, false, UTF_8);
    }

    public boolean interactive() {
        return interactive;
    }

    /** A line of the result. */
    public void line(String text) {
        clearProgress();
        out.println(text);
        out.flush();
    }

    /** A line for a person, not part of the result. */
    public void note(String text) {
        clearProgress();
        err.println(text);
        err.flush();
    }

    /**
     * What is going on right now. On a terminal it takes the place of the last such lines; elsewhere nothing is
     * printed, for a file of progress helps nobody.
     */
    public void progress(String... lines) {
        List<String> fresh = List.of(lines);
        if (!interactive || fresh.equals(progress)) {
            return;
        }
        clearProgress();
        for (int i = 0; i < lines.length; i++) {
            out.print(lines[i]);
            if (i < lines.length - 1) {
                out.println();
            }
        }
        out.flush();
        progress = fresh;
    }

    /** Takes the progress lines away. */
    public void clearProgress() {
        if (progress.isEmpty()) {
            return;
        }
        out.print(CLEAR_LINE);
        for (int i = 1; i < progress.size(); i++) {
            out.print("\033[1A" + CLEAR_LINE);
        }
        out.flush();
        progress = List.of();
    }

    /** A line in its colours, where colours are wanted. */
    public String painted(Line line) {
        return colour ? line.painted() : line.text();
    }

    /** Whether nobody reads the results any more, as when the other end of a pipe was closed. */
    public boolean unheard() {
        return out.checkError();
    }

    public String green(String text) {
        return paint(Style.GREEN, text);
    }

    public String red(String text) {
        return paint(Style.RED, text);
    }

    public String yellow(String text) {
        return paint(Style.YELLOW, text);
    }

    public String bold(String text) {
        return paint(Style.BOLD, text);
    }

    public String dim(String text) {
        return paint(Style.DIM, text);
    }

    private String paint(Style style, String text) {
        return colour ? style.paint(text) : text;
    }

    /** Two columns: each name padded to the longest one. */
    public void table(List<Row> rows) {
        int width = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0);
        for (Row row : rows) {
            line("  " + row.name() + " ".repeat(width - row.name().length()) + "  " + row.value());
        }
    }

    /** A line of a table. */
    public record Row(String name, String value) {}
}
