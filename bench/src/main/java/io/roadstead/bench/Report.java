package io.roadstead.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.bench.Measurement.Amount;
import io.roadstead.bench.Measurement.Goal;
import io.roadstead.bench.Measurement.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measurements as a table for people and as JSON for programs. */
final class Report {
    private static final List<String> HEADS = List.of("row", "measured", "reference", "ratio", "goal", "met");
    /** From here on a number is told without a fraction. */
    private static final double WHOLE = 100;

    private Report() {}

    /** Columns as wide as their widest cell; below it one line per row that says what the numbers are. */
    static String table(List<Measurement> rows) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEADS);
        rows.forEach(row -> lines.add(cells(row)));
        int[] widths = new int[HEADS.size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder padded = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                padded.append(line.get(i))
                        .append(" ".repeat(widths[i] - line.get(i).length() + 2));
            }
            text.append(padded.toString().stripTrailing()).append('\n');
        }
        text.append('\n');
        for (Measurement row : rows) {
            Reference reference = row.reference();
            text.append(row.row()).append(": ").append(row.what());
            if (reference != null) {
                text.append("; reference: ").append(reference.what());
            }
            text.append(". ").append(row.note()).append(".\n");
        }
        return text.toString();
    }

    static ObjectNode json(List<Measurement> rows, String load) {
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        report.put("processors", Runtime.getRuntime().availableProcessors()).put("loadAverageBefore", load);
        ArrayNode all = report.putArray("rows");
        for (Measurement row : rows) {
            ObjectNode node = all.addObject()
                    .put("row", row.row())
                    .put("what", row.what())
                    .put("measured", row.measured().value())
                    .put("unit", row.measured().unit());
            Reference reference = row.reference();
            if (reference != null) {
                node.put("reference", reference.amount().value())
                        .put("referenceUnit", reference.amount().unit())
                        .put("referenceWhat", reference.what())
                        .put("ratio", row.ratio());
            }
            node.put("goal", goal(row.goal(), row.measured().unit()))
                    .put("met", row.met())
                    .put("note", row.note());
        }
        return report;
    }

    private static List<String> cells(Measurement row) {
        Reference reference = row.reference();
        return List.of(
                row.row(),
                amount(row.measured()),
                reference == null ? "-" : amount(reference.amount()),
                reference == null ? "-" : String.format(Locale.ROOT, "%.2f", row.ratio()),
                goal(row.goal(), row.measured().unit()),
                row.met() ? "yes" : "no");
    }

    private static String goal(Goal goal, String unit) {
        String limit = goal.ofRatio()
                ? "ratio " + goal.direction().sign + " " + goal.limit()
                : goal.direction().sign + " " + amount(new Amount(goal.limit(), unit));
        return limit;
    }

    static String amount(Amount amount) {
        return number(amount.value()) + " " + amount.unit();
    }

    /** Three digits that mean something: {@code 31,250}, {@code 151}, {@code 0.78}. */
    static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= WHOLE ? "%,.0f" : "%.2f", value);
    }
}
