package io.roadstead.agent.engine;

import io.roadstead.core.model.Dependency;
import io.roadstead.core.model.IpcMode;
import io.roadstead.core.model.PidMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The container that holds what the others of a task share, where {@code pidMode} or {@code ipcMode} is {@code task}: it
 * starts before them, does nothing, stops after them, and nobody is told of it.
 *
 * <p>Source: agent-protocol 6.
 */
public final class Namespaces {
    /** The image of a process that only waits; whoever runs containers makes it where it is missing. */
    public static final String IMAGE = "roadstead-pause:1";

    private static final String NAME = ContainerSpec.INTERNAL + "ecs~pause~namespace";

    /** Without a network, with shared memory that others may join, and an init that reaps what the others leave. */
    private static final String HOST_CONFIG = "{\"NetworkMode\":\"none\",\"IpcMode\":\"shareable\",\"Init\":true}";

    private static final int STOP_SECONDS = 2;

    private Namespaces() {}

    /** The containers of a task with these modes. */
    public static List<ContainerSpec> with(
            List<ContainerSpec> containers, @Nullable PidMode pidMode, @Nullable IpcMode ipcMode) {
        if (pidMode != PidMode.TASK && ipcMode != IpcMode.TASK) {
            return containers;
        }
        List<ContainerSpec> all = new ArrayList<>();
        all.add(new ContainerSpec(
                NAME,
                IMAGE,
                0,
                0,
                0,
                true,
                null,
                null,
                Map.of(),
                List.of(),
                List.of(),
                STOP_SECONDS,
                false,
                null,
                HOST_CONFIG));
        for (ContainerSpec container : containers) {
            all.add(container.after(new Dependency(NAME, Dependency.Condition.START)));
        }
        return all;
    }

    /** Docker's word for a mode in which the container joins the one that holds it; absent for its own. */
    static @Nullable String pidMode(TaskDraft task, ContainerDraft container) {
        return switch (task.spec.pidMode()) {
            case null -> null;
            case HOST -> container.spec.internal() ? null : "host";
            case TASK -> join(task, container);
        };
    }

    static @Nullable String ipcMode(TaskDraft task, ContainerDraft container) {
        return switch (task.spec.ipcMode()) {
            case null -> null;
            case HOST -> container.spec.internal() ? null : "host";
            case NONE -> container.spec.internal() ? null : "none";
            case TASK -> join(task, container);
        };
    }

    private static @Nullable String join(TaskDraft task, ContainerDraft container) {
        return container.spec.internal() ? null : "container:" + task.container(NAME).dockerName;
    }
}
