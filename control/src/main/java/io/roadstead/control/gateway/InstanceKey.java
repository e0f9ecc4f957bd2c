package io.roadstead.control.gateway;

import io.roadstead.core.model.Scope;

/** Which container instance an agent speaks for. */
public record InstanceKey(Scope scope, String cluster, String id) {
    public String arn() {
        return scope.arn("container-instance/" + cluster + "/" + id);
    }

    public String clusterArn() {
        return scope.arn("cluster/" + cluster);
    }
}
