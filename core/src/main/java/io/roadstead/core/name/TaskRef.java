package io.roadstead.core.name;

import io.roadstead.core.Rejected;
import io.roadstead.core.model.Scope;

/** A task as a caller names it: by id or by ARN, always within the cluster the request is about. */
public record TaskRef(String cluster, String id) {
    /**
     * Reads a task's id or ARN.
     *
     * @param cluster the cluster of the request
     * @throws Rejected when the id has not 32 or 36 digits, or the ARN is of another cluster, account or region
     */
    public static TaskRef parse(String text, Scope scope, String cluster) {
        return new TaskRef(cluster, ResourceId.parse(text, scope, cluster, "task", "taskId", "Task"));
    }
}
