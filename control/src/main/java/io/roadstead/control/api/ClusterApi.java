package io.roadstead.control.api;

import io.roadstead.control.api.ClusterShapes.Counts;
import io.roadstead.control.api.ClusterShapes.Include;
import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Kind;
import io.roadstead.control.write.Draft;
import io.roadstead.control.write.Writers;
import io.roadstead.core.model.Cluster;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.Tag;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskStatus;
import io.roadstead.core.name.ClusterRef;
import io.roadstead.core.name.NameRules;
import io.roadstead.core.name.TagRules;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.ecs.model.ClusterSetting;
import software.amazon.awssdk.services.ecs.model.CreateClusterRequest;
import software.amazon.awssdk.services.ecs.model.CreateClusterResponse;
import software.amazon.awssdk.services.ecs.model.DeleteClusterRequest;
import software.amazon.awssdk.services.ecs.model.DeleteClusterResponse;
import software.amazon.awssdk.services.ecs.model.DescribeClustersRequest;
import software.amazon.awssdk.services.ecs.model.DescribeClustersResponse;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.ListClustersRequest;
import software.amazon.awssdk.services.ecs.model.ListClustersResponse;

/** CreateCluster, DescribeClusters, ListClusters, DeleteCluster. Source: ecs-behaviour 1.3. */
final class ClusterApi {
    private static final int DESCRIBE_LIMIT = 100;
    private static final Set<String> INCLUDES =
            Set.of("ATTACHMENTS", "CONFIGURATIONS", "SETTINGS", "STATISTICS", "TAGS");
    private static final Set<String> CREATE_MEMBERS = Set.of("clusterName", "tags", "settings");
    private static final String INSIGHTS = "containerInsights";

    private final Index index;
    private final Writers writers;
    private final Lookup lookup;
    private final InstantSource clock;

    ClusterApi(Index index, Writers writers, Lookup lookup, InstantSource clock) {
        this.index = index;
        this.writers = writers;
        this.lookup = lookup;
        this.clock = clock;
    }

    CreateClusterResponse create(Caller caller, CreateClusterRequest request) {
        Unsupported.refuseOthers(request, CREATE_MEMBERS, "");
        String name = request.clusterName() == null || request.clusterName().isEmpty()
                ? ClusterRef.DEFAULT
                : NameRules.cluster(request.clusterName());
        List<Cluster.Setting> settings = settings(request.settings());
        List<Tag> tags = TagRules.read(TagShapes.drafts(request.tags()));
        Scope scope = caller.scope();
        Cluster created = writers.ofScope(scope).submit(draft -> {
            Optional<Cluster> present = draft.read(Keys.cluster(scope, name), Cluster.class)
                    .filter(cluster -> cluster.status() == Cluster.Status.ACTIVE);
            if (present.isPresent()) {
                return same(present.get(), settings, tags);
            }
            Cluster fresh = new Cluster(scope, name, Cluster.Status.ACTIVE, settings, tags, clock.instant());
            draft.put(Keys.cluster(scope, name), fresh);
            return fresh;
        });
        return CreateClusterResponse.builder()
                .cluster(ClusterShapes.shape(created, counts(created), Include.AS_CREATED))
                .build();
    }

    DescribeClustersResponse describe(Caller caller, DescribeClustersRequest request) {
        Include include = include(request.includeAsStrings());
        List<String> names = request.clusters().isEmpty() ? List.of(ClusterRef.DEFAULT) : request.clusters();
        if (names.size() > DESCRIBE_LIMIT) {
            throw AwsException.invalidParameter("clusters can have at most " + DESCRIBE_LIMIT + " items.");
        }
        List<software.amazon.awssdk.services.ecs.model.Cluster> found = new ArrayList<>();
        List<Failure> failures = new ArrayList<>();
        for (String name : names) {
            lookup.find(caller.scope(), name)
                    .ifPresentOrElse(
                            cluster -> found.add(ClusterShapes.shape(cluster, counts(cluster), include)),
                            () -> failures.add(Failures.missing(caller.scope()
                                    .arn("cluster/"
                                            + ClusterRef.parse(name, caller.scope())
                                                    .name()))));
        }
        return DescribeClustersResponse.builder()
                .clusters(found)
                .failures(failures)
                .build();
    }

    ListClustersResponse list(Caller caller, ListClustersRequest request) {
        List<Cluster> active = index.all(Keys.all(caller.scope(), Kind.CLUSTER), Cluster.class).stream()
                .filter(cluster -> cluster.status() == Cluster.Status.ACTIVE)
                .toList();
        Pages.Cut<Cluster> page = Pages.cut(active, Cluster::name, request.nextToken(), request.maxResults());
        return ListClustersResponse.builder()
                .clusterArns(page.items().stream().map(Cluster::arn).toList())
                .nextToken(page.nextToken())
                .build();
    }

    /**
     * Tasks are looked at before services, as ECS does, and services before instances. The cluster must be named: nobody deletes {@code default} by
     * leaving a name out.
     */
    DeleteClusterResponse delete(Caller caller, DeleteClusterRequest request) {
        Scope scope = caller.scope();
        String name = lookup.cluster(scope, Required.text(request.cluster(), "cluster"))
                .name();
        Cluster deleted = writers.ofCluster(scope, name).submit(draft -> delete(draft, scope, name));
        return DeleteClusterResponse.builder()
                .cluster(ClusterShapes.shape(deleted, Counts.ZERO, Include.NOTHING))
                .build();
    }

    Counts counts(Cluster cluster) {
        int running = 0;
        int pending = 0;
        for (Task task : index.all(Keys.all(cluster.scope(), Kind.TASK, cluster.name()), Task.class)) {
            running += task.observed().lastStatus() == TaskStatus.RUNNING ? 1 : 0;
            pending += task.observed().lastStatus() == TaskStatus.PENDING ? 1 : 0;
        }
        int instances = (int) lookup.instances(cluster).stream()
                .filter(instance -> instance.status() != ContainerInstance.Status.INACTIVE)
                .count();
        int active = 0;
        int draining = 0;
        for (Service service : index.all(Keys.all(cluster.scope(), Kind.SERVICE, cluster.name()), Service.class)) {
            active += service.status() == Service.Status.ACTIVE ? 1 : 0;
            draining += service.status() == Service.Status.DRAINING ? 1 : 0;
        }
        return new Counts(instances, running, pending, active, draining);
    }

    private static Cluster delete(Draft draft, Scope scope, String name) {
        Cluster cluster =
                draft.read(Keys.cluster(scope, name), Cluster.class).orElseThrow(AwsException::clusterNotFound);
        if (cluster.status() == Cluster.Status.INACTIVE) {
            return cluster;
        }
        boolean tasks = draft.peekAll(Keys.all(scope, Kind.TASK, name), Task.class).stream()
                .anyMatch(task -> !task.stopped());
        if (tasks) {
            throw new AwsException(
                    "ClusterContainsTasksException", "The Cluster cannot be deleted while Tasks are active.");
        }
        boolean services = draft.peekAll(Keys.all(scope, Kind.SERVICE, name), Service.class).stream()
                .anyMatch(service -> service.status() != Service.Status.INACTIVE);
        if (services) {
            throw new AwsException(
                    "ClusterContainsServicesException", "The Cluster cannot be deleted while Services are active.");
        }
        boolean instances =
                draft.peekAll(Keys.all(scope, Kind.CONTAINER_INSTANCE, name), ContainerInstance.class).stream()
                        .anyMatch(instance -> instance.status() != ContainerInstance.Status.INACTIVE);
        if (instances) {
            throw new AwsException(
                    "ClusterContainsContainerInstancesException",
                    "The Cluster cannot be deleted while Container Instances are active or draining.");
        }
        Cluster inactive = cluster.withStatus(Cluster.Status.INACTIVE);
        draft.put(Keys.cluster(scope, name), inactive);
        return inactive;
    }

    private static Cluster same(Cluster present, List<Cluster.Setting> settings, List<Tag> tags) {
        if (!present.settings().equals(settings) || !Set.copyOf(present.tags()).equals(Set.copyOf(tags))) {
            throw AwsException.invalidParameter("Arguments on this idempotent request are inconsistent with arguments"
                    + " used in previous request(s).");
        }
        return present;
    }

    private static List<Cluster.Setting> settings(List<ClusterSetting> shapes) {
        if (shapes.isEmpty()) {
            return List.of(new Cluster.Setting(INSIGHTS, "disabled"));
        }
        List<Cluster.Setting> settings = new ArrayList<>();
        for (ClusterSetting shape : shapes) {
            if (!INSIGHTS.equals(shape.nameAsString())) {
                throw AwsException.invalidParameter("Invalid setting 'name'");
            }
            if (!"disabled".equals(shape.value())) {
                if (Set.of("enabled", "enhanced").contains(String.valueOf(shape.value()))) {
                    throw Unsupported.member("the cluster setting containerInsights=" + shape.value());
                }
                throw AwsException.invalidParameter("Invalid setting 'value'");
            }
            settings.add(new Cluster.Setting(INSIGHTS, "disabled"));
        }
        return settings;
    }

    private static Include include(List<String> asked) {
        for (String each : asked) {
            if (!INCLUDES.contains(each)) {
                throw AwsException.invalidParameter(
                        "include should be one of [ATTACHMENTS,CONFIGURATIONS,SETTINGS,STATISTICS,TAGS]");
            }
        }
        return new Include(asked.contains("SETTINGS"), asked.contains("STATISTICS"), asked.contains("TAGS"));
    }
}
