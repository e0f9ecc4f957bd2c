package io.roadstead.cli.watch;

import io.roadstead.cli.terminal.Columns;
import io.roadstead.cli.terminal.Columns.Column;
import io.roadstead.cli.terminal.Line;
import io.roadstead.cli.terminal.Style;
import io.roadstead.cli.terminal.Widths;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of the picture.
 *
 * @param head its first line, which always stands
 * @param blocks what follows, the most important first; what is cut of a block is its end
 */
record Part(Line head, List<List<Line>> blocks) {
    Part {
        blocks = List.copyOf(blocks);
    }

    /** A table, whose header says in its first column what it is of and how many there are. */
    static Part table(List<Column> columns, List<List<Line>> rows, int width) {
        List<Line> lines = new Columns(columns).lines(rows, width);
        return new Part(
                lines.getFirst(),
                lines.subList(1, lines.size()).stream().map(List::of).toList());
    }

    static Line title(String name, int count) {
        return Line.of(name, Style.BOLD).plus(" " + count, Style.DIM);
    }

    /** How many lines it takes below its head. */
    int wanted() {
        return blocks.stream().mapToInt(List::size).sum();
    }

    /**
     * Its lines, where so many may follow the head: one of each block first, then more of the first ones. What is left out
     * is counted in the last of them.
     */
    List<Line> lines(int room, int width, Speech speech) {
        List<Line> lines = new ArrayList<>(List.of(head));
        // Where only one line is left it goes to what matters most: the head tells how many there are.
        int shown = blocks.size() <= room ? blocks.size() : room == 1 ? 1 : Math.max(room - 1, 0);
        int spare = room - shown - (shown < blocks.size() && room > 1 ? 1 : 0);
        for (List<Line> block : blocks.subList(0, shown)) {
            int taken = Math.min(block.size(), 1 + Math.max(spare, 0));
            spare -= taken - 1;
            lines.addAll(block.subList(0, taken));
            if (taken < block.size()) {
                Line last = lines.removeLast();
                lines.add(last.plus(" " + Widths.ELLIPSIS).cut(width));
            }
        }
        if (shown < blocks.size() && room > 1) {
            int left = blocks.size() - shown;
            lines.add(Line.of(speech.say("… " + left + " more", "… ほか " + left + " 件"), Style.DIM)
                    .cut(width));
        }
        return lines;
    }
}
