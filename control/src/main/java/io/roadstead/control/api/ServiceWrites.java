package io.roadstead.control.api;

import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Kind;
import io.roadstead.control.write.Draft;
import io.roadstead.control.write.Writers;
import io.roadstead.core.Ids;
import io.roadstead.core.definition.ServiceRequest;
import io.roadstead.core.definition.ServiceRules;
import io.roadstead.core.definition.ServiceRules.NewService;
import io.roadstead.core.model.Cluster;
import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.SchedulingStrategy;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.name.ServiceRef;
import io.roadstead.core.reconcile.Deployments;
import io.roadstead.store.Key;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.json.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.CreateServiceRequest;
import software.amazon.awssdk.services.ecs.model.CreateServiceResponse;
import software.amazon.awssdk.services.ecs.model.DeleteServiceRequest;
import software.amazon.awssdk.services.ecs.model.DeleteServiceResponse;
import software.amazon.awssdk.services.ecs.model.UpdateServiceRequest;
import software.amazon.awssdk.services.ecs.model.UpdateServiceResponse;

/**
 * CreateService, UpdateService, DeleteService: they write what is wanted, and begin deployments. Tasks are started and
 * stopped by the service scheduler alone. Source: ecs-behaviour 1.4, 6.1, 6.3, 6.8.
 */
final class ServiceWrites {
    private final Index index;
    private final Writers writers;
    private final Lookup lookup;
    private final ServiceShapes shapes;
    private final InstantSource clock;
    private final Ids ids;

    ServiceWrites(Index index, Writers writers, Lookup lookup, ServiceShapes shapes, InstantSource clock, Ids ids) {
        this.index = index;
        this.writers = writers;
        this.lookup = lookup;
        this.shapes = shapes;
        this.clock = clock;
        this.ids = ids;
    }

    /** The same name, token and request again give the service there is, even with other tags. */
    CreateServiceResponse create(Caller caller, CreateServiceRequest request) {
        ServiceRequest asked = ServiceRequests.read(request);
        Scope scope = caller.scope();
        Cluster cluster = lookup.active(scope, request.cluster());
        ServiceRules.requireNames(asked);
        TaskDefinition definition = lookup.activeDefinition(scope, text(request.taskDefinition()));
        NewService wanted = ServiceRules.create(asked, definition);
        Expressions.check(wanted.desired().placementConstraints());
        requireRoom(cluster, wanted.name());
        Service.Creation creation = new Service.Creation(wanted.clientToken(), hash(request, cluster));
        Service created = writers.ofCluster(scope, cluster.name())
                .submit(draft -> create(draft, cluster, definition, wanted, creation, caller.arn()));
        return CreateServiceResponse.builder()
                .service(shapes.shape(created, true))
                .build();
    }

    UpdateServiceResponse update(Caller caller, UpdateServiceRequest request) {
        ServiceRequest asked = ServiceRequests.read(request);
        Scope scope = caller.scope();
        Cluster cluster = lookup.existing(scope, request.cluster());
        Key key = key(cluster, request.service());
        // Before its definition is looked up, so that a service that is not there is told as such.
        ServiceRules.requireActive(index.find(key, Service.class).orElseThrow(ServiceWrites::notFound));
        TaskDefinition named =
                request.taskDefinition() == null ? null : lookup.activeDefinition(scope, request.taskDefinition());
        boolean force = Boolean.TRUE.equals(request.forceNewDeployment());
        Service updated =
                writers.ofCluster(scope, cluster.name()).submit(draft -> update(draft, key, asked, named, force));
        return UpdateServiceResponse.builder()
                .service(shapes.shape(updated, true))
                .build();
    }

    /** An unknown service has no message, as with ECS. One that is DRAINING already is answered as it is. */
    DeleteServiceResponse delete(Caller caller, DeleteServiceRequest request) {
        Scope scope = caller.scope();
        Cluster cluster = lookup.existing(scope, request.cluster());
        Key key = key(cluster, request.service());
        boolean force = Boolean.TRUE.equals(request.force());
        Service deleted = writers.ofCluster(scope, cluster.name()).submit(draft -> delete(draft, key, force));
        return DeleteServiceResponse.builder()
                .service(shapes.shape(deleted, true))
                .build();
    }

    static AwsException notFound() {
        return new AwsException("ServiceNotFoundException", "Service not found.");
    }

    private Service create(
            Draft draft,
            Cluster cluster,
            TaskDefinition definition,
            NewService wanted,
            Service.Creation creation,
            String createdBy) {
        boolean active = draft.read(Keys.cluster(cluster.scope(), cluster.name()), Cluster.class)
                .filter(each -> each.status() == Cluster.Status.ACTIVE)
                .isPresent();
        if (!active) {
            throw AwsException.invalidParameter("The referenced cluster was inactive.");
        }
        Key key = Keys.service(cluster.scope(), cluster.name(), wanted.name());
        Optional<Service> present = draft.read(key, Service.class);
        if (present.isPresent()) {
            switch (present.get().status()) {
                case ACTIVE -> {
                    return same(present.get(), creation);
                }
                case DRAINING ->
                    throw AwsException.invalidParameter("Unable to Start a service that is still Draining.");
                case INACTIVE -> {}
            }
        }
        Instant now = clock.instant();
        Service fresh = new Service(
                cluster.scope(),
                cluster.name(),
                wanted.name(),
                wanted.schedulingStrategy(),
                Service.Status.ACTIVE,
                wanted.desired(),
                List.of(),
                Map.of(),
                wanted.tags(),
                now,
                createdBy,
                creation,
                null);
        return begin(draft, fresh, definition, now);
    }

    private static Service same(Service present, Service.Creation creation) {
        if (creation.clientToken() == null || !present.creation().equals(creation)) {
            throw AwsException.invalidParameter("Creation of service was not idempotent.");
        }
        return present;
    }

    private Service update(Draft draft, Key key, ServiceRequest asked, @Nullable TaskDefinition named, boolean force) {
        Service service =
                ServiceRules.requireActive(draft.read(key, Service.class).orElseThrow(ServiceWrites::notFound));
        Deployment primary = service.primary().orElseThrow();
        boolean other =
                named != null && !(named.family().equals(primary.family()) && named.revision() == primary.revision());
        TaskDefinition definition = named != null
                ? named
                : draft.peek(
                                Keys.taskDefinition(service.scope(), primary.family(), primary.revision()),
                                TaskDefinition.class)
                        .orElse(null);
        Service.Desired desired = ServiceRules.update(asked, service, definition);
        Expressions.check(desired.placementConstraints());
        Instant now = clock.instant();
        if (other || force) {
            return begin(draft, service.with(desired, service.deployments()), startable(definition), now);
        }
        // Of a daemon the instances decide how many tasks it wants, not the caller.
        Service updated = service.with(
                desired,
                service.schedulingStrategy() == SchedulingStrategy.DAEMON
                        ? service.deployments()
                        : scaled(service, desired.desiredCount(), now));
        draft.put(key, updated);
        return updated;
    }

    /** Nothing new is started from a definition that was deregistered or deleted underneath the service. */
    private static TaskDefinition startable(@Nullable TaskDefinition definition) {
        if (definition == null) {
            throw AwsException.client("TaskDefinition not found.");
        }
        if (definition.status() != TaskDefinition.Status.ACTIVE) {
            throw AwsException.client("TaskDefinition is inactive");
        }
        return definition;
    }

    /** A new desired count is the PRIMARY's at once, also while it is rolled out. */
    private static List<Deployment> scaled(Service service, int desiredCount, Instant now) {
        List<Deployment> deployments = new ArrayList<>();
        for (Deployment each : service.deployments()) {
            boolean other = each.status() == Deployment.Status.PRIMARY && each.desiredCount() != desiredCount;
            deployments.add(other ? each.withDesiredCount(desiredCount, now) : each);
        }
        return deployments;
    }

    private Service begin(Draft draft, Service service, TaskDefinition definition, Instant now) {
        Deployments.Begun begun = Deployments.begin(service, definition, now, ids);
        Service under = begun.service();
        draft.put(Keys.service(under.scope(), under.cluster(), under.name()), under);
        draft.put(
                Keys.serviceRevision(
                        under.scope(),
                        under.cluster(),
                        under.name(),
                        begun.revision().number()),
                begun.revision());
        draft.put(
                Keys.serviceDeployment(
                        under.scope(),
                        under.cluster(),
                        under.name(),
                        begun.serviceDeployment().id()),
                begun.serviceDeployment());
        ServiceHistory.trim(draft, under);
        return under;
    }

    private Service delete(Draft draft, Key key, boolean force) {
        Service service = draft.read(key, Service.class)
                .filter(each -> each.status() != Service.Status.INACTIVE)
                .orElseThrow(() -> new AwsException("ServiceNotFoundException", ""));
        if (service.status() == Service.Status.DRAINING) {
            return service;
        }
        ServiceRules.requireDeletable(service, force);
        Service deleted = service.draining().withDeployments(scaled(service, 0, clock.instant()));
        draft.put(key, deleted);
        return deleted;
    }

    /** Counted outside the transaction: a few too many at the same moment do no harm. */
    private void requireRoom(Cluster cluster, String name) {
        List<Service> services = index.all(Keys.all(cluster.scope(), Kind.SERVICE, cluster.name()), Service.class);
        if (services.size() < ServiceRules.SERVICE_LIMIT) {
            return;
        }
        long others = services.stream()
                .filter(each ->
                        each.status() != Service.Status.INACTIVE && !each.name().equals(name))
                .count();
        if (others >= ServiceRules.SERVICE_LIMIT) {
            throw AwsException.client("The maximum number of services per cluster is " + ServiceRules.SERVICE_LIMIT
                    + ". Delete services, or use another cluster.");
        }
    }

    private static Key key(Cluster cluster, @Nullable String reference) {
        ServiceRef ref = ServiceRef.parse(Required.text(reference, "service"), cluster.scope(), cluster.name());
        return Keys.service(cluster.scope(), cluster.name(), ref.name());
    }

    /** The cluster counts by what it is, not by how it was written. */
    private static String hash(CreateServiceRequest request, Cluster cluster) {
        CreateServiceRequest essence = request.toBuilder()
                .clientToken(null)
                .tags(List.of())
                .cluster(cluster.name())
                .build();
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Json.encode(essence)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String text(@Nullable String reference) {
        return reference == null ? "" : reference;
    }
}
