package io.roadstead.agent.engine;

import org.jspecify.annotations.Nullable;

/**
 * What the engine knows of a task's volume.
 *
 * @param dockerName its name at Docker, decided, and made durable, before the volume is made; absent before, and for a
 *     path of the host
 */
public record VolumeState(VolumeSpec spec, @Nullable String dockerName, Stage stage) {
    /** How far a volume is. */
    public enum Stage {
        /** Nothing was done yet. */
        WAITING,
        /** Docker is asked whether it is there. */
        LOOKED_FOR,
        /** Docker is asked to make it. */
        MADE,
        /** It may be mounted. */
        READY,
        /** Docker is asked to remove it. */
        REMOVED,
        /** It is gone, or never came to be. */
        GONE
    }

    static VolumeState waiting(VolumeSpec spec) {
        return switch (spec) {
            case VolumeSpec.HostPath _ -> new VolumeState(spec, null, Stage.READY);
            case VolumeSpec.Scratch _ -> new VolumeState(spec, null, Stage.WAITING);
            case VolumeSpec.Docker docker ->
                new VolumeState(spec, docker.shared() ? docker.name() : null, Stage.WAITING);
        };
    }

    VolumeState at(Stage newStage) {
        return new VolumeState(spec, dockerName, newStage);
    }

    VolumeState named(String newName, Stage newStage) {
        return new VolumeState(spec, newName, newStage);
    }
}
