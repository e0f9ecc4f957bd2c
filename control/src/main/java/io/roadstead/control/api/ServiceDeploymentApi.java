package io.roadstead.control.api;

import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Kind;
import io.roadstead.control.write.Draft;
import io.roadstead.control.write.Writers;
import io.roadstead.core.model.Cluster;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.ServiceDeployment;
import io.roadstead.core.model.ServiceDeployment.Status;
import io.roadstead.core.model.ServiceRevision;
import io.roadstead.core.name.ServicePartRef;
import io.roadstead.core.name.ServiceRef;
import io.roadstead.store.Key;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.CreatedAt;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.DescribeServiceRevisionsRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServiceRevisionsResponse;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.StopServiceDeploymentRequest;
import software.amazon.awssdk.services.ecs.model.StopServiceDeploymentResponse;

/**
 * DescribeServiceDeployments, ListServiceDeployments, DescribeServiceRevisions, StopServiceDeployment. Source:
 * ecs-behaviour 1.2, 2.3, 6.11.
 */
final class ServiceDeploymentApi {
    private static final int DESCRIBE_LIMIT = 20;
    private static final int LIST_PAGE = 20;
    private static final Set<String> STATUSES =
            Stream.of(Status.values()).map(Status::name).collect(Collectors.toUnmodifiableSet());

    private final Index index;
    private final Writers writers;
    private final Lookup lookup;
    private final ServiceDeploymentShapes shapes;
    private final InstantSource clock;

    ServiceDeploymentApi(
            Index index, Writers writers, Lookup lookup, ServiceDeploymentShapes shapes, InstantSource clock) {
        this.index = index;
        this.writers = writers;
        this.lookup = lookup;
        this.shapes = shapes;
        this.clock = clock;
    }

    /** One named twice is told once. */
    DescribeServiceDeploymentsResponse describe(Caller caller, DescribeServiceDeploymentsRequest request) {
        List<ServicePartRef> refs = refs(
                request.serviceDeploymentArns(), "serviceDeploymentArns", caller.scope(), ServicePartRef::deployment);
        List<software.amazon.awssdk.services.ecs.model.ServiceDeployment> found = new ArrayList<>();
        List<Failure> failures = new ArrayList<>();
        for (ServicePartRef ref : refs) {
            Service service = service(caller.scope(), ref);
            find(service, ref.id())
                    .ifPresentOrElse(
                            each -> found.add(shapes.shape(service, each)),
                            () -> failures.add(Failures.missing(service.serviceDeploymentArn(ref.id()))));
        }
        return DescribeServiceDeploymentsResponse.builder()
                .serviceDeployments(found)
                .failures(failures)
                .build();
    }

    /** Newest first. */
    ListServiceDeploymentsResponse list(Caller caller, ListServiceDeploymentsRequest request) {
        Cluster cluster = lookup.existing(caller.scope(), request.cluster());
        ServiceRef ref = ServiceRef.parse(Required.text(request.service(), "service"), caller.scope(), cluster.name());
        Service service = index.find(Keys.service(caller.scope(), cluster.name(), ref.name()), Service.class)
                .orElseThrow(ServiceWrites::notFound);
        List<String> statuses = request.statusAsStrings();
        for (String status : statuses) {
            if (!STATUSES.contains(status)) {
                throw AwsException.invalidParameter("status should be one of ["
                        + Stream.of(Status.values()).map(Status::name).collect(Collectors.joining(",")) + "]");
            }
        }
        List<ServiceDeployment> matching = index
                .all(
                        Keys.all(caller.scope(), Kind.SERVICE_DEPLOYMENT, cluster.name(), service.name()),
                        ServiceDeployment.class)
                .stream()
                .filter(each -> ofThis(service, each)
                        && (statuses.isEmpty()
                                || statuses.contains(each.status().name()))
                        && within(request.createdAt(), each.createdAt()))
                .sorted((one, other) -> order(other).compareTo(order(one)))
                .toList();
        Pages.Cut<ServiceDeployment> page = Pages.cut(
                matching, ServiceDeploymentApi::order, request.nextToken(), request.maxResults(), true, LIST_PAGE);
        return ListServiceDeploymentsResponse.builder()
                .serviceDeployments(page.items().stream()
                        .map(each -> shapes.brief(service, each))
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    /**
     * All must be of one service, and of one that is not INACTIVE. One named twice is told once: of ECS a capture shows
     * a ServerException, which nobody can mean.
     */
    DescribeServiceRevisionsResponse describeRevisions(Caller caller, DescribeServiceRevisionsRequest request) {
        List<ServicePartRef> refs =
                refs(request.serviceRevisionArns(), "serviceRevisionArns", caller.scope(), ServicePartRef::revision);
        ServicePartRef first = refs.getFirst();
        for (ServicePartRef ref : refs) {
            if (!ref.cluster().equals(first.cluster()) || !ref.service().equals(first.service())) {
                throw AwsException.invalidParameter("All service revisions must belong to the same service.");
            }
        }
        Service service = service(caller.scope(), first);
        if (service.status() == Service.Status.INACTIVE) {
            throw ServiceWrites.notFound();
        }
        List<software.amazon.awssdk.services.ecs.model.ServiceRevision> found = new ArrayList<>();
        List<Failure> failures = new ArrayList<>();
        for (ServicePartRef ref : refs) {
            index.find(
                            Keys.serviceRevision(caller.scope(), ref.cluster(), ref.service(), ref.id()),
                            ServiceRevision.class)
                    .filter(each -> !each.createdAt().isBefore(service.createdAt()))
                    .ifPresentOrElse(
                            each -> found.add(shapes.shape(service, each)),
                            () -> failures.add(Failures.missing(service.serviceRevisionArn(ref.id()))));
        }
        return DescribeServiceRevisionsResponse.builder()
                .serviceRevisions(found)
                .failures(failures)
                .build();
    }

    /** Asks; the scheduler does it. A second time changes nothing. */
    StopServiceDeploymentResponse stop(Caller caller, StopServiceDeploymentRequest request) {
        ServicePartRef ref = ServicePartRef.deployment(
                Required.text(request.serviceDeploymentArn(), "serviceDeploymentArn"), caller.scope());
        Status wish = wish(request.stopTypeAsString());
        Service service = service(caller.scope(), ref);
        Key key = Keys.serviceDeployment(caller.scope(), ref.cluster(), ref.service(), ref.id());
        ServiceDeployment asked =
                writers.ofCluster(caller.scope(), ref.cluster()).submit(draft -> stop(draft, key, service, wish));
        return StopServiceDeploymentResponse.builder()
                .serviceDeploymentArn(asked.arn())
                .build();
    }

    private ServiceDeployment stop(Draft draft, Key key, Service service, Status wish) {
        ServiceDeployment known = draft.read(key, ServiceDeployment.class)
                .filter(each -> ofThis(service, each))
                .orElseThrow(() -> new AwsException(
                        "ServiceDeploymentNotFoundException",
                        "Service deployment not found. Use ListServiceDeployments to retrieve the service deployment"
                                + " ARNs."));
        switch (known.status()) {
            case PENDING, IN_PROGRESS -> {
                ServiceDeployment asked = known.withStatus(wish, known.statusReason(), clock.instant());
                draft.put(key, asked);
                return asked;
            }
            case STOP_REQUESTED, ROLLBACK_REQUESTED, ROLLBACK_IN_PROGRESS -> {
                return known;
            }
            case SUCCESSFUL, STOPPED, ROLLBACK_SUCCESSFUL, ROLLBACK_FAILED ->
                throw AwsException.conflict(
                        "The service deployment is " + known.status() + " and can not be stopped any more.",
                        List.of(known.arn()));
        }
        throw new IllegalStateException("no such status: " + known.status());
    }

    private static Status wish(@Nullable String stopType) {
        return switch (stopType) {
            case null -> Status.ROLLBACK_REQUESTED;
            case "", "ROLLBACK" -> Status.ROLLBACK_REQUESTED;
            case "ABORT" -> Status.STOP_REQUESTED;
            default -> throw AwsException.invalidParameter("stop type should be one of [ABORT,ROLLBACK]");
        };
    }

    private static List<ServicePartRef> refs(
            List<String> arns, String member, Scope scope, BiFunction<String, Scope, ServicePartRef> parse) {
        if (arns.isEmpty()) {
            throw AwsException.invalidParameter(member + " can not be empty.");
        }
        if (arns.size() > DESCRIBE_LIMIT) {
            throw AwsException.invalidParameter(member + " can have at most " + DESCRIBE_LIMIT + " items.");
        }
        Set<ServicePartRef> refs = new LinkedHashSet<>();
        for (String arn : arns) {
            refs.add(parse.apply(arn, scope));
        }
        return List.copyOf(refs);
    }

    private Service service(Scope scope, ServicePartRef ref) {
        lookup.existing(scope, ref.cluster());
        return index.find(Keys.service(scope, ref.cluster(), ref.service()), Service.class)
                .orElseThrow(ServiceWrites::notFound);
    }

    private Optional<ServiceDeployment> find(Service service, String id) {
        return index.find(
                        Keys.serviceDeployment(service.scope(), service.cluster(), service.name(), id),
                        ServiceDeployment.class)
                .filter(each -> ofThis(service, each));
    }

    /** Not of a deleted service that had the same name. */
    private static boolean ofThis(Service service, ServiceDeployment deployment) {
        return !deployment.createdAt().isBefore(service.createdAt());
    }

    private static boolean within(@Nullable CreatedAt bounds, Instant when) {
        return bounds == null
                || ((bounds.after() == null || when.isAfter(bounds.after()))
                        && (bounds.before() == null || when.isBefore(bounds.before())));
    }

    /** By time, then by id. */
    private static String order(ServiceDeployment deployment) {
        String millis = Long.toString(deployment.createdAt().toEpochMilli());
        return "0".repeat(Math.max(0, 15 - millis.length())) + millis + "-" + deployment.id();
    }
}
