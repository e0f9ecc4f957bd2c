package io.roadstead.agent.engine;

import io.roadstead.core.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * What becomes of a task's volumes.
 *
 * <p>Those of the task's own are made under a name decided before and removed with the task. A shared one is looked for
 * first: one that is there is taken as it is (or compared, where the settings say so), one that is not is made if the
 * definition allows it, and removed never.
 *
 * <p>Source: agent-protocol 2.10, 3.4; ecs-behaviour 10.4. The texts are the original's, slips of the pen included.
 */
final class Volumes {
    /** Digits at the end of a volume's name at Docker. */
    private static final int NAME_HEX = 32;

    private final EngineSettings settings;
    private final Ids ids;
    private final List<Effect> effects;

    Volumes(EngineSettings settings, Ids ids, List<Effect> effects) {
        this.settings = settings;
        this.ids = ids;
        this.effects = effects;
    }

    /** A volume that can never be made, in the original's words. */
    static Optional<String> impossible(TaskSpec task) {
        return task.volumes().stream()
                .filter(volume ->
                        volume instanceof VolumeSpec.Docker docker && !docker.shared() && docker.autoprovision())
                .findFirst()
                .map(volume -> "volume [" + volume.name() + "] : task scoped volume could not be autoprovisioned");
    }

    /** Begins with all that nothing was done about yet. */
    void begin(TaskDraft task) {
        for (int i = 0; i < task.volumes.size(); i++) {
            VolumeState volume = task.volumes.get(i);
            if (volume.stage() == VolumeState.Stage.WAITING) {
                task.volumes.set(i, begin(task, volume));
            }
        }
    }

    /** Whether all that a container mounts is there. */
    static boolean ready(TaskDraft task, ContainerSpec container) {
        return container.mounts().stream().allMatch(mount -> task.volumes.stream()
                .filter(volume -> volume.spec().name().equals(mount.sourceVolume()))
                .allMatch(volume -> volume.stage() == VolumeState.Stage.READY));
    }

    /** Docker's binds for a container, or the fault that its mounts are. */
    sealed interface Binds {
        record Of(List<String> binds) implements Binds {}

        record Wrong(Fault fault) implements Binds {}
    }

    static Binds binds(TaskDraft task, ContainerSpec container) {
        List<String> binds = new ArrayList<>();
        for (ContainerSpec.Mount mount : container.mounts()) {
            Optional<VolumeState> volume = task.volumes.stream()
                    .filter(each -> each.spec().name().equals(mount.sourceVolume()))
                    .findFirst();
            if (volume.isEmpty()) {
                return new Binds.Wrong(new Fault.BadHostConfig("Invalid volume referenced: " + mount.sourceVolume()));
            }
            String source = volume.get().spec() instanceof VolumeSpec.HostPath host
                    ? host.path()
                    : volume.get().dockerName();
            if (source == null || source.isEmpty() || mount.containerPath().isEmpty()) {
                return new Binds.Wrong(new Fault.BadHostConfig("Unable to resolve volume mounts; invalid path: "
                        + container.name() + " " + mount.sourceVolume() + "; " + (source == null ? "" : source) + " -> "
                        + mount.containerPath()));
            }
            binds.add(source + ":" + mount.containerPath() + (mount.readOnly() ? ":ro" : ""));
        }
        return new Binds.Of(binds);
    }

    void inspected(TaskDraft task, Event.VolumeInspected inspected) {
        at(task, inspected.volume(), VolumeState.Stage.LOOKED_FOR, (volume, i) -> {
            Optional<String> differs = settings.sharedVolumesMatchFully()
                            && volume.spec() instanceof VolumeSpec.Docker docker
                            && docker.autoprovision()
                    ? difference(docker, inspected.found())
                    : Optional.empty();
            task.volumes.set(i, volume.at(differs.isEmpty() ? VolumeState.Stage.READY : VolumeState.Stage.GONE));
            differs.ifPresent(task::refuse);
        });
    }

    void inspectFailed(TaskDraft task, Event.VolumeInspectFailed failed) {
        at(task, failed.volume(), VolumeState.Stage.LOOKED_FOR, (volume, i) -> {
            boolean make = volume.spec() instanceof VolumeSpec.Docker docker && docker.autoprovision();
            String text = Reasons.cause(failed.fault());
            if (make && !(failed.fault() instanceof Fault.TimedOut)) {
                task.volumes.set(i, make(task, volume));
            } else {
                task.volumes.set(i, volume.at(VolumeState.Stage.GONE));
                task.refuse(
                        make
                                ? text
                                : "initialize volume: volume detection failed, volume '"
                                        + volume.spec().name()
                                        + "' does not exist and autoprovision is set to false: " + text);
            }
        });
    }

    void created(TaskDraft task, Event.VolumeCreated created) {
        at(
                task,
                created.volume(),
                VolumeState.Stage.MADE,
                (volume, i) -> task.volumes.set(i, volume.at(VolumeState.Stage.READY)));
    }

    void createFailed(TaskDraft task, Event.VolumeCreateFailed failed) {
        at(task, failed.volume(), VolumeState.Stage.MADE, (volume, i) -> {
            // After a call that was cut off it may be there all the same, and is removed with the task if it is.
            boolean perhaps = failed.fault() instanceof Fault.TimedOut || failed.fault() instanceof Fault.DaemonGone;
            task.volumes.set(i, volume.at(perhaps ? VolumeState.Stage.READY : VolumeState.Stage.GONE));
            task.giveUp(Reasons.resource(Reasons.cause(failed.fault())));
        });
    }

    void removed(TaskDraft task, Event.VolumeRemoved removed) {
        at(
                task,
                removed.volume(),
                VolumeState.Stage.REMOVED,
                (volume, i) -> task.volumes.set(i, volume.at(VolumeState.Stage.GONE)));
    }

    /** @return whether it must be tried again */
    boolean removeFailed(TaskDraft task, Event.VolumeRemoveFailed failed, boolean givenUp) {
        boolean[] again = new boolean[1];
        at(task, failed.volume(), VolumeState.Stage.REMOVED, (volume, i) -> {
            again[0] = !(failed.fault() instanceof Fault.NotFound) && !givenUp;
            task.volumes.set(i, volume.at(again[0] ? VolumeState.Stage.READY : VolumeState.Stage.GONE));
        });
        return again[0];
    }

    /** After a restart nobody waits for answers any more: what was asked for is asked for again. */
    static void resumed(TaskDraft task) {
        task.volumes.replaceAll(volume -> switch (volume.stage()) {
            case LOOKED_FOR, MADE -> volume.at(VolumeState.Stage.WAITING);
            case REMOVED -> volume.at(VolumeState.Stage.READY);
            case WAITING, READY, GONE -> volume;
        });
    }

    /**
     * Removes what is the task's own, once its containers are gone.
     *
     * @return whether nothing of it is left
     */
    boolean cleanUp(TaskDraft task) {
        boolean clean = true;
        for (int i = 0; i < task.volumes.size(); i++) {
            VolumeState volume = task.volumes.get(i);
            String dockerName = volume.dockerName();
            switch (volume.stage()) {
                // Asked for and not answered: the answer decides.
                case LOOKED_FOR, MADE, REMOVED -> clean = false;
                case READY, WAITING -> {
                    if (volume.spec().ownedByTask() && dockerName != null) {
                        clean = false;
                        task.volumes.set(i, volume.at(VolumeState.Stage.REMOVED));
                        effects.add(new Effect.RemoveVolume(ref(task, volume), dockerName));
                    }
                }
                case GONE -> {}
            }
        }
        return clean;
    }

    private VolumeState begin(TaskDraft task, VolumeState volume) {
        return switch (volume.spec()) {
            case VolumeSpec.HostPath _ -> volume.at(VolumeState.Stage.READY);
            case VolumeSpec.Scratch scratch -> {
                // One that nobody mounts is not made, as with the original.
                boolean mounted = task.spec.containers().stream()
                        .flatMap(container -> container.mounts().stream())
                        .anyMatch(mount -> mount.sourceVolume().equals(scratch.name()));
                yield mounted ? make(task, own(task, volume)) : volume;
            }
            case VolumeSpec.Docker docker -> {
                if (!docker.shared()) {
                    yield make(task, own(task, volume));
                }
                effects.add(new Effect.InspectVolume(ref(task, volume), docker.name()));
                yield volume.at(VolumeState.Stage.LOOKED_FOR);
            }
        };
    }

    /** {@code ecs-<family>-<version>-<name>-<hex>}. */
    private VolumeState own(TaskDraft task, VolumeState volume) {
        return volume.dockerName() != null
                ? volume
                : volume.named(
                        "ecs-" + task.spec.family() + "-" + task.spec.version() + "-"
                                + volume.spec().name() + "-" + ids.hex().substring(0, NAME_HEX),
                        volume.stage());
    }

    private VolumeState make(TaskDraft task, VolumeState volume) {
        String dockerName = volume.dockerName();
        if (dockerName == null) {
            throw new IllegalStateException("a volume is named before it is made: " + volume);
        }
        VolumeRequest request =
                switch (volume.spec()) {
                    case VolumeSpec.HostPath _ ->
                        throw new IllegalStateException("a path of the host is not made: " + volume);
                    case VolumeSpec.Scratch _ -> new VolumeRequest(dockerName, "local", Map.of(), Map.of());
                    case VolumeSpec.Docker docker ->
                        new VolumeRequest(dockerName, docker.driver(), docker.driverOpts(), docker.labels());
                };
        effects.add(new Effect.CreateVolume(ref(task, volume), request));
        return volume.at(VolumeState.Stage.MADE);
    }

    /** What a shared volume has other than the definition says. */
    private static Optional<String> difference(VolumeSpec.Docker wanted, LocalVolume found) {
        if (!found.labels().equals(wanted.labels())) {
            return Optional.of("intialize volume: non-autoprovisioned volume does not match existing volume labels:"
                    + " existing: " + goMap(found.labels()) + ", expected: " + goMap(wanted.labels()));
        }
        if (!found.driverOpts().equals(wanted.driverOpts())) {
            return Optional.of("initialize volume: non-autoprovisioned volume does not match existing volume options:"
                    + " existing: " + goMap(found.driverOpts()) + ", expected: " + goMap(wanted.driverOpts()));
        }
        return Optional.empty();
    }

    /** As Go prints a map: {@code map[a:1 b:2]}. */
    private static String goMap(Map<String, String> map) {
        StringBuilder text = new StringBuilder("map[");
        new TreeMap<>(map).forEach((key, value) -> text.append(text.length() == "map[".length() ? "" : " ")
                .append(key)
                .append(':')
                .append(value));
        return text.append(']').toString();
    }

    private static VolumeRef ref(TaskDraft task, VolumeState volume) {
        return new VolumeRef(task.spec.arn(), volume.spec().name());
    }

    /** For the answer to an effect: ignored unless it is the one waited for. */
    private static void at(
            TaskDraft task, VolumeRef ref, VolumeState.Stage stage, BiConsumer<VolumeState, Integer> then) {
        for (int i = 0; i < task.volumes.size(); i++) {
            VolumeState volume = task.volumes.get(i);
            if (volume.spec().name().equals(ref.name()) && volume.stage() == stage) {
                then.accept(volume, i);
            }
        }
    }
}
