package io.roadstead.cli.watch;

import io.roadstead.cli.terminal.Columns.Column;
import io.roadstead.cli.terminal.Line;
import io.roadstead.cli.terminal.Style;
import io.roadstead.cli.terminal.Widths;
import io.roadstead.cli.terminal.Words;
import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.EventFact;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the services said last, and what the doctor says of it all. */
final class News {
    /** Service events shown at most; ECS keeps a hundred of each service. */
    static final int MOST_EVENTS = 15;
    /** Lines of one finding. */
    static final int CAUSE_LINES = 3;

    private static final int SEVERITY = 9;

    private News() {}

    /** The newest first, of all services together. */
    static Part events(ClusterFacts facts, Instant now, int width, Speech speech) {
        List<List<Line>> rows = facts.services().stream()
                .flatMap(service -> service.events().stream())
                .sorted(Comparator.comparing(News::at).reversed())
                .limit(MOST_EVENTS)
                .map(event -> List.of(
                        Line.of(Words.age(Duration.between(at(event), now)), Style.DIM), Line.of(event.message())))
                .toList();
        List<Column> columns =
                List.of(new Column(Line.of(speech.say("EVENTS", "イベント"), Style.BOLD), 6, true), Column.text("", 20));
        return Part.table(columns, rows, width);
    }

    private static Instant at(EventFact event) {
        return event.at() == null ? Instant.EPOCH : event.at();
    }

    /** Findings worst first, then what could not be seen. */
    static Part findings(View view, int width, Speech speech) {
        Line title = Part.title(speech.say("FINDINGS", "診断"), view.findings().size());
        List<List<Line>> blocks = new ArrayList<>();
        varied(view.findings()).forEach(finding -> blocks.add(finding(finding, width, speech)));
        for (String unseen : view.facts().unseen()) {
            blocks.add(List.of(Line.of(speech.say("not seen: ", "確認できませんでした: ") + unseen, Style.YELLOW)
                    .cut(width)));
        }
        Line head = view.findings().isEmpty()
                ? title.plus("  ").plus(speech.say("Nothing is wrong.", "問題は見つかりませんでした。"), Style.GREEN)
                : title.plus(
                        speech.say(
                                "  ./roadstead doctor tells the evidence and the fix",
                                "  根拠と対処は ./roadstead doctor で確認できます"),
                        Style.DIM);
        return new Part(head.cut(width), blocks);
    }

    /**
     * Of findings equally grave one of each kind first, then the second of each: eight tasks that died of the same must not
     * hide the one that did not.
     */
    private static List<Finding> varied(List<Finding> findings) {
        Map<String, Integer> told = new HashMap<>();
        record Ranked(Finding finding, int rank) {}
        return findings.stream()
                .map(finding -> new Ranked(finding, told.merge(finding.article(), 1, Integer::sum)))
                .sorted(Comparator.comparing((Ranked one) -> one.finding().severity())
                        .thenComparingInt(Ranked::rank))
                .map(Ranked::finding)
                .toList();
    }

    private static List<Line> finding(Finding finding, int width, Speech speech) {
        String cause = Widths.clean(finding.cause().in(speech.language()));
        List<Line> lines = new ArrayList<>();
        for (String piece : Widths.wrap(cause, Math.max(width - SEVERITY, 1), CAUSE_LINES)) {
            Line first = lines.isEmpty() ? severity(finding.severity()) : Line.EMPTY;
            lines.add(first.padded(SEVERITY, false).plus(piece).cut(width));
        }
        return lines;
    }

    private static Line severity(Severity severity) {
        return switch (severity) {
            case ERROR -> Line.of("ERROR", Style.RED);
            case WARNING -> Line.of("WARNING", Style.YELLOW);
            case INFO -> Line.of("INFO");
        };
    }
}
