package io.roadstead.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One line of text in pieces, each with its style, so that it can be measured and cut before it is painted. */
public record Line(List<Span> spans) {
    public static final Line EMPTY = new Line(List.of());

    /** Text without anything in it that steers a terminal. */
    public record Span(String text, Style style) {
        public Span {
            text = Widths.clean(text);
        }
    }

    public Line {
        spans = List.copyOf(spans);
    }

    public static Line of(String text) {
        return of(text, Style.PLAIN);
    }

    public static Line of(String text, Style style) {
        return text.isEmpty() ? EMPTY : new Line(List.of(new Span(text, style)));
    }

    public Line plus(Line more) {
        List<Span> all = new ArrayList<>(spans);
        all.addAll(more.spans);
        return new Line(all);
    }

    public Line plus(String text) {
        return plus(of(text));
    }

    public Line plus(String text, Style style) {
        return plus(of(text, style));
    }

    /** The text alone. */
    public String text() {
        return spans.stream().map(Span::text).collect(Collectors.joining());
    }

    /** The columns it takes. */
    public int width() {
        return spans.stream().mapToInt(span -> Widths.of(span.text())).sum();
    }

    /** The line, or as much of it as leaves room for an ellipsis. */
    public Line cut(int width) {
        if (width() <= width) {
            return this;
        }
        List<Span> kept = new ArrayList<>();
        int room = width;
        for (Span span : spans) {
            int wide = Widths.of(span.text());
            // One column stays free for the ellipsis of a later span.
            if (wide >= room) {
                kept.add(new Span(Widths.cut(span.text() + Widths.ELLIPSIS, room), span.style()));
                break;
            }
            kept.add(span);
            room -= wide;
        }
        return new Line(kept);
    }

    /** Filled up with blanks. */
    public Line padded(int width, boolean right) {
        int missing = width - width();
        if (missing <= 0) {
            return this;
        }
        Line blanks = of(" ".repeat(missing));
        return right ? blanks.plus(this) : plus(blanks);
    }

    /** The whole line in one style. */
    public Line in(Style style) {
        return of(text(), style);
    }

    String painted() {
        return spans.stream().map(span -> span.style().paint(span.text())).collect(Collectors.joining());
    }
}
