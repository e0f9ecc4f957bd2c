package io.roadstead.server.findings;

import io.roadstead.core.model.Scope;

/** What is looked at as a whole: a service with its tasks, a task of no service, an instance. */
record Subject(Scope scope, String cluster, Kind kind, String name) {
    enum Kind {
        SERVICE,
        TASK,
        INSTANCE
    }

    String arn() {
        return switch (kind) {
            case SERVICE -> scope.arn("service/" + cluster + "/" + name);
            case TASK -> scope.arn("task/" + cluster + "/" + name);
            case INSTANCE -> scope.arn("container-instance/" + cluster + "/" + name);
        };
    }

    String clusterArn() {
        return scope.arn("cluster/" + cluster);
    }
}
