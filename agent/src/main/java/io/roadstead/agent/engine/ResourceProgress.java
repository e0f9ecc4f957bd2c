package io.roadstead.agent.engine;

import java.util.List;

/**
 * What becomes of a task's resources: all are fetched at once when the task is let in, the containers that need one wait,
 * and one that cannot be had ends the task in the resource's own words.
 *
 * <p>Worked example, a container {@code app} with a secret: admitted, its image is pulled while {@link Effect.Fetch} is
 * under way; it is created when both have ended. After a crash in between the secret is fetched again.
 *
 * <p>Source: agent-protocol 3.4, 7.2.
 */
final class ResourceProgress {
    private ResourceProgress() {}

    /** Asks for what nobody was asked for yet and some container still waits for. */
    static void begin(TaskDraft task, List<Effect> effects) {
        for (int i = 0; i < task.resources.size(); i++) {
            ResourceState resource = task.resources.get(i);
            if (resource.stage() == ResourceState.Stage.WAITING && needed(task, resource.spec())) {
                task.resources.set(i, resource.at(ResourceState.Stage.ASKED));
                effects.add(new Effect.Fetch(task.spec.arn(), resource.spec()));
            }
        }
    }

    /** Whether a container has all that this step of it needs. */
    static boolean ready(TaskDraft task, ContainerDraft container, ResourceSpec.Step step) {
        return task.resources.stream()
                .filter(resource -> resource.spec().before() == step
                        && resource.spec().containers().contains(container.spec.name()))
                .allMatch(resource -> resource.stage() == ResourceState.Stage.READY);
    }

    static void fetched(TaskDraft task, String name) {
        settle(task, name, ResourceState.Stage.READY);
    }

    static void failed(TaskDraft task, String name, String why) {
        if (settle(task, name, ResourceState.Stage.FAILED)) {
            task.giveUp(Reasons.resource(why));
        }
    }

    /** After a restart nothing of what was fetched is known any more. */
    static void resumed(TaskDraft task) {
        task.resources.replaceAll(resource ->
                resource.stage() == ResourceState.Stage.FAILED ? resource : resource.at(ResourceState.Stage.WAITING));
    }

    /** Whether what was fetched may be needed yet: until all containers run, or none will. */
    static boolean held(TaskState task) {
        return !task.resources().isEmpty() && task.runningAt() == null && !task.stopped();
    }

    private static boolean needed(TaskDraft task, ResourceSpec resource) {
        Stage done =
                switch (resource.before()) {
                    case PULL -> Stage.PULLED;
                    case CREATE -> Stage.CREATED;
                };
        return task.containers.stream()
                .anyMatch(container ->
                        resource.containers().contains(container.spec.name()) && container.stage.compareTo(done) < 0);
    }

    /** @return whether this answer was waited for */
    private static boolean settle(TaskDraft task, String name, ResourceState.Stage stage) {
        boolean waited = false;
        for (int i = 0; i < task.resources.size(); i++) {
            ResourceState resource = task.resources.get(i);
            if (resource.spec().name().equals(name) && resource.stage() == ResourceState.Stage.ASKED) {
                task.resources.set(i, resource.at(stage));
                waited = true;
            }
        }
        return waited;
    }
}
