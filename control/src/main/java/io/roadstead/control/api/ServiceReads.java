package io.roadstead.control.api;

import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Kind;
import io.roadstead.core.definition.ServiceRules;
import io.roadstead.core.model.Cluster;
import io.roadstead.core.model.Service;
import io.roadstead.core.name.ServiceRef;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.DescribeServicesRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServicesResponse;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.ListServicesByNamespaceRequest;
import software.amazon.awssdk.services.ecs.model.ListServicesByNamespaceResponse;
import software.amazon.awssdk.services.ecs.model.ListServicesRequest;
import software.amazon.awssdk.services.ecs.model.ListServicesResponse;

/** DescribeServices, ListServices, ListServicesByNamespace. Source: ecs-behaviour 1.2, 1.4, 2.3. */
final class ServiceReads {
    private static final int DESCRIBE_LIMIT = 10;
    private static final int LIST_PAGE = 10;

    private final Index index;
    private final Lookup lookup;
    private final ServiceShapes shapes;

    ServiceReads(Index index, Lookup lookup, ServiceShapes shapes) {
        this.index = index;
        this.lookup = lookup;
        this.shapes = shapes;
    }

    /** DRAINING and INACTIVE services are still told; a service named twice is told once. */
    DescribeServicesResponse describe(Caller caller, DescribeServicesRequest request) {
        Cluster cluster = lookup.existing(caller.scope(), request.cluster());
        boolean withTags = Includes.tags(request.includeAsStrings());
        if (request.services().isEmpty()) {
            throw AwsException.invalidParameter("Services cannot be empty.");
        }
        if (request.services().size() > DESCRIBE_LIMIT) {
            // Source: structurely/ecs-autoscale issue 32 quotes this answer of ECS.
            throw AwsException.invalidParameter("service names can have at most " + DESCRIBE_LIMIT + " items.");
        }
        LinkedHashSet<ServiceRef> refs = new LinkedHashSet<>();
        for (String reference : request.services()) {
            refs.add(ServiceRef.parse(reference, caller.scope(), cluster.name()));
        }
        List<software.amazon.awssdk.services.ecs.model.Service> found = new ArrayList<>();
        List<Failure> failures = new ArrayList<>();
        for (ServiceRef ref : refs) {
            Optional<Service> service =
                    index.find(Keys.service(caller.scope(), cluster.name(), ref.name()), Service.class);
            if (service.isPresent()) {
                found.add(shapes.shape(service.get(), withTags));
            } else {
                failures.add(Failures.missing(caller.scope().arn("service/" + cluster.name() + "/" + ref.name())));
            }
        }
        return DescribeServicesResponse.builder()
                .services(found)
                .failures(failures)
                .build();
    }

    /** ACTIVE services only. Every service here is the customer's to manage: none is ECS's own. */
    ListServicesResponse list(Caller caller, ListServicesRequest request) {
        Cluster cluster = lookup.existing(caller.scope(), request.cluster());
        String launchType = blankToNull(request.launchTypeAsString());
        if (launchType != null) {
            LaunchTypes.check(launchType);
        }
        String strategy = blankToNull(request.schedulingStrategyAsString());
        if (strategy != null) {
            ServiceRules.schedulingStrategy(strategy);
        }
        String management = blankToNull(request.resourceManagementTypeAsString());
        if (management != null && !List.of("CUSTOMER", "ECS").contains(management)) {
            throw AwsException.invalidParameter("resource management type should be one of [CUSTOMER,ECS]");
        }
        List<Service> matching =
                index.all(Keys.all(caller.scope(), Kind.SERVICE, cluster.name()), Service.class).stream()
                        .filter(service -> service.status() == Service.Status.ACTIVE
                                && is(launchType, service.desired().launchType().name())
                                && is(strategy, service.schedulingStrategy().name())
                                && is(management, "CUSTOMER"))
                        .toList();
        Pages.Cut<Service> page =
                Pages.cut(matching, Service::name, request.nextToken(), request.maxResults(), false, LIST_PAGE);
        return ListServicesResponse.builder()
                .serviceArns(page.items().stream().map(Service::arn).toList())
                .nextToken(page.nextToken())
                .build();
    }

    /** There are no namespaces yet, so none is found. */
    ListServicesByNamespaceResponse listByNamespace(Caller caller, ListServicesByNamespaceRequest request) {
        Required.text(request.namespace(), "namespace");
        throw new AwsException("NamespaceNotFoundException", "The specified namespace wasn't found.");
    }

    private static boolean is(@Nullable String wanted, String value) {
        return wanted == null || wanted.equals(value);
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
