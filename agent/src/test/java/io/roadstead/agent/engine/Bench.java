package io.roadstead.agent.engine;

import io.roadstead.core.model.DesiredStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The engine under test, with a clock that stands still until it is moved. */
final class Bench {
    final TaskEngine engine;
    final SeededIds ids = new SeededIds(1);
    Instant now = Instant.parse("2026-11-23T10:00:00Z");
    EngineState state;

    Bench() {
        this(Samples.settings());
    }

    Bench(EngineSettings settings) {
        engine = new TaskEngine(settings);
        state = EngineState.resumed(List.of(), Map.of(), now);
    }

    List<Effect> send(Event event) {
        Decision decision = engine.decide(state, event, now, ids);
        state = decision.state();
        return decision.effects();
    }

    List<Effect> run(TaskSpec... tasks) {
        List<Event.TasksReceived.Wish> wishes = new ArrayList<>();
        for (TaskSpec task : tasks) {
            wishes.add(new Event.TasksReceived.Wish(task, DesiredStatus.RUNNING));
        }
        return send(new Event.TasksReceived(wishes));
    }

    List<Effect> stop(String arn) {
        return send(new Event.TasksReceived(
                List.of(new Event.TasksReceived.Wish(TaskSpec.unknown(arn), DesiredStatus.STOPPED))));
    }

    /** Moves time and lets the engine know. */
    List<Effect> pass(Duration time) {
        now = now.plus(time);
        return send(new Event.Tick());
    }

    List<Effect> pulled() {
        return send(new Event.PullDone(Samples.IMAGE, new LocalImage("sha256:d1", false), false));
    }

    List<Effect> created(String arn, String name) {
        return send(new Event.Created(new ContainerRef(arn, name), idOf(name), List.of()));
    }

    List<Effect> started(String arn, String name) {
        return send(new Event.Started(new ContainerRef(arn, name), idOf(name)));
    }

    List<Effect> died(String arn, String name, int exitCode) {
        return send(
                new Event.Died(new ContainerRef(arn, name), idOf(name), new Death(exitCode, null, false, null, now)));
    }

    /** Answers the look that was last asked for at a container, whatever its stage is now. */
    List<Effect> inspected(ContainerRef container, Inspection inspection) {
        Stage stage = task(container.taskArn()).containers().stream()
                .filter(c -> c.spec().name().equals(container.name()))
                .findFirst()
                .orElseThrow()
                .stage();
        return send(new Event.Inspected(container, stage, inspection));
    }

    /** Takes a task of these containers all the way to where its report RUNNING is acknowledged. */
    void bringUp(TaskSpec task) {
        run(task);
        pulled();
        for (ContainerSpec container : task.containers()) {
            created(task.arn(), container.name());
        }
        List<Effect> last = List.of();
        for (ContainerSpec container : task.containers()) {
            last = started(task.arn(), container.name());
        }
        settle(last);
    }

    /** Acknowledges the reports among these effects, and those that follow. */
    List<TaskReport> settle(List<Effect> effects) {
        List<TaskReport> all = new ArrayList<>();
        List<TaskReport> next = reports(effects);
        while (!next.isEmpty()) {
            all.addAll(next);
            List<TaskReport> following = new ArrayList<>();
            for (TaskReport report : next) {
                following.addAll(reports(send(new Event.ReportSettled(report))));
            }
            next = following;
        }
        return all;
    }

    TaskState task(String arn) {
        return Objects.requireNonNull(state.tasks().get(arn), arn);
    }

    static String idOf(String name) {
        return "id-" + name;
    }

    static List<TaskReport> reports(List<Effect> effects) {
        return only(effects, Effect.Report.class).stream()
                .map(Effect.Report::report)
                .toList();
    }

    static <T extends Effect> List<T> only(List<Effect> effects, Class<T> kind) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
