package io.roadstead.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** How rate, memory and the length of a decision grow with the number of tasks: three panels of one small drawing. */
final class GrowthChart {
    private static final int WIDTH = 280;
    private static final int HEIGHT = 200;
    private static final int LEFT = 24;
    private static final int TOP = 44;
    private static final int PLOT_WIDTH = 232;
    private static final int PLOT_HEIGHT = 120;
    /** The axis of tasks goes from 500 to 200,000, by logarithm. */
    private static final double FEWEST = 500;

    private static final double MOST = 200_000;
    /** Room above the highest point, for its number. */
    private static final double HEADROOM = 1.25;

    private GrowthChart() {}

    private record Point(int tasks, double value) {}

    /**
     * One panel.
     *
     * @param goal a line across
     * @param goalWords what stands at that line
     */
    private record Panel(String title, String unit, List<Point> points, double goal, String goalWords) {}

    static String svg(List<ScaleResult> servers, List<PureResult> pure) {
        List<Point> decisions = pure.stream()
                .filter(result -> result.kind() == PureResult.Kind.RECONCILE)
                .map(result -> new Point(result.tasks(), result.millis()))
                .toList();
        List<Panel> panels = List.of(
                new Panel("Task starts a second", "", points(servers, ScaleResult::startsPerSecond), 800, "goal 800"),
                new Panel(
                        "Server's resident memory",
                        ", MiB",
                        points(servers, ScaleResult::residentMib),
                        768,
                        "goal at 40,000: 768"),
                new Panel("One decision of a service's scheduler", ", ms", decisions, 10, "goal at 10,000: 10"));
        StringBuilder svg = new StringBuilder();
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .append(WIDTH * panels.size())
                .append(' ')
                .append(HEIGHT)
                .append("\" font-family=\"sans-serif\" font-size=\"11\">\n")
                .append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        for (int i = 0; i < panels.size(); i++) {
            svg.append("<g transform=\"translate(").append(i * WIDTH).append(",0)\">\n");
            draw(svg, panels.get(i));
            svg.append("</g>\n");
        }
        return svg.append("</svg>\n").toString();
    }

    private static List<Point> points(List<ScaleResult> servers, ToDoubleFunction<ScaleResult> value) {
        return servers.stream()
                .map(result -> new Point(result.tasks(), value.applyAsDouble(result)))
                .toList();
    }

    private static void draw(StringBuilder svg, Panel panel) {
        double top = panel.goal();
        for (Point point : panel.points()) {
            top = Math.max(top, point.value());
        }
        top *= HEADROOM;
        text(svg, LEFT, 20, "start", "#222222", panel.title() + panel.unit());
        text(svg, LEFT - 4, TOP + PLOT_HEIGHT + 4, "end", "#555555", "0");
        line(svg, LEFT, TOP + PLOT_HEIGHT, LEFT + PLOT_WIDTH, TOP + PLOT_HEIGHT, "#888888", "");
        for (int tasks : new int[] {1_000, 10_000, 100_000}) {
            double x = x(tasks);
            line(svg, x, TOP + PLOT_HEIGHT, x, TOP + PLOT_HEIGHT + 4, "#888888", "");
            text(svg, x, TOP + PLOT_HEIGHT + 18, "middle", "#555555", String.format(Locale.ROOT, "%,d", tasks));
        }
        text(svg, LEFT + PLOT_WIDTH, TOP + PLOT_HEIGHT + 32, "end", "#555555", "tasks");
        double goal = y(panel.goal(), top);
        line(svg, LEFT, goal, LEFT + PLOT_WIDTH, goal, "#bb5500", " stroke-dasharray=\"4 3\"");
        // Where the fewest tasks are, on the side of the line where the point is not.
        boolean above = panel.points().stream()
                .min(Comparator.comparingInt(Point::tasks))
                .filter(point -> point.value() >= panel.goal())
                .isEmpty();
        text(svg, LEFT, goal + (above ? -4 : 12), "start", "#bb5500", panel.goalWords());
        List<String> corners = new ArrayList<>();
        List<Point> points = panel.points().stream()
                .sorted(Comparator.comparingInt(Point::tasks))
                .toList();
        for (Point point : points) {
            corners.add(number(x(point.tasks())) + "," + number(y(point.value(), top)));
        }
        svg.append("<polyline fill=\"none\" stroke=\"#1f5fa8\" stroke-width=\"1.5\" points=\"")
                .append(String.join(" ", corners))
                .append("\"/>\n");
        for (Point point : points) {
            svg.append("<circle cx=\"")
                    .append(number(x(point.tasks())))
                    .append("\" cy=\"")
                    .append(number(y(point.value(), top)))
                    .append("\" r=\"3\" fill=\"#1f5fa8\"/>\n");
            text(svg, x(point.tasks()), y(point.value(), top) - 8, "middle", "#1f5fa8", told(point.value()));
        }
        if (panel.points().isEmpty()) {
            text(svg, LEFT + PLOT_WIDTH / 2.0, TOP + PLOT_HEIGHT / 2.0, "middle", "#888888", "not measured");
        }
    }

    /** In as many digits as a drawing can bear. */
    private static String told(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%,.0f", value);
    }

    private static double x(double tasks) {
        return LEFT + PLOT_WIDTH * Math.log(tasks / FEWEST) / Math.log(MOST / FEWEST);
    }

    private static double y(double value, double top) {
        return TOP + PLOT_HEIGHT * (1 - value / top);
    }

    private static void line(
            StringBuilder svg, double x1, double y1, double x2, double y2, String colour, String more) {
        svg.append("<line x1=\"")
                .append(number(x1))
                .append("\" y1=\"")
                .append(number(y1))
                .append("\" x2=\"")
                .append(number(x2))
                .append("\" y2=\"")
                .append(number(y2))
                .append("\" stroke=\"")
                .append(colour)
                .append('"')
                .append(more)
                .append("/>\n");
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String colour, String words) {
        svg.append("<text x=\"")
                .append(number(x))
                .append("\" y=\"")
                .append(number(y))
                .append("\" text-anchor=\"")
                .append(anchor)
                .append("\" fill=\"")
                .append(colour)
                // A rim of the ground's colour: where a line passes, the words stay readable.
                .append("\" stroke=\"#ffffff\" stroke-width=\"3\" paint-order=\"stroke\">")
                .append(words)
                .append("</text>\n");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
