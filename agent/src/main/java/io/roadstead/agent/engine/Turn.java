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
import java.util.Set;
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
    private final Touched touched;
    private final Set<String> forgotten = new HashSet<>();
    private final List<Effect> effects = new ArrayList<>();
    private final Pulls pulls;
    private final Progress progress;
    private final Sightings sightings;
    private final Images images;
    private long nextOrder;
    private @Nullable Instant verifyAt;

    Turn(EngineSettings settings, EngineState before, Instant now, Ids ids) {
        this.settings = settings;
        this.before = before;
        this.now = now;
        this.ids = ids;
        this.touched = new Touched(before);
        this.sightings = new Sightings(touched, effects, now, before.resumedAt().plus(settings.startSettle()));
        this.pulls = new Pulls(
                new HashMap<>(before.pulls()), new HashMap<>(before.images()), new HashSet<>(before.imagesGoing()));
        this.images = new Images(settings, before, touched, pulls, effects, now);
        this.progress = new Progress(settings, pulls, now, ids, effects);
        this.nextOrder = before.tasks().values().stream()
                        .mapToLong(TaskState::order)
                        .max()
                        .orElse(0)
                + 1;
        this.verifyAt = before.verifyAt();
    }

    Sightings sightings() {
        return sightings;
    }

    Images images() {
        return images;
    }

    void resumed() {
        pulls.inFlight().clear();
        pulls.going().clear();
        touched.touchAll();
        for (TaskDraft task : touched.drafts().values()) {
            task.inFlight = null;
            task.removing = false;
            task.group = TaskState.GroupStage.NONE;
            Volumes.resumed(task);
            ResourceProgress.resumed(task);
            for (ContainerDraft container : task.containers) {
                container.busy = false;
                switch (container.stage) {
                    case WAITING, PULLED, STOPPED -> {}
                    case PULLING -> container.stage = Stage.WAITING;
                    case CREATING, CREATED, STARTING, RUNNING, STOPPING -> sightings.lookFirst(task, container);
                }
            }
        }
    }

    void received(Event.TasksReceived.Wish wish) {
        String arn = wish.task().arn();
        if (touched.known(arn)) {
            TaskDraft task = touched.touch(arn);
            if (wish.desired() == DesiredStatus.STOPPED) {
                task.desired = DesiredStatus.STOPPED;
            }
            return;
        }
        TaskDraft task = add(wish.task(), wish.desired());
        if (wish.desired() == DesiredStatus.RUNNING && !Ordering.solvable(wish.task())) {
            task.desired = DesiredStatus.STOPPED;
            task.reason = Reasons.unresolvable(arn);
        }
        if (wish.desired() == DesiredStatus.STOPPED && task.containers.isEmpty()) {
            task.reason = Reasons.NO_PROGRESS;
        }
    }

    void refused(Event.TaskRefused refused) {
        if (!touched.known(refused.taskArn())) {
            add(TaskSpec.unknown(refused.taskArn()), DesiredStatus.STOPPED).reason = Reasons.cut(refused.reason());
        }
    }

    void groupReady(Event.GroupReady ready) {
        touched.find(ready.taskArn()).ifPresent(task -> task.group = TaskState.GroupStage.READY);
    }

    void groupFailed(Event.GroupFailed failed) {
        touched.find(failed.taskArn()).ifPresent(task -> task.refuse(failed.why()));
    }

    void fetched(Event.Fetched fetched) {
        touched.find(fetched.taskArn()).ifPresent(task -> ResourceProgress.fetched(task, fetched.resource()));
    }

    void fetchFailed(Event.FetchFailed failed) {
        touched.find(failed.taskArn())
                .ifPresent(task -> ResourceProgress.failed(task, failed.resource(), failed.why()));
    }

    void volumeInspected(Event.VolumeInspected inspected) {
        touched.find(inspected.volume().taskArn())
                .ifPresent(task -> progress.volumes().inspected(task, inspected));
    }

    void volumeInspectFailed(Event.VolumeInspectFailed failed) {
        touched.find(failed.volume().taskArn())
                .ifPresent(task -> progress.volumes().inspectFailed(task, failed));
    }

    void volumeCreated(Event.VolumeCreated created) {
        touched.find(created.volume().taskArn())
                .ifPresent(task -> progress.volumes().created(task, created));
    }

    void volumeCreateFailed(Event.VolumeCreateFailed failed) {
        touched.find(failed.volume().taskArn())
                .ifPresent(task -> progress.volumes().createFailed(task, failed));
    }

    void volumeRemoved(Event.VolumeRemoved removed) {
        touched.find(removed.volume().taskArn())
                .ifPresent(task -> progress.volumes().removed(task, removed));
    }

    void volumeRemoveFailed(Event.VolumeRemoveFailed failed) {
        touched.find(failed.volume().taskArn()).ifPresent(task -> {
            if (progress.volumes().removeFailed(task, failed, cleanupGivenUp(task))) {
                cleanUpLater(task);
            }
        });
    }

    void created(Event.Created created) {
        touched.withBusy(created.container(), Stage.CREATING, (_, container) -> {
            container.dockerId = created.dockerId();
            container.bindings = created.bindings();
            container.stage = Stage.CREATED;
        });
    }

    void createFailed(Event.CreateFailed failed) {
        touched.withBusy(failed.container(), Stage.CREATING, (task, container) -> {
            boolean again =
                    failed.fault() instanceof Fault.NameTaken && container.attempts < EngineSettings.MAX_PORT_ATTEMPTS;
            if (again) {
                // Ours, from before a crash: its name was made durable first, and is nobody else's.
                container.attempts++;
                sightings.lookFirst(task, container);
            } else {
                container.remember(Reasons.of(Reasons.Operation.CREATE, failed.fault()));
                container.ends(now);
            }
        });
    }

    void started(Event.Started started) {
        touched.withBusy(started.container(), Stage.STARTING, (task, container) -> {
            Death early = container.earlyDeath;
            container.runs(now);
            task.conclude(now);
            if (early != null && container.restarts > 0) {
                sightings.lookFirst(task, container);
            } else if (early != null) {
                task.dies(container, early, now);
            }
        });
    }

    void startFailed(Event.StartFailed failed) {
        touched.withBusy(failed.container(), Stage.STARTING, (_, container) -> {
            boolean dynamicPorts = container.startedAt == null
                    && container.spec.ports().stream().anyMatch(port -> port.hostPort() == 0);
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

    /**
     * After a restart the news may be of the run before it, so a look decides: only Docker's own record tells one death
     * from the other.
     */
    void died(Event.Died died) {
        touched.find(died.container(), (task, container) -> {
            if (!died.dockerId().equals(container.dockerId)) {
                return;
            }
            switch (container.stage) {
                case STARTING -> {
                    if (container.busy) {
                        container.earlyDeath = died.death();
                    } else if (container.restarts > 0) {
                        sightings.lookFirst(task, container);
                    } else {
                        sightings.adopt(task, container, died.dockerId());
                        task.dies(container, died.death(), now);
                    }
                }
                case RUNNING -> {
                    if (container.restarts > 0) {
                        sightings.lookFirst(task, container);
                    } else {
                        task.dies(container, died.death(), now);
                    }
                }
                case STOPPING -> container.dies(died.death());
                case WAITING, PULLING, PULLED, CREATING, CREATED, STOPPED -> {}
            }
        });
    }

    /** A stopped container that comes back is stopped once more. Source: agent-protocol 7.4. */
    void seenStarting(Event.SeenStarting seen) {
        touched.find(seen.container(), (task, container) -> {
            if (container.stage == Stage.STOPPED && seen.dockerId().equals(container.dockerId) && !container.removed) {
                effects.add(progress.stop(task, container, seen.dockerId()));
            }
        });
    }

    void stopDone(Event.StopDone done) {
        touched.withBusy(done.container(), Stage.STOPPING, (_, container) -> {
            switch (done.after()) {
                case Inspection.Absent _ -> container.vanishes(now);
                case Inspection.NeverRan _ -> container.ends(now);
                case Inspection.Exited exited -> container.dies(exited.death());
                case Inspection.Running _ -> container.recheckAt = now.plus(EngineSettings.RECHECK_AFTER_FAULT);
            }
        });
    }

    void stopFailed(Event.StopFailed failed) {
        touched.withBusy(failed.container(), Stage.STOPPING, (_, container) -> {
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

    void removed(Event.Removed removed) {
        touched.find(removed.container(), (_, container) -> container.removed = true);
    }

    void removeFailed(Event.RemoveFailed failed) {
        touched.find(failed.container(), (task, container) -> {
            if (failed.fault() instanceof Fault.NotFound || cleanupGivenUp(task)) {
                container.removed = true;
            } else {
                cleanUpLater(task);
            }
        });
    }

    private boolean cleanupGivenUp(TaskDraft task) {
        return task.stoppedAt != null
                && now.isAfter(task.stoppedAt.plus(settings.cleanupWait()).plus(EngineSettings.CLEANUP_GIVES_UP));
    }

    private void cleanUpLater(TaskDraft task) {
        task.removing = false;
        task.cleanAfter = now.plus(EngineSettings.RECHECK_AFTER_FAULT);
    }

    void dockerBack() {
        touched.touchAll();
        for (TaskDraft task : touched.drafts().values()) {
            for (ContainerDraft container : task.containers) {
                boolean live = container.stage == Stage.RUNNING || container.stage == Stage.STOPPING;
                if (container.unsure || (live && !container.busy)) {
                    sightings.look(task, container);
                }
            }
        }
    }

    void settled(Event.ReportSettled settled) {
        touched.find(settled.report().taskArn()).ifPresent(task -> {
            if (settled.report().equals(task.inFlight)) {
                task.inFlight = null;
                Reports.heard(task, settled.report());
            }
        });
    }

    void tick() {
        touched.touchAll();
        boolean verify = verifyAt != null && !now.isBefore(verifyAt);
        for (TaskDraft task : touched.drafts().values()) {
            for (ContainerDraft container : task.containers) {
                boolean due = container.recheckAt != null && !now.isBefore(container.recheckAt);
                if (due) {
                    container.recheckAt = null;
                    container.unsure = true;
                }
                if (due || (verify && container.stage == Stage.RUNNING)) {
                    sightings.look(task, container);
                }
            }
        }
        if (verify) {
            verifyAt = null;
        }
    }

    /** Moves every touched task as far as it goes, lets waiting ones in, and adds up the new state. */
    Decision finish() {
        images.clean();
        touched.drafts().values().forEach(progress::move);
        letIn();
        for (TaskDraft task : touched.drafts().values()) {
            Reports.next(task, settings.containerReportDelay(), now)
                    .ifPresent(report -> effects.add(new Effect.Report(report)));
            cleanUp(task);
        }
        if (sightings.healthNews()) {
            effects.add(new Effect.TellHealth());
        }
        Map<String, TaskState> tasks = new LinkedHashMap<>(before.tasks());
        touched.drafts().forEach((arn, draft) -> {
            TaskState after = draft.freeze();
            TaskState known = before.tasks().get(arn);
            if (known != null && ResourceProgress.held(known) && !ResourceProgress.held(after)) {
                effects.add(new Effect.Release(arn));
            }
            if (!after.equals(known)) {
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
                new EngineState(
                        tasks,
                        pulls.inFlight(),
                        pulls.images(),
                        pulls.going(),
                        before.resumedAt(),
                        verifyAt,
                        images.cleanAt()),
                effects);
    }

    /** Lets tasks in, in the order they came, until one does not fit: it blocks those behind it. */
    private void letIn() {
        boolean again = true;
        while (again) {
            again = false;
            HostShare left = new HostShare(settings.total());
            List<String> queue = new ArrayList<>();
            for (String arn : touched.allArns()) {
                boolean admitted = touched.read(arn, d -> d.admitted, TaskState::admitted);
                boolean stopped = touched.read(arn, TaskDraft::stopped, TaskState::stopped);
                DesiredStatus desired = touched.read(arn, d -> d.desired, TaskState::desired);
                if (admitted && !stopped) {
                    left.takeRegardless(touched.read(arn, d -> d.spec, TaskState::spec));
                } else if (!admitted && desired == DesiredStatus.RUNNING) {
                    queue.add(arn);
                }
            }
            for (String arn : queue) {
                if (!left.take(touched.read(arn, d -> d.spec, TaskState::spec))) {
                    break;
                }
                TaskDraft task = touched.touch(arn);
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
            int jitter =
                    (int) Math.min(Integer.MAX_VALUE, settings.cleanupJitter().toMillis());
            task.cleanAfter =
                    task.stoppedAt.plus(settings.cleanupWait()).plusMillis(jitter > 0 ? ids.below(jitter) : 0);
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
        if (task.removing
                && task.containers.stream().allMatch(c -> c.removed)
                && progress.volumes().cleanUp(task)) {
            forgotten.add(task.spec.arn());
            progress.group(task).ifPresent(group -> effects.add(new Effect.RemoveGroup(group)));
        }
    }

    private TaskDraft add(TaskSpec spec, DesiredStatus desired) {
        TaskDraft task = new TaskDraft(TaskState.received(spec, desired, nextOrder++));
        touched.drafts().put(spec.arn(), task);
        return task;
    }
}
