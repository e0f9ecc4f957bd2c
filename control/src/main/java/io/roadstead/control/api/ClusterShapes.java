package io.roadstead.control.api;

import io.roadstead.core.model.Cluster;
import java.util.List;
import software.amazon.awssdk.services.ecs.model.ClusterSetting;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;

/** Clusters as the API tells of them. */
final class ClusterShapes {
    private ClusterShapes() {}

    /** What DescribeClusters was asked to include. */
    record Include(boolean settings, boolean statistics, boolean tags) {
        static final Include NOTHING = new Include(false, false, false);
        static final Include AS_CREATED = new Include(true, false, true);
    }

    /** What stands in a cluster at the moment. */
    record Counts(int instances, int runningTasks, int pendingTasks, int activeServices, int drainingServices) {
        static final Counts ZERO = new Counts(0, 0, 0, 0, 0);
    }

    static software.amazon.awssdk.services.ecs.model.Cluster shape(Cluster cluster, Counts counts, Include include) {
        return software.amazon.awssdk.services.ecs.model.Cluster.builder()
                .clusterArn(cluster.arn())
                .clusterName(cluster.name())
                .status(cluster.status().name())
                .registeredContainerInstancesCount(counts.instances())
                .runningTasksCount(counts.runningTasks())
                .pendingTasksCount(counts.pendingTasks())
                .activeServicesCount(counts.activeServices())
                .statistics(include.statistics() ? statistics(counts) : List.of())
                .tags(include.tags() ? TagShapes.shapes(cluster.tags()) : List.of())
                .settings(include.settings() ? settings(cluster) : List.of())
                .capacityProviders(List.of())
                .defaultCapacityProviderStrategy(List.of())
                .build();
    }

    private static List<ClusterSetting> settings(Cluster cluster) {
        return cluster.settings().stream()
                .map(setting -> ClusterSetting.builder()
                        .name(setting.name())
                        .value(setting.value())
                        .build())
                .toList();
    }

    private static List<KeyValuePair> statistics(Counts counts) {
        return List.of(
                pair("runningEC2TasksCount", counts.runningTasks()),
                pair("runningFargateTasksCount", 0),
                pair("pendingEC2TasksCount", counts.pendingTasks()),
                pair("pendingFargateTasksCount", 0),
                pair("activeEC2ServiceCount", counts.activeServices()),
                pair("activeFargateServiceCount", 0),
                pair("drainingEC2ServiceCount", counts.drainingServices()),
                pair("drainingFargateServiceCount", 0));
    }

    private static KeyValuePair pair(String name, int value) {
        return KeyValuePair.builder().name(name).value(Integer.toString(value)).build();
    }
}
