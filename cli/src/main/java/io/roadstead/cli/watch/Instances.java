package io.roadstead.cli.watch;

import io.roadstead.cli.terminal.Columns.Column;
import io.roadstead.cli.terminal.Line;
import io.roadstead.cli.terminal.Style;
import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.InstanceFact;
import java.util.Comparator;
import java.util.List;

/** The container instances: whether their agents are there, and how much of them is taken. */
final class Instances {
    private Instances() {}

    /** Those that take no tasks come first. */
    static Part part(ClusterFacts facts, int width, Speech speech) {
        List<Column> columns = List.of(
                new Column(
                        Part.title(
                                speech.say("INSTANCES", "インスタンス"),
                                facts.instances().size()),
                        8,
                        false),
                Column.whole(speech.say("STATUS", "ステータス")),
                Column.whole(speech.say("AGENT", "エージェント")),
                Column.whole("CPU"),
                Column.whole(speech.say("MEMORY MiB", "メモリ MiB")),
                Column.number(speech.say("TASKS", "タスク")));
        List<List<Line>> rows = facts.instances().stream()
                .sorted(Comparator.comparing(InstanceFact::takesTasks).thenComparing(InstanceFact::id))
                .map(instance -> row(instance, width, speech))
                .toList();
        return Part.table(columns, rows, width);
    }

    private static List<Line> row(InstanceFact instance, int width, Speech speech) {
        return List.of(
                Line.of(Tasks.shortId(instance.arn()), Style.BOLD),
                Line.of(instance.status(), status(instance)),
                instance.agentConnected()
                        ? Line.of(speech.say("connected", "接続"), Style.GREEN)
                        : Line.of(speech.say("AWAY", "切断"), Style.RED),
                used(instance.registered().cpu(), instance.remaining().cpu(), width),
                used(instance.registered().memory(), instance.remaining().memory(), width),
                Line.of(instance.runningTasks() + (instance.pendingTasks() == 0 ? "" : "+" + instance.pendingTasks())));
    }

    private static Style status(InstanceFact instance) {
        return switch (instance.status()) {
            case "ACTIVE" -> Style.GREEN;
            case "DRAINING", "REGISTERING", "DEREGISTERING" -> Style.YELLOW;
            default -> Style.RED;
        };
    }

    /** What tasks hold of what the instance registered, which is what placement goes by. */
    private static Line used(int registered, int remaining, int width) {
        int used = registered - remaining;
        return Bar.used(used, registered, Bar.cells(width)).plus(" " + used + "/" + registered);
    }
}
