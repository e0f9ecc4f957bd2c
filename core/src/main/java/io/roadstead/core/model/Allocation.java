package io.roadstead.core.model;

import java.util.Map;
import java.util.TreeMap;

/**
 * What the tasks of one container instance hold of it. A placement is a transaction guarded by this record's revision,
 * which makes over-capacity impossible by the Store and not by care.
 *
 * @param claims by task id
 */
public record Allocation(Scope scope, String cluster, String instanceId, Map<String, Claim> claims) {
    public Allocation {
        claims = Map.copyOf(claims);
    }

    public static Allocation none(Scope scope, String cluster, String instanceId) {
        return new Allocation(scope, cluster, instanceId, Map.of());
    }

    public Allocation with(String taskId, Claim claim) {
        Map<String, Claim> more = new TreeMap<>(claims);
        more.put(taskId, claim);
        return new Allocation(scope, cluster, instanceId, more);
    }

    public Allocation without(String taskId) {
        Map<String, Claim> fewer = new TreeMap<>(claims);
        fewer.remove(taskId);
        return new Allocation(scope, cluster, instanceId, fewer);
    }
}
