package io.roadstead.cli.watch;

import io.roadstead.cli.terminal.Columns.Column;
import io.roadstead.cli.terminal.Line;
import io.roadstead.cli.terminal.Style;
import io.roadstead.cli.terminal.Words;
import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.TaskFact;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The tasks: all that live, and those that stopped a short while ago, for whoever looks wants to see them go. */
final class Tasks {
    /** How long a stopped task is shown; ECS tells of it for an hour. */
    static final Duration STOPPED_SHOWN = Duration.ofMinutes(5);
    /** How many of them are shown at most. */
    static final int MOST_STOPPED = 10;

    private static final int ID = 8;

    private Tasks() {}

    /** Those that are not yet what they are to be come first, then the newest. */
    static Part part(ClusterFacts facts, Instant now, int width, Speech speech) {
        List<TaskFact> live = facts.tasks().stream()
                .filter(task -> !task.stopped())
                .sorted(Comparator.comparing(Tasks::settled)
                        .thenComparing(Tasks::created, Comparator.reverseOrder())
                        .thenComparing(TaskFact::id))
                .toList();
        List<TaskFact> shown = new ArrayList<>(live);
        facts.tasks().stream()
                .filter(task ->
                        task.stopped() && stopped(task).plus(STOPPED_SHOWN).isAfter(now))
                .sorted(Comparator.comparing(Tasks::stopped).reversed().thenComparing(TaskFact::id))
                .limit(MOST_STOPPED)
                .forEach(shown::add);
        List<Column> columns = List.of(
                new Column(Part.title(speech.say("TASKS", "タスク"), live.size()), ID, false),
                Column.text(speech.say("DEFINITION", "タスク定義"), 10),
                Column.whole(speech.say("LAST", "状態")),
                Column.whole(speech.say("DESIRED", "目標")),
                Column.whole(speech.say("HEALTH", "ヘルス")),
                Column.whole(speech.say("INSTANCE", "インスタンス")),
                Column.number(speech.say("AGE", "経過")),
                Column.text(speech.say("SERVICE OR REASON", "サービス / 停止理由"), 17));
        return Part.table(columns, shown.stream().map(task -> row(task, now)).toList(), width);
    }

    private static boolean settled(TaskFact task) {
        return task.lastStatus().equals(task.desiredStatus())
                && !task.healthStatus().equals("UNHEALTHY");
    }

    private static Instant created(TaskFact task) {
        return task.createdAt() == null ? Instant.EPOCH : task.createdAt();
    }

    private static Instant stopped(TaskFact task) {
        return task.stoppedAt() == null ? Instant.EPOCH : task.stoppedAt();
    }

    private static List<Line> row(TaskFact task, Instant now) {
        String since = task.createdAt() == null ? "" : Words.age(Duration.between(task.createdAt(), now));
        return List.of(
                Line.of(shortId(task.id()), Style.BOLD),
                Line.of(task.definition()),
                Line.of(task.lastStatus(), last(task)),
                Line.of(task.desiredStatus(), settled(task) ? Style.DIM : Style.PLAIN),
                Line.of(task.healthStatus(), health(task)),
                Line.of(shortId(task.instanceArn())),
                Line.of(since),
                note(task));
    }

    private static Style last(TaskFact task) {
        return switch (task.lastStatus()) {
            case "RUNNING" -> Style.GREEN;
            case "STOPPED" -> endedWell(task) ? Style.DIM : Style.RED;
            default -> Style.YELLOW;
        };
    }

    /** Stopped because somebody wanted it, or done with what it had to do. Source: ecs-behaviour 5.5 for the codes. */
    private static boolean endedWell(TaskFact task) {
        return switch (task.stopCode()) {
            case "ServiceSchedulerInitiated", "UserInitiated" -> true;
            default ->
                !task.containers().isEmpty()
                        && task.containers().stream()
                                .allMatch(container -> container.exitCode() != null && container.exitCode() == 0);
        };
    }

    private static Style health(TaskFact task) {
        return switch (task.healthStatus()) {
            case "HEALTHY" -> Style.GREEN;
            case "UNHEALTHY" -> Style.RED;
            default -> Style.DIM;
        };
    }

    /** Whose it is, or why it stopped. */
    private static Line note(TaskFact task) {
        if (task.stopped()) {
            return Line.of(task.stoppedReason(), endedWell(task) ? Style.DIM : Style.RED);
        }
        return Line.of(task.service().isEmpty() ? task.startedBy() : task.service());
    }

    /** The beginning of what follows the last slash, which the doctor takes for a name too. */
    static String shortId(String arn) {
        String id = arn.substring(arn.lastIndexOf('/') + 1);
        return id.length() > ID ? id.substring(0, ID) : id;
    }
}
