package io.roadstead.agent.engine;

/** How far a task's resource is. */
public record ResourceState(ResourceSpec spec, Stage stage) {
    /** It moves down this list, and back to the top after a restart: what was fetched is remembered in memory alone. */
    public enum Stage {
        /** Nothing was done yet. */
        WAITING,
        /** Somebody fetches it. */
        ASKED,
        /** Containers may go on. */
        READY,
        /** It cannot be had, and the task ends. */
        FAILED
    }

    static ResourceState waiting(ResourceSpec spec) {
        return new ResourceState(spec, Stage.WAITING);
    }

    ResourceState at(Stage newStage) {
        return new ResourceState(spec, newStage);
    }
}
