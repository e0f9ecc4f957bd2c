package io.roadstead.cli.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows in columns, as wide as what they hold. Where that is more than there is room for, the widest of the columns that can
 * give way do, and what still does not fit is left out from the right: the first columns are the most important ones.
 *
 * <p>Of columns that hold 20, 8 and 30 and may shrink to 10, 8 and 12, with two blanks between them, 50 columns of room
 * leave 20, 8 and 18; 40 leave 14, 8 and 14; 33 leave 20 and 8.
 */
public final class Columns {
    private static final int GAP = 2;

    private final List<Column> columns;

    /**
     * @param least the columns that it keeps when there is little room; a column never shrinks below its header
     * @param right whether what it holds stands at its right side, as numbers do
     */
    public record Column(Line header, int least, boolean right) {
        /** One that holds what must not be cut. */
        public static Column whole(String header) {
            return new Column(Line.of(header, Style.DIM), Integer.MAX_VALUE, false);
        }

        /** Numbers. */
        public static Column number(String header) {
            return new Column(Line.of(header, Style.DIM), Integer.MAX_VALUE, true);
        }

        /** Names and words, which may be cut. */
        public static Column text(String header, int least) {
            return new Column(Line.of(header, Style.DIM), least, false);
        }
    }

    public Columns(List<Column> columns) {
        this.columns = List.copyOf(columns);
    }

    /**
     * The header, then a line for each row.
     *
     * @param rows each with a cell for every column
     * @param width the columns of the terminal
     */
    public List<Line> lines(List<List<Line>> rows, int width) {
        int[] widths = widths(rows, width);
        List<Line> lines = new ArrayList<>();
        lines.add(line(columns.stream().map(Column::header).toList(), widths, width));
        for (List<Line> row : rows) {
            lines.add(line(row, widths, width));
        }
        return lines;
    }

    private Line line(List<Line> cells, int[] widths, int width) {
        Line line = Line.EMPTY;
        for (int each = 0; each < widths.length; each++) {
            boolean last = each == widths.length - 1;
            Line cell = cells.get(each).cut(widths[each]);
            // Nothing stands behind the last one to be put in line.
            boolean pad = !last || columns.get(each).right();
            if (last && cell.width() == 0) {
                break;
            }
            line = line.plus(each == 0 ? Line.EMPTY : Line.of(" ".repeat(GAP)))
                    .plus(pad ? cell.padded(widths[each], columns.get(each).right()) : cell);
        }
        return line.cut(width);
    }

    private int[] widths(List<List<Line>> rows, int width) {
        int[] natural = new int[columns.size()];
        int[] least = new int[columns.size()];
        for (int each = 0; each < natural.length; each++) {
            int at = each;
            int header = columns.get(each).header().width();
            natural[each] = Math.max(
                    header,
                    rows.stream().mapToInt(row -> row.get(at).width()).max().orElse(0));
            least[each] =
                    Math.min(natural[each], Math.max(header, columns.get(each).least()));
        }
        int kept = natural.length;
        while (kept > 1 && total(least, kept) > width) {
            kept--;
        }
        int[] widths = Arrays.copyOf(natural, kept);
        while (total(widths, kept) > width) {
            int widest = -1;
            for (int each = 0; each < kept; each++) {
                if (widths[each] > least[each] && (widest < 0 || widths[each] >= widths[widest])) {
                    widest = each;
                }
            }
            if (widest < 0) {
                break;
            }
            widths[widest]--;
        }
        return widths;
    }

    private static int total(int[] widths, int kept) {
        return Arrays.stream(widths, 0, kept).sum() + GAP * (kept - 1);
    }
}
