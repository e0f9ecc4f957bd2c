package io.roadstead.agent.engine;

import io.roadstead.core.Ids;
import io.roadstead.core.model.DesiredStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Moves a task one step towards what is wanted of it: as many containers at once as can go. */
final class Progress {
    /** Digits at the end of a container's name at Docker. */
    private static final int NAME_HEX = 20;

    private final EngineSettings settings;
    private final Pulls pulls;
    private final Instant now;
    private final Ids ids;
    private final List<Effect> effects;
    private final Volumes volumes;

    Progress(EngineSettings settings, Pulls pulls, Instant now, Ids ids, List<Effect> effects) {
        this.settings = settings;
        this.pulls = pulls;
        this.now = now;
        this.ids = ids;
        this.effects = effects;
        this.volumes = new Volumes(settings, ids, effects);
    }

    Volumes volumes() {
        return volumes;
    }

    void move(TaskDraft task) {
        task.conclude(now);
        if (task.desired == DesiredStatus.STOPPED) {
            haltAll(task);
        } else if (task.admitted) {
            advance(task);
            task.conclude(now);
            if (task.desired == DesiredStatus.STOPPED) {
                haltAll(task);
            }
        }
        for (ContainerDraft container : task.containers) {
            String dockerId = container.dockerId;
            boolean free = !container.busy && !container.unsure && container.recheckAt == null;
            if (container.stage == Stage.STOPPING && free && dockerId != null) {
                container.busy = true;
                effects.add(stop(task, container, dockerId));
            }
        }
        task.conclude(now);
    }

    /** The cgroup above the task's containers, when this host and its settings have such. */
    Optional<TaskGroup> group(TaskDraft task) {
        return switch (settings.taskGroups()) {
            case TaskGroups.Paths _ -> Optional.of(TaskGroup.of(task.spec, false));
            case TaskGroups.Slices _ -> Optional.of(TaskGroup.of(task.spec, true));
            case TaskGroups.Off _, TaskGroups.Impossible _ -> Optional.empty();
        };
    }

    Effect stop(TaskDraft task, ContainerDraft container, String dockerId) {
        Integer own = container.spec.stopTimeout();
        Duration grace = own == null ? settings.stopTimeout() : Duration.ofSeconds(own);
        return new Effect.Stop(task.ref(container), dockerId, grace, grace.plus(EngineSettings.STOP_MARGIN));
    }

    private void advance(TaskDraft task) {
        Optional<String> impossible = impossible(task.spec);
        if (impossible.isPresent()) {
            task.refuse(impossible.get());
            return;
        }
        Optional<TaskGroup> group = group(task);
        boolean toCreate = task.containers.stream().anyMatch(c -> c.stage.compareTo(Stage.CREATING) < 0);
        if (group.isPresent() && toCreate && task.group == TaskState.GroupStage.NONE) {
            task.group = TaskState.GroupStage.CREATING;
            effects.add(new Effect.CreateGroup(task.spec.arn(), group.get()));
        }
        volumes.begin(task);
        ResourceProgress.begin(task, effects);
        boolean mayCreate = group.isEmpty() || task.group == TaskState.GroupStage.READY;
        boolean ended;
        do {
            ended = stepAll(task, group, mayCreate);
        } while (ended);
    }

    /** One step of each container that may take one. @return whether one has ended, which may decide over others */
    private boolean stepAll(TaskDraft task, Optional<TaskGroup> group, boolean mayCreate) {
        boolean ended = false;
        for (ContainerDraft container : task.containers) {
            if (container.unsure) {
                continue;
            }
            switch (container.stage) {
                case WAITING -> {
                    boolean known = ResourceProgress.ready(task, container, ResourceSpec.Step.PULL);
                    if (known && (settings.pullDependentsUpfront() || mayGoOn(task, container))) {
                        pull(task, container);
                    }
                }
                case PULLED -> {
                    boolean complete = mayCreate
                            && Volumes.ready(task, container.spec)
                            && ResourceProgress.ready(task, container, ResourceSpec.Step.CREATE);
                    if (complete && mayGoOn(task, container)) {
                        create(task, container, group);
                    }
                }
                case CREATED -> {
                    if (container.restarting() || mayGoOn(task, container)) {
                        start(task, container);
                    }
                }
                case PULLING, CREATING, STARTING, RUNNING, STOPPING, STOPPED -> {
                    continue;
                }
            }
            ended |= container.stage == Stage.STOPPED;
        }
        return ended;
    }

    private Optional<String> impossible(TaskSpec task) {
        boolean limited = task.cpu() > 0 || task.memory() > 0;
        if (limited && settings.taskGroups() instanceof TaskGroups.Impossible impossible) {
            return Optional.of(impossible.why());
        }
        return task.containers().stream()
                .filter(c -> task.memory() > 0 && c.memory() > task.memory())
                .findFirst()
                .map(c -> "container memory limit(" + c.memory() + ") greater than task memory limit(" + task.memory()
                        + ")")
                .or(() -> Volumes.impossible(task));
    }

    private void pull(TaskDraft task, ContainerDraft container) {
        String image = container.spec.image();
        if (pulls.going().contains(image)) {
            return;
        }
        container.stage = Stage.PULLING;
        Instant begun = pulls.inFlight().putIfAbsent(image, Instant.MAX);
        if (begun == null) {
            boolean onlyIfAbsent = container.spec.internal()
                    || switch (settings.pullBehavior()) {
                        case DEFAULT, ALWAYS -> false;
                        case ONCE -> {
                            ImageUse use = pulls.images().get(image);
                            yield use != null && use.pulled();
                        }
                        case PREFER_CACHED -> true;
                    };
            // The other two go on with what is here, or fail for want of it.
            boolean manifestNeeded =
                    settings.pullBehavior() == PullBehavior.ALWAYS || settings.pullBehavior() == PullBehavior.ONCE;
            effects.add(new Effect.Pull(image, onlyIfAbsent, manifestNeeded, settings.pullLimits()));
        } else if (!begun.equals(Instant.MAX) && task.pullStartedAt == null) {
            task.pullStartedAt = now;
        }
    }

    private void create(TaskDraft task, ContainerDraft container, Optional<TaskGroup> group) {
        List<String> binds;
        switch (Volumes.binds(task, container.spec)) {
            case Volumes.Binds.Of of -> binds = of.binds();
            case Volumes.Binds.Wrong wrong -> {
                container.remember(Reasons.of(Reasons.Operation.CREATE, wrong.fault()));
                container.ends(now);
                return;
            }
        }
        if (container.dockerName == null) {
            container.dockerName = ContainerRequest.dockerName(
                    task.spec, container.spec, ids.hex().substring(0, NAME_HEX));
        }
        container.stage = Stage.CREATING;
        container.busy = true;
        ContainerRequest request = ContainerRequest.of(
                task.spec,
                container.spec,
                container.dockerName,
                links(task, container),
                volumesFrom(task, container),
                binds,
                container.image != null && container.image.setsRegion(),
                group.map(TaskGroup::parent).orElse(null),
                Namespaces.pidMode(task, container),
                Namespaces.ipcMode(task, container),
                settings);
        effects.add(new Effect.Create(task.ref(container), request, settings.createTimeout()));
    }

    private void start(TaskDraft task, ContainerDraft container) {
        if (container.dockerId != null) {
            container.stage = Stage.STARTING;
            container.busy = true;
            effects.add(new Effect.Start(task.ref(container), container.dockerId, settings.startTimeout()));
        }
    }

    /** Whether what it depends on lets a container go on. One that will never go on ends here. */
    private boolean mayGoOn(TaskDraft task, ContainerDraft container) {
        return switch (Ordering.verdict(task, container, now)) {
            case Ordering.Verdict.Goes _ -> true;
            case Ordering.Verdict.Waits _ -> false;
            case Ordering.Verdict.Never never -> {
                container.remember(never.reason());
                container.exitCode = EngineSettings.DEPENDANT_EXIT_CODE;
                container.ends(now);
                yield false;
            }
        };
    }

    private static List<String> links(TaskDraft task, ContainerDraft container) {
        List<String> links = new ArrayList<>();
        for (ContainerSpec.Link link : container.spec.links()) {
            for (ContainerDraft other : task.containers) {
                if (other.spec.name().equals(link.name())) {
                    links.add(other.dockerName + ":" + link.alias());
                }
            }
        }
        return links;
    }

    private static List<String> volumesFrom(TaskDraft task, ContainerDraft container) {
        return container.spec.volumesFrom().stream()
                .map(from -> task.container(from.sourceContainer()).dockerName + (from.readOnly() ? ":ro" : ""))
                .toList();
    }

    /**
     * Stops what may stop now: one that others depend on waits until they have stopped. The end of one may let
     * another go, so this goes on until nothing moves. Source: agent-protocol 7.3.
     */
    private void haltAll(TaskDraft task) {
        boolean moved;
        do {
            moved = false;
            for (ContainerDraft container : task.containers) {
                Stage before = container.stage;
                boolean needed = task.containers.stream()
                        .anyMatch(other -> Ordering.needs(other.spec, container.spec) && other.stage != Stage.STOPPED);
                if (!(needed && before == Stage.RUNNING)) {
                    halt(task, container);
                }
                moved |= container.stage != before;
            }
        } while (moved);
    }

    private void halt(TaskDraft task, ContainerDraft container) {
        switch (container.stage) {
            case WAITING, PULLED -> container.ends(now);
            case PULLING -> {
                if (Instant.MAX.equals(pulls.inFlight().get(container.spec.image()))) {
                    container.remember(Reasons.stoppedBeforePull(task.spec.arn()));
                }
                container.ends(now);
            }
            case CREATED -> {
                if (!container.unsure) {
                    container.ends(now);
                }
            }
            case RUNNING -> {
                container.stage = Stage.STOPPING;
                container.stopAskedAt = now;
            }
            case CREATING, STARTING, STOPPING, STOPPED -> {}
        }
    }
}
