package io.roadstead.doctor.facts;

import io.roadstead.wire.client.Json;

/** A cluster as DescribeClusters tells it: what it is called and how much is in it. */
public record ClusterFact(String arn, String status, int instances, int running, int pending, int services) {
    static ClusterFact of(Json cluster) {
        return new ClusterFact(
                cluster.path("clusterArn").text(),
                cluster.path("status").text(),
                (int) cluster.path("registeredContainerInstancesCount").number(),
                (int) cluster.path("runningTasksCount").number(),
                (int) cluster.path("pendingTasksCount").number(),
                (int) cluster.path("activeServicesCount").number());
    }

    public String name() {
        return Read.name(arn);
    }
}
