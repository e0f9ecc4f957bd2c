package io.roadstead.cli.watch;

import io.roadstead.cli.terminal.Line;
import io.roadstead.cli.terminal.Size;
import io.roadstead.cli.terminal.Style;
import io.roadstead.cli.terminal.Words;
import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.finding.Language;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The picture of a cluster as lines: a pure function of what was seen, the room and the time.
 *
 * <p>Services, tasks, instances, events and findings share the height line by line until it is used up or nobody wants
 * more. Of 18 lines for parts that want 3, 40, 1, 15 and 2 the second and the fourth get 6 each: what is small is whole,
 * what is large is cut, and says so.
 */
final class Frame {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private Frame() {}

    /**
     * How the picture is to be drawn.
     *
     * @param every how often the cluster is looked at, as text; empty when it is looked at once
     * @param keys whether there is a keyboard to leave by
     */
    record Manner(Language language, ZoneId zone, String every, boolean keys) {}

    static List<Line> lines(View view, Size size, Instant now, Manner manner) {
        Speech speech = new Speech(manner.language());
        List<Line> lines = new ArrayList<>();
        lines.add(header(view, size.columns(), now, manner, speech));
        View.Trouble trouble = view.trouble();
        if (trouble != null) {
            String since = TIME.format(trouble.since().atZone(manner.zone())) + " ("
                    + Words.age(Duration.between(trouble.since(), now)) + ")";
            lines.add(Line.of(
                            speech.say(
                                    "Not seen since " + since + ", trying again: " + trouble.why(),
                                    since + " から確認できていません。再試行中: " + trouble.why()),
                            Style.RED)
                    .cut(size.columns()));
        }
        List<Line> seen =
                fitted(parts(view, now, size.columns(), speech), size.rows() - lines.size(), size.columns(), speech);
        seen.forEach(line -> lines.add(trouble == null ? line : line.in(Style.DIM)));
        return lines.size() <= size.rows() ? lines : List.copyOf(lines.subList(0, size.rows()));
    }

    private static Line header(View view, int width, Instant now, Manner manner, Speech speech) {
        Line left = Line.of("roadstead", Style.BOLD)
                .plus("  " + speech.say("cluster ", "クラスター "))
                .plus(name(view.cluster()), Style.BOLD);
        Line right = Line.of(TIME.format(now.atZone(manner.zone())));
        if (!manner.every().isEmpty()) {
            right = right.plus(speech.say("  every ", "  間隔 ") + manner.every(), Style.DIM);
        }
        if (manner.keys()) {
            right = right.plus(speech.say("  q quits", "  q で終了"), Style.DIM);
        }
        Line whole = left.plus("  " + view.server(), Style.DIM);
        Line fitting = whole.width() + 2 + right.width() <= width ? whole : left;
        return fitting.padded(width - right.width() - 2, false)
                .plus("  ")
                .plus(right)
                .cut(width);
    }

    private static String name(String cluster) {
        return cluster.substring(cluster.lastIndexOf('/') + 1);
    }

    private static List<Part> parts(View view, Instant now, int width, Speech speech) {
        ClusterFacts facts = view.facts();
        List<Part> parts = new ArrayList<>();
        parts.add(Services.part(facts, width, speech));
        parts.add(Tasks.part(facts, now, width, speech));
        parts.add(Instances.part(facts, width, speech));
        Part events = News.events(facts, now, width, speech);
        if (events.wanted() > 0) {
            parts.add(events);
        }
        parts.add(News.findings(view, width, speech));
        return parts;
    }

    private static List<Line> fitted(List<Part> parts, int height, int width, Speech speech) {
        int wanted = parts.stream().mapToInt(part -> 1 + part.wanted()).sum();
        boolean airy = wanted + parts.size() <= height;
        int room = height - parts.size();
        int[] shares = shares(parts.stream().mapToInt(Part::wanted).toArray(), room);
        List<Line> lines = new ArrayList<>();
        for (int each = 0; each < shares.length; each++) {
            if (airy) {
                lines.add(Line.EMPTY);
            }
            lines.addAll(parts.get(each).lines(shares[each], width, speech));
        }
        return lines;
    }

    /**
     * Deals lines out one by one until all have enough or none is left: first to the last part, which are the findings, then
     * to the others in their order.
     */
    static int[] shares(int[] wanted, int room) {
        int[] shares = new int[wanted.length];
        int left = room;
        boolean dealt = true;
        while (left > 0 && dealt) {
            dealt = false;
            for (int turn = 0; turn < wanted.length && left > 0; turn++) {
                int part = (turn + wanted.length - 1) % wanted.length;
                if (shares[part] < wanted[part]) {
                    shares[part]++;
                    left--;
                    dealt = true;
                }
            }
        }
        return shares;
    }
}
