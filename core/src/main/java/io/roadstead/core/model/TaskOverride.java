package io.roadstead.core.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What RunTask or StartTask changes of a definition for one task. */
public record TaskOverride(
        List<ContainerOverride> containers,
        @Nullable Integer cpu,
        @Nullable Integer memory,
        @Nullable String taskRoleArn,
        @Nullable String executionRoleArn) {
    public static final TaskOverride NONE = new TaskOverride(List.of(), null, null, null, null);

    public TaskOverride {
        containers = List.copyOf(containers);
    }
}
