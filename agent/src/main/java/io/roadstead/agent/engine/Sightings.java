package io.roadstead.agent.engine;

import java.time.Instant;
import java.util.List;

/**
 * What looks at containers show, and what follows from it: so a restarted agent finds out what its last effects came to,
 * and a running one what Docker's events did not tell.
 */
final class Sightings {
    private final Touched touched;
    private final List<Effect> effects;
    private final Instant now;
    private final Instant startsSettledAt;
    private boolean healthNews;

    /** @param startsSettledAt until when a start that was under way at a crash may still take effect */
    Sightings(Touched touched, List<Effect> effects, Instant now, Instant startsSettledAt) {
        this.touched = touched;
        this.effects = effects;
        this.now = now;
        this.startsSettledAt = startsSettledAt;
    }

    /** Whether any container's health is known to have changed. */
    boolean healthNews() {
        return healthNews;
    }

    void inspected(Event.Inspected inspected) {
        touched.find(inspected.container(), (task, container) -> {
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
        touched.find(failed.container(), (_, container) -> {
            if (container.unsure || container.stage == Stage.STOPPING) {
                container.recheckAt = now.plus(EngineSettings.RECHECK_AFTER_FAULT);
            }
        });
    }

    /** The news itself is enough to tell; a look adds what the check said. */
    void healthChanged(Event.HealthChanged changed) {
        touched.find(changed.container(), (task, container) -> {
            if (changed.dockerId().equals(container.dockerId) && container.stage != Stage.STOPPED) {
                healthNews |= container.feels(changed.reading());
                if (container.spec.healthChecked() && container.stage == Stage.RUNNING) {
                    look(task, container);
                }
            }
        });
    }

    private void foundCreating(TaskDraft task, ContainerDraft container, Inspection found) {
        switch (found) {
            case Inspection.Absent _ -> container.stage = Stage.PULLED;
            case Inspection.NeverRan created -> {
                container.dockerId = created.dockerId();
                container.bindings = Bindings.of(container.spec, created.bindings());
                container.stage = Stage.CREATED;
                // Its start may have gone ahead of what a crash then kept from being written: see DiskOrder.
                if (now.isBefore(startsSettledAt)) {
                    container.unsure = true;
                    container.recheckAt = now.plus(EngineSettings.RECHECK);
                }
            }
            case Inspection.Running running -> {
                container.bindings = Bindings.of(container.spec, running.bindings());
                adopt(task, container, running.dockerId());
                healthNews |= container.feels(running.health());
            }
            case Inspection.Exited exited -> {
                container.bindings = Bindings.of(container.spec, exited.bindings());
                adopt(task, container, exited.dockerId());
                task.dies(container, exited.death(), now);
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
            case Inspection.Exited exited -> foundExited(task, container, exited);
            case Inspection.NeverRan _ -> {
                if (container.stage == Stage.STARTING) {
                    startMayYetHappen(container);
                } else if (container.stage != Stage.CREATED) {
                    container.ends(now);
                }
            }
        }
    }

    private void foundExited(TaskDraft task, ContainerDraft container, Inspection.Exited exited) {
        if (container.stage == Stage.STOPPING) {
            container.dies(exited.death());
        } else if (container.hasOutlived(exited.death())) {
            if (container.stage == Stage.STARTING) {
                startMayYetHappen(container);
            }
        } else {
            if (container.stage != Stage.RUNNING) {
                adopt(task, container, exited.dockerId());
            }
            task.dies(container, exited.death(), now);
        }
    }

    /** A start that a crash cut off may still take effect: only when it has had its time is another one asked for. */
    private void startMayYetHappen(ContainerDraft container) {
        if (now.isBefore(startsSettledAt)) {
            container.unsure = true;
            container.recheckAt = now.plus(EngineSettings.RECHECK);
        } else {
            container.stage = Stage.CREATED;
        }
    }

    void adopt(TaskDraft task, ContainerDraft container, String dockerId) {
        container.dockerId = dockerId;
        container.unsure = false;
        container.runs(now);
        task.conclude(now);
    }

    void lookFirst(TaskDraft task, ContainerDraft container) {
        container.unsure = true;
        look(task, container);
    }

    void look(TaskDraft task, ContainerDraft container) {
        String idOrName = container.idOrName();
        if (idOrName != null) {
            effects.add(new Effect.Inspect(task.ref(container), idOrName, container.stage));
        }
    }
}
