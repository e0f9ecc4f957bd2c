package io.roadstead.agent.engine;

import io.roadstead.core.Ids;
import io.roadstead.core.model.DesiredStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One decision in the making: first what the event says is noted, then every task it touched is moved as far as it
 * goes.
 */
final class Turn {
    private final EngineSettings settings;
    private final EngineState before;
    private final Instant now;
    private final Ids ids;
    private final Map<String, TaskDraft> touched = new LinkedHashMap<>();
    private final Set<String> forgotten = new HashSet<>();
    private final List<Effect> effects = new ArrayList<>();
    private final Pulls pulls;
    private final Progress progress;
    private long nextOrder;
    private boolean healthNews;
    private @Nullable Instant verifyAt;

    Turn(EngineSettings settings, EngineState before, Instant now, Ids ids) {
        this.settings = settings;
        this.before = before;
        this.now = now;
        this.ids = ids;
        this.pulls = new Pulls(new HashMap<>(before.pulls()), new HashSet<>(before.pulledImages()));
        this.progress = new Progress(settings, pulls, now, ids, effects);
        this.nextOrder = before.tasks().values().stream()
                        .mapToLong(TaskState::order)
                        .max()
                        .orElse(0)
                + 1;
        this.verifyAt = before.verifyAt();
    }

    void resumed() {
        pulls.inFlight().clear();
        touchAll();
        for (TaskDraft task : touched.values()) {
            task.inFlight = null;
            task.removing = false;
            task.group = TaskState.GroupStage.NONE;
            for (ContainerDraft container : task.containers) {
                container.busy = false;
                switch (container.stage) {
                    case WAITING, PULLED, STOPPED -> {}
                    case PULLING -> container.stage = Stage.WAITING;
                    case CREATING, CREATED, STARTING, RUNNING, STOPPING -> lookFirst(task, container);
                }
            }
        }
    }

    void received(Event.TasksReceived.Wish wish) {
        String arn = wish.task().arn();
        if (known(arn)) {
            TaskDraft task = touch(arn);
            if (wish.desired() == DesiredStatus.STOPPED) {
                task.desired = DesiredStatus.STOPPED;
            }
            return;
        }
        TaskDraft task = add(wish.task(), wish.desired());
        if (wish.desired() == DesiredStatus.STOPPED && task.containers.isEmpty()) {
            task.reason = Reasons.NO_PROGRESS;
        }
    }

    void refused(Event.TaskRefused refused) {
        if (!known(refused.taskArn())) {
            add(TaskSpec.unknown(refused.taskArn()), DesiredStatus.STOPPED).reason = Reasons.cut(refused.reason());
        }
    }

    void pullBegun(Event.PullBegun begun) {
        pulls.inFlight().replace(begun.image(), now);
        forEachPulling(begun.image(), (task, _) -> {
            if (task.pullStartedAt == null) {
                task.pullStartedAt = now;
            }
        });
    }

    void pullDone(Event.PullDone done) {
        pulls.inFlight().remove(done.image());
        if (done.fetched()) {
            pulls.pulled().add(done.image());
        }
        forEachPulling(done.image(), (task, container) -> {
            container.stage = Stage.PULLED;
            container.image = done.local();
            if (done.fetched()) {
                task.pullStoppedAt = now;
            }
        });
    }

    void pullFailed(Event.PullFailed failed) {
        pulls.inFlight().remove(failed.image());
        forEachPulling(failed.image(), (task, container) -> {
            container.remember(Reasons.of(Reasons.Operation.PULL, failed.fault()));
            if (task.pullStartedAt != null) {
                task.pullStoppedAt = now;
            }
            if (settings.pullBehavior() == PullBehavior.DEFAULT && failed.local() != null) {
                container.stage = Stage.PULLED;
                container.image = failed.local();
            } else {
                container.ends(now);
            }
        });
    }

    void groupReady(Event.GroupReady ready) {
        find(ready.taskArn()).ifPresent(task -> task.group = TaskState.GroupStage.READY);
    }

    void groupFailed(Event.GroupFailed failed) {
        find(failed.taskArn()).ifPresent(task -> progress.refuse(task, failed.why()));
    }

    void created(Event.Created created) {
        withBusy(created.container(), Stage.CREATING, (_, container) -> {
            container.dockerId = created.dockerId();
            container.bindings = created.bindings();
            container.stage = Stage.CREATED;
        });
    }

    void createFailed(Event.CreateFailed failed) {
        withBusy(failed.container(), Stage.CREATING, (task, container) -> {
            boolean again =
                    failed.fault() instanceof Fault.NameTaken && container.attempts < EngineSettings.MAX_PORT_ATTEMPTS;
            if (again) {
                // Ours, from before a crash: its name was made durable first, and is nobody else's.
                container.attempts++;
                lookFirst(task, container);
            } else {
                container.remember(Reasons.of(Reasons.Operation.CREATE, failed.fault()));
                container.ends(now);
            }
        });
    }

    void started(Event.Started started) {
        withBusy(started.container(), Stage.STARTING, (task, container) -> {
            container.runs(now);
            task.conclude(now);
            if (container.earlyDeath != null) {
                container.dies(container.earlyDeath);
            }
        });
    }

    void startFailed(Event.StartFailed failed) {
        withBusy(failed.container(), Stage.STARTING, (_, container) -> {
            boolean dynamicPorts = container.spec.ports().stream().anyMatch(port -> port.hostPort() == 0);
            if (failed.fault() instanceof Fault.PortTaken
                    && dynamicPorts
                    && container.attempts < EngineSettings.MAX_PORT_ATTEMPTS) {
                effects.add(new Effect.Discard(failed.dockerId()));
                container.attempts++;
                container.startsOver();
                return;
            }
            container.remember(Reasons.of(Reasons.Operation.START, failed.fault()));
            boolean mayRunYet = failed.fault() instanceof Fault.TimedOut || failed.fault() instanceof Fault.DaemonGone;
            if (mayRunYet) {
                container.stage = Stage.STOPPING;
                container.stopAskedAt = now;
            } else {
                container.ends(now);
            }
        });
    }

    void died(Event.Died died) {
        find(died.container(), (task, container) -> {
            if (!died.dockerId().equals(container.dockerId)) {
                return;
            }
            switch (container.stage) {
                case STARTING -> {
                    if (container.busy) {
                        container.earlyDeath = died.death();
                    } else {
                        adopt(task, container, died.dockerId());
                        container.dies(died.death());
                    }
                }
                case RUNNING, STOPPING -> container.dies(died.death());
                case WAITING, PULLING, PULLED, CREATING, CREATED, STOPPED -> {}
            }
        });
    }

    /** A stopped container that comes back is stopped once more. Source: agent-protocol 7.4. */
    void seenStarting(Event.SeenStarting seen) {
        find(seen.container(), (task, container) -> {
            if (container.stage == Stage.STOPPED && seen.dockerId().equals(container.dockerId) && !container.removed) {
                effects.add(progress.stop(task, container, seen.dockerId()));
            }
        });
    }

    /** The news itself is enough to tell; a look adds what the check said. */
    void healthChanged(Event.HealthChanged changed) {
        find(changed.container(), (task, container) -> {
            if (changed.dockerId().equals(container.dockerId) && container.stage != Stage.STOPPED) {
                healthNews |= container.feels(changed.reading());
                if (container.spec.healthChecked() && container.stage == Stage.RUNNING) {
                    look(task, container);
                }
            }
        });
    }

    void stopDone(Event.StopDone done) {
        withBusy(done.container(), Stage.STOPPING, (_, container) -> {
            switch (done.after()) {
                case Inspection.Absent _ -> container.vanishes(now);
                case Inspection.NeverRan _ -> container.ends(now);
                case Inspection.Exited exited -> container.dies(exited.death());
                case Inspection.Running _ -> container.recheckAt = now.plus(EngineSettings.RECHECK_AFTER_FAULT);
            }
        });
    }

    void stopFailed(Event.StopFailed failed) {
        withBusy(failed.container(), Stage.STOPPING, (_, container) -> {
            switch (failed.fault()) {
                case Fault.DaemonGone _ -> container.recheckAt = now.plus(EngineSettings.RECHECK_AFTER_FAULT);
                case Fault.NotFound _ -> container.vanishes(now);
                case Fault.Refused _,
                        Fault.TimedOut _,
                        Fault.PullInactive _,
                        Fault.NameTaken _,
                        Fault.PortTaken _,
                        Fault.NoPortFree _,
                        Fault.BadConfig _,
                        Fault.BadHostConfig _ -> {
                    // With Docker alive, one that cannot be stopped is given up. Source: agent-protocol 7.4.
                    container.remember(Reasons.of(Reasons.Operation.STOP, failed.fault()));
                    container.ends(now);
                }
            }
        });
    }

    void inspected(Event.Inspected inspected) {
        find(inspected.container(), (task, container) -> {
            if (container.busy) {
                return;
            }
            if (container.stage != inspected.asked()) {
                if (container.unsure) {
                    look(task, container);
                }
                return;
            }
            container.unsure = false;
            container.recheckAt = null;
            switch (container.stage) {
                case WAITING, PULLING, PULLED, STOPPED -> {}
                case CREATING -> foundCreating(task, container, inspected.inspection());
                case CREATED, STARTING, RUNNING, STOPPING -> foundLater(task, container, inspected.inspection());
            }
        });
    }

    void inspectFailed(Event.InspectFailed failed) {
        find(failed.container(), (_, container) -> {
            if (container.unsure || container.stage == Stage.STOPPING) {
                container.recheckAt = now.plus(EngineSettings.RECHECK_AFTER_FAULT);
            }
        });
    }

    void removed(Event.Removed removed) {
        find(removed.container(), (_, container) -> container.removed = true);
    }

    void removeFailed(Event.RemoveFailed failed) {
        find(failed.container(), (task, container) -> {
            boolean givenUp = task.stoppedAt != null
                    && now.isAfter(task.stoppedAt.plus(settings.cleanupWait()).plus(EngineSettings.CLEANUP_GIVES_UP));
            if (failed.fault() instanceof Fault.NotFound || givenUp) {
                container.removed = true;
            } else {
                task.removing = false;
                task.cleanAfter = now.plus(EngineSettings.RECHECK_AFTER_FAULT);
            }
        });
    }

    void dockerBack() {
        touchAll();
        for (TaskDraft task : touched.values()) {
            for (ContainerDraft container : task.containers) {
                boolean live = container.stage == Stage.RUNNING || container.stage == Stage.STOPPING;
                if (container.unsure || (live && !container.busy)) {
                    look(task, container);
                }
            }
        }
    }

    void settled(Event.ReportSettled settled) {
        find(settled.report().taskArn()).ifPresent(task -> {
            if (settled.report().equals(task.inFlight)) {
                task.inFlight = null;
                Reports.heard(task, settled.report());
            }
        });
    }

    void tick() {
        touchAll();
        boolean verify = verifyAt != null && !now.isBefore(verifyAt);
        for (TaskDraft task : touched.values()) {
            for (ContainerDraft container : task.containers) {
                boolean due = container.recheckAt != null && !now.isBefore(container.recheckAt);
                if (due) {
                    container.recheckAt = null;
                    container.unsure = true;
                }
                if (due || (verify && container.stage == Stage.RUNNING)) {
                    look(task, container);
                }
            }
        }
        if (verify) {
            verifyAt = null;
        }
    }

    /** Moves every touched task as far as it goes, lets waiting ones in, and adds up the new state. */
    Decision finish() {
        touched.values().forEach(progress::move);
        letIn();
        for (TaskDraft task : touched.values()) {
            Reports.next(task, settings.containerReportDelay(), now)
                    .ifPresent(report -> effects.add(new Effect.Report(report)));
            cleanUp(task);
        }
        if (healthNews) {
            effects.add(new Effect.TellHealth());
        }
        Map<String, TaskState> tasks = new LinkedHashMap<>(before.tasks());
        touched.forEach((arn, draft) -> {
            TaskState after = draft.freeze();
            if (!after.equals(before.tasks().get(arn))) {
                tasks.put(arn, after);
            }
        });
        tasks.keySet().removeAll(forgotten);
        boolean running = tasks.values().stream().anyMatch(t -> !t.stopped());
        if (!running) {
            verifyAt = null;
        } else if (verifyAt == null) {
            int jitter = ids.below((int) Math.max(1, settings.verifyEvery().toMillis() / 10));
            verifyAt = now.plus(settings.verifyEvery()).plusMillis(jitter);
        }
        return new Decision(
                new EngineState(tasks, pulls.inFlight(), pulls.pulled(), before.resumedAt(), verifyAt), effects);
    }

    /** Lets tasks in, in the order they came, until one does not fit: it blocks those behind it. */
    private void letIn() {
        boolean again = true;
        while (again) {
            again = false;
            HostShare left = new HostShare(settings.total());
            List<String> queue = new ArrayList<>();
            for (String arn : allArns()) {
                boolean admitted = read(arn, d -> d.admitted, TaskState::admitted);
                boolean stopped = read(arn, TaskDraft::stopped, TaskState::stopped);
                DesiredStatus desired = read(arn, d -> d.desired, TaskState::desired);
                if (admitted && !stopped) {
                    left.takeRegardless(read(arn, d -> d.spec, TaskState::spec));
                } else if (!admitted && desired == DesiredStatus.RUNNING) {
                    queue.add(arn);
                }
            }
            for (String arn : queue) {
                if (!left.take(read(arn, d -> d.spec, TaskState::spec))) {
                    break;
                }
                TaskDraft task = touch(arn);
                task.admitted = true;
                progress.move(task);
                again |= task.stopped();
            }
        }
    }

    private void cleanUp(TaskDraft task) {
        if (!task.stopTold() || task.stoppedAt == null) {
            return;
        }
        if (task.cleanAfter == null) {
            task.cleanAfter = task.stoppedAt.plus(settings.cleanupWait());
        }
        if (!task.removing && !now.isBefore(task.cleanAfter)) {
            task.removing = true;
            for (ContainerDraft container : task.containers) {
                String idOrName = container.idOrName();
                if (idOrName == null) {
                    container.removed = true;
                } else if (!container.removed) {
                    effects.add(new Effect.Remove(task.ref(container), idOrName));
                }
            }
        }
        if (task.removing && task.containers.stream().allMatch(c -> c.removed)) {
            forgotten.add(task.spec.arn());
            progress.group(task).ifPresent(group -> effects.add(new Effect.RemoveGroup(group)));
        }
    }

    private void foundCreating(TaskDraft task, ContainerDraft container, Inspection found) {
        switch (found) {
            case Inspection.Absent _ -> container.stage = Stage.PULLED;
            case Inspection.NeverRan created -> {
                container.dockerId = created.dockerId();
                container.bindings = created.bindings();
                container.stage = Stage.CREATED;
            }
            case Inspection.Running running -> {
                container.bindings = running.bindings();
                adopt(task, container, running.dockerId());
                healthNews |= container.feels(running.health());
            }
            case Inspection.Exited exited -> {
                container.bindings = exited.bindings();
                adopt(task, container, exited.dockerId());
                container.dies(exited.death());
            }
        }
    }

    private void foundLater(TaskDraft task, ContainerDraft container, Inspection found) {
        switch (found) {
            case Inspection.Absent _ -> container.vanishes(now);
            case Inspection.Running running -> {
                if (container.stage == Stage.CREATED || container.stage == Stage.STARTING) {
                    adopt(task, container, running.dockerId());
                }
                healthNews |= container.feels(running.health());
            }
            case Inspection.Exited exited -> {
                if (container.startedAt == null && container.stage != Stage.STOPPING) {
                    adopt(task, container, exited.dockerId());
                }
                container.dies(exited.death());
            }
            case Inspection.NeverRan _ -> {
                if (container.stage == Stage.STARTING) {
                    startMayYetHappen(container);
                } else if (container.stage != Stage.CREATED) {
                    container.ends(now);
                }
            }
        }
    }

    /** A start that a crash cut off may still take effect: only when it has had its time is another one asked for. */
    private void startMayYetHappen(ContainerDraft container) {
        if (now.isBefore(before.resumedAt().plus(settings.startSettle()))) {
            container.unsure = true;
            container.recheckAt = now.plus(EngineSettings.RECHECK);
        } else {
            container.stage = Stage.CREATED;
        }
    }

    private void adopt(TaskDraft task, ContainerDraft container, String dockerId) {
        container.dockerId = dockerId;
        container.unsure = false;
        container.runs(now);
        task.conclude(now);
    }

    private void lookFirst(TaskDraft task, ContainerDraft container) {
        container.unsure = true;
        look(task, container);
    }

    private void look(TaskDraft task, ContainerDraft container) {
        String idOrName = container.idOrName();
        if (idOrName != null) {
            effects.add(new Effect.Inspect(task.ref(container), idOrName, container.stage));
        }
    }

    private boolean known(String arn) {
        return touched.containsKey(arn) || before.tasks().containsKey(arn);
    }

    private TaskDraft add(TaskSpec spec, DesiredStatus desired) {
        TaskDraft task = new TaskDraft(TaskState.received(spec, desired, nextOrder++));
        touched.put(spec.arn(), task);
        return task;
    }

    private void touchAll() {
        before.tasks().keySet().forEach(this::touch);
    }

    private TaskDraft touch(String arn) {
        return find(arn).orElseThrow(() -> new IllegalArgumentException("there is no task " + arn));
    }

    private Optional<TaskDraft> find(String arn) {
        TaskState state = before.tasks().get(arn);
        if (state != null) {
            return Optional.of(touched.computeIfAbsent(arn, _ -> new TaskDraft(state)));
        }
        return Optional.ofNullable(touched.get(arn));
    }

    private void find(ContainerRef ref, BiConsumer<TaskDraft, ContainerDraft> then) {
        find(ref.taskArn()).ifPresent(task -> task.containers.stream()
                .filter(c -> c.spec.name().equals(ref.name()))
                .findFirst()
                .ifPresent(container -> then.accept(task, container)));
    }

    /** For the answer to an effect: ignored unless it is the one waited for. */
    private void withBusy(ContainerRef ref, Stage stage, BiConsumer<TaskDraft, ContainerDraft> then) {
        find(ref, (task, container) -> {
            if (container.busy && container.stage == stage) {
                container.busy = false;
                then.accept(task, container);
            }
        });
    }

    private void forEachPulling(String image, BiConsumer<TaskDraft, ContainerDraft> then) {
        for (String arn : allArns()) {
            boolean waits = read(
                    arn,
                    draft -> draft.containers.stream()
                            .anyMatch(c ->
                                    c.stage == Stage.PULLING && c.spec.image().equals(image)),
                    state -> state.containers().stream()
                            .anyMatch(c -> c.stage() == Stage.PULLING
                                    && c.spec().image().equals(image)));
            if (waits) {
                TaskDraft task = touch(arn);
                task.containers.stream()
                        .filter(c -> c.stage == Stage.PULLING && c.spec.image().equals(image))
                        .toList()
                        .forEach(container -> then.accept(task, container));
            }
        }
    }

    private List<String> allArns() {
        List<String> arns = new ArrayList<>(before.tasks().keySet());
        touched.keySet().stream()
                .filter(arn -> !before.tasks().containsKey(arn))
                .forEach(arns::add);
        return arns;
    }

    private <T> T read(
            String arn,
            java.util.function.Function<TaskDraft, T> fromDraft,
            java.util.function.Function<TaskState, T> fromState) {
        TaskDraft draft = touched.get(arn);
        if (draft != null) {
            return fromDraft.apply(draft);
        }
        TaskState state = before.tasks().get(arn);
        if (state == null) {
            throw new IllegalArgumentException("there is no task " + arn);
        }
        return fromState.apply(state);
    }
}
