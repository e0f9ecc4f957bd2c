package io.roadstead.agent.engine;

import io.roadstead.core.Ids;
import io.roadstead.core.model.DesiredStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides what to do about the tasks of one instance.
 *
 * <p>Its one rule: a decision is a function of its arguments. Worked example, one task of one container:
 *
 * <pre>
 * TasksReceived   -> WAITING, admitted, PULLING      effects: Pull
 * PullDone        -> PULLED, CREATING with its name  effects: Create
 * Created         -> CREATED, STARTING               effects: Start
 * Started         -> RUNNING                         effects: Report(RUNNING)
 * ReportSettled   -> told RUNNING
 * Died            -> STOPPED                         effects: Report(STOPPED)
 * </pre>
 *
 * <p>After a crash the state is as before the last effects that were begun, or after them: {@link Event.Resumed} has
 * everything looked at first, by Docker's id or by the name that was decided before.
 */
public final class TaskEngine {
    private final EngineSettings settings;

    public TaskEngine(EngineSettings settings) {
        this.settings = settings;
    }

    public Decision decide(EngineState state, Event event, Instant now, Ids ids) {
        Turn turn = new Turn(settings, state, now, ids);
        switch (event) {
            case Event.Resumed _ -> turn.resumed();
            case Event.TasksReceived received -> {
                Stream<Event.TasksReceived.Wish> stops =
                        received.wishes().stream().filter(w -> w.desired() == DesiredStatus.STOPPED);
                Stream<Event.TasksReceived.Wish> runs =
                        received.wishes().stream().filter(w -> w.desired() != DesiredStatus.STOPPED);
                Stream.concat(stops, runs).forEach(turn::received);
            }
            case Event.TaskRefused refused -> turn.refused(refused);
            case Event.PullBegun begun -> turn.images().pullBegun(begun);
            case Event.ManifestFailed failed -> turn.images().manifestFailed(failed);
            case Event.PullDone done -> turn.images().pullDone(done);
            case Event.PullFailed failed -> turn.images().pullFailed(failed);
            case Event.ImageRemoved removed -> turn.images().gone(removed.image(), true);
            case Event.ImageRemoveFailed failed -> turn.images().gone(failed.image(), false);
            case Event.UntrackedFound found -> turn.images().untracked(found);
            case Event.GroupReady ready -> turn.groupReady(ready);
            case Event.GroupFailed failed -> turn.groupFailed(failed);
            case Event.Fetched fetched -> turn.fetched(fetched);
            case Event.FetchFailed failed -> turn.fetchFailed(failed);
            case Event.VolumeInspected inspected -> turn.volumeInspected(inspected);
            case Event.VolumeInspectFailed failed -> turn.volumeInspectFailed(failed);
            case Event.VolumeCreated created -> turn.volumeCreated(created);
            case Event.VolumeCreateFailed failed -> turn.volumeCreateFailed(failed);
            case Event.VolumeRemoved removed -> turn.volumeRemoved(removed);
            case Event.VolumeRemoveFailed failed -> turn.volumeRemoveFailed(failed);
            case Event.Created created -> turn.created(created);
            case Event.CreateFailed failed -> turn.createFailed(failed);
            case Event.Started started -> turn.started(started);
            case Event.StartFailed failed -> turn.startFailed(failed);
            case Event.Died died -> turn.died(died);
            case Event.SeenStarting seen -> turn.seenStarting(seen);
            case Event.HealthChanged changed -> turn.sightings().healthChanged(changed);
            case Event.StopDone done -> turn.stopDone(done);
            case Event.StopFailed failed -> turn.stopFailed(failed);
            case Event.Inspected inspected -> turn.sightings().inspected(inspected);
            case Event.InspectFailed failed -> turn.sightings().inspectFailed(failed);
            case Event.Removed removed -> turn.removed(removed);
            case Event.RemoveFailed failed -> turn.removeFailed(failed);
            case Event.DockerBack _ -> turn.dockerBack();
            case Event.ReportSettled settled -> turn.settled(settled);
            case Event.Tick _ -> turn.tick();
        }
        return turn.finish();
    }

    /** When a {@link Event.Tick} is next needed, unless something happens before. */
    public Optional<Instant> wakeAt(EngineState state) {
        Stream<Instant> tasks = state.tasks().values().stream().flatMap(this::wakes);
        return Stream.of(
                        tasks,
                        Optional.ofNullable(state.verifyAt()).stream(),
                        Optional.ofNullable(state.cleanImagesAt()).stream())
                .flatMap(s -> s)
                .min(Instant::compareTo);
    }

    private Stream<Instant> wakes(TaskState task) {
        Stream<Instant> clean = task.removing() ? Stream.empty() : Optional.ofNullable(task.cleanAfter()).stream();
        Stream<Instant> untold = task.inFlight() != null
                ? Stream.empty()
                : Optional.ofNullable(task.untoldSince())
                        .map(since -> since.plus(settings.containerReportDelay()))
                        .stream();
        Stream<Instant> rechecks = task.containers().stream().flatMap(c -> Optional.ofNullable(c.recheckAt()).stream());
        Stream<Instant> waits = task.desired() == DesiredStatus.RUNNING ? Ordering.timeouts(task) : Stream.empty();
        return Stream.of(clean, untold, rechecks, waits).flatMap(s -> s);
    }
}
