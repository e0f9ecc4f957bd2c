package io.roadstead.control.api;

import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.control.write.Draft;
import io.roadstead.control.write.Writers;
import io.roadstead.core.Ids;
import io.roadstead.core.lifecycle.InstanceTransitions;
import io.roadstead.core.lifecycle.TaskStops;
import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.Allocation;
import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.Cluster;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Resources;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Tag;
import io.roadstead.core.model.Task;
import io.roadstead.core.name.InstanceRef;
import io.roadstead.core.name.TagRules;
import io.roadstead.core.placement.Expression;
import io.roadstead.core.placement.Node;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.client.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.DeregisterContainerInstanceRequest;
import software.amazon.awssdk.services.ecs.model.DeregisterContainerInstanceResponse;
import software.amazon.awssdk.services.ecs.model.DescribeContainerInstancesRequest;
import software.amazon.awssdk.services.ecs.model.DescribeContainerInstancesResponse;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.ListContainerInstancesRequest;
import software.amazon.awssdk.services.ecs.model.ListContainerInstancesResponse;
import software.amazon.awssdk.services.ecs.model.RegisterContainerInstanceRequest;
import software.amazon.awssdk.services.ecs.model.RegisterContainerInstanceResponse;
import software.amazon.awssdk.services.ecs.model.Resource;
import software.amazon.awssdk.services.ecs.model.UpdateContainerInstancesStateRequest;
import software.amazon.awssdk.services.ecs.model.UpdateContainerInstancesStateResponse;

/**
 * RegisterContainerInstance, DeregisterContainerInstance, DescribeContainerInstances, ListContainerInstances and
 * UpdateContainerInstancesState. Source: ecs-behaviour 1.2, 1.5, 5.6, 5.7; agent-protocol 1.3 to 1.7.
 */
final class InstanceApi {
    private static final int DESCRIBE_LIMIT = 100;
    private static final int UPDATE_LIMIT = 10;
    private static final Pattern EC2_INSTANCE = Pattern.compile("i-[0-9a-f]{8,17}");
    private static final String ZONE = "ecs.availability-zone";
    private static final Set<String> REGISTER_MEMBERS = Set.of(
            "cluster",
            "instanceIdentityDocument",
            "instanceIdentityDocumentSignature",
            "totalResources",
            "versionInfo",
            "containerInstanceArn",
            "attributes",
            "tags");

    /** Tasks told STOPPED in one transaction when their instance is deregistered: each writes one record. */
    private static final int STOPS_PER_TRANSACTION = 40;

    private final Index index;
    private final Writers writers;
    private final Lookup lookup;
    private final InstanceShapes shapes;
    private final InstantSource clock;
    private final Ids ids;

    InstanceApi(Index index, Writers writers, Lookup lookup, InstanceShapes shapes, InstantSource clock, Ids ids) {
        this.index = index;
        this.writers = writers;
        this.lookup = lookup;
        this.shapes = shapes;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * A new instance, or the same one after its agent started again: that one comes with its ARN, keeps its record, its
     * tasks and its custom attributes, and only what the host offers is replaced.
     */
    RegisterContainerInstanceResponse register(Caller caller, RegisterContainerInstanceRequest request) {
        Unsupported.refuseOthers(request, REGISTER_MEMBERS, "");
        Scope scope = caller.scope();
        Cluster cluster = lookup.existing(scope, request.cluster());
        Resources resources = resources(request.totalResources());
        List<Attribute> attributes = withZone(AttributeShapes.records(request.attributes()), scope);
        List<Tag> tags = TagRules.read(TagShapes.drafts(request.tags()));
        String ec2Instance = ec2Instance(request.instanceIdentityDocument());
        String arn = request.containerInstanceArn();
        ContainerInstance registered = writers.ofCluster(scope, cluster.name())
                .submit(draft -> arn == null || arn.isEmpty()
                        ? added(draft, cluster, ec2Instance, resources, attributes, tags)
                        : again(draft, InstanceRef.parse(arn, scope, cluster.name()), scope, resources, attributes));
        return RegisterContainerInstanceResponse.builder()
                .containerInstance(shapes.shape(registered, InstanceShapes.Include.TAGS))
                .build();
    }

    DeregisterContainerInstanceResponse deregister(Caller caller, DeregisterContainerInstanceRequest request) {
        Scope scope = caller.scope();
        Cluster cluster = lookup.existing(scope, request.cluster());
        InstanceRef ref = InstanceRef.parse(
                Required.text(request.containerInstance(), "containerInstance"), scope, cluster.name());
        boolean force = Boolean.TRUE.equals(request.force());
        ContainerInstance gone =
                writers.ofCluster(scope, cluster.name()).submit(draft -> inactive(draft, scope, ref, force));
        tellLost(scope, ref);
        return DeregisterContainerInstanceResponse.builder()
                .containerInstance(shapes.shape(gone, InstanceShapes.Include.NOTHING))
                .build();
    }

    DescribeContainerInstancesResponse describe(Caller caller, DescribeContainerInstancesRequest request) {
        Cluster cluster = lookup.existing(caller.scope(), request.cluster());
        if (request.containerInstances().isEmpty()) {
            throw AwsException.client("Container Instances cannot be empty.");
        }
        if (request.containerInstances().size() > DESCRIBE_LIMIT) {
            throw AwsException.invalidParameter("containerInstances can have at most " + DESCRIBE_LIMIT + " items.");
        }
        for (String each : request.includeAsStrings()) {
            if (!each.equals("TAGS") && !each.equals("CONTAINER_INSTANCE_HEALTH")) {
                throw AwsException.invalidParameter("include should be one of [CONTAINER_INSTANCE_HEALTH,TAGS]");
            }
        }
        InstanceShapes.Include include = new InstanceShapes.Include(
                request.includeAsStrings().contains("TAGS"),
                request.includeAsStrings().contains("CONTAINER_INSTANCE_HEALTH"));
        List<software.amazon.awssdk.services.ecs.model.ContainerInstance> found = new ArrayList<>();
        List<Failure> failures = new ArrayList<>();
        for (String reference : request.containerInstances()) {
            InstanceRef ref = InstanceRef.parse(reference, caller.scope(), cluster.name());
            find(caller.scope(), ref)
                    .ifPresentOrElse(
                            instance -> found.add(shapes.shape(instance, include)),
                            () -> failures.add(Failures.missing(arn(caller.scope(), ref))));
        }
        return DescribeContainerInstancesResponse.builder()
                .containerInstances(found)
                .failures(failures)
                .build();
    }

    ListContainerInstancesResponse list(Caller caller, ListContainerInstancesRequest request) {
        Cluster cluster = lookup.existing(caller.scope(), request.cluster());
        Predicate<ContainerInstance> wanted = status(request.statusAsString()).and(expression(request.filter()));
        List<ContainerInstance> matching =
                lookup.instances(cluster).stream().filter(wanted).toList();
        Pages.Cut<ContainerInstance> page =
                Pages.cut(matching, ContainerInstance::id, request.nextToken(), request.maxResults());
        return ListContainerInstancesResponse.builder()
                .containerInstanceArns(
                        page.items().stream().map(ContainerInstance::arn).toList())
                .nextToken(page.nextToken())
                .build();
    }

    UpdateContainerInstancesStateResponse updateState(Caller caller, UpdateContainerInstancesStateRequest request) {
        Scope scope = caller.scope();
        Cluster cluster = lookup.existing(scope, request.cluster());
        ContainerInstance.Status wanted = wanted(request.statusAsString());
        if (request.containerInstances().isEmpty()) {
            throw AwsException.client("Container Instances cannot be empty.");
        }
        if (request.containerInstances().size() > UPDATE_LIMIT) {
            throw AwsException.invalidParameter("instanceIds can have at most " + UPDATE_LIMIT + " items.");
        }
        List<software.amazon.awssdk.services.ecs.model.ContainerInstance> changed = new ArrayList<>();
        List<Failure> failures = new ArrayList<>();
        for (String reference : request.containerInstances()) {
            InstanceRef ref = InstanceRef.parse(reference, scope, cluster.name());
            Optional<ContainerInstance> now =
                    writers.ofCluster(scope, cluster.name()).submit(draft -> withStatus(draft, scope, ref, wanted));
            if (now.isEmpty()) {
                failures.add(Failures.missing(arn(scope, ref)));
            } else if (now.get().status() == ContainerInstance.Status.INACTIVE) {
                failures.add(Failures.of(arn(scope, ref), "INACTIVE"));
            } else {
                changed.add(shapes.shape(now.get(), InstanceShapes.Include.NOTHING));
            }
        }
        return UpdateContainerInstancesStateResponse.builder()
                .containerInstances(changed)
                .failures(failures)
                .build();
    }

    /**
     * The id in an instance's identity document, absent for a host that is no EC2 instance. Its signature is not verified:
     * whoever may register an instance may give it any id.
     */
    private static @Nullable String ec2Instance(@Nullable String document) {
        if (document == null || document.isEmpty()) {
            return null;
        }
        try {
            String id = Json.parse(document.getBytes(StandardCharsets.UTF_8))
                    .path("instanceId")
                    .text();
            if (EC2_INSTANCE.matcher(id).matches()) {
                return id;
            }
        } catch (IOException notJson) {
            throw AwsException.client("The instanceIdentityDocument is not JSON: " + notJson.getMessage());
        }
        throw AwsException.client("The instanceIdentityDocument has no instanceId such as i-0123456789abcdef0.");
    }

    private ContainerInstance added(
            Draft draft,
            Cluster cluster,
            @Nullable String ec2Instance,
            Resources resources,
            List<Attribute> attributes,
            List<Tag> tags) {
        Scope scope = cluster.scope();
        String name = cluster.name();
        ContainerInstance fresh = new ContainerInstance(
                scope,
                name,
                ids.hex(),
                ec2Instance,
                ContainerInstance.Status.ACTIVE,
                resources,
                attributes.stream().filter(InstanceApi::builtIn).toList(),
                attributes.stream().filter(attribute -> !builtIn(attribute)).toList(),
                tags,
                clock.instant(),
                null,
                1);
        draft.put(Keys.containerInstance(scope, name, fresh.id()), fresh);
        draft.put(Keys.allocation(scope, name, fresh.id()), Allocation.none(scope, name, fresh.id()));
        draft.put(
                Keys.agentConnection(scope, name, fresh.id()),
                AgentConnection.never(scope, name, fresh.id(), clock.instant()));
        return fresh;
    }

    private static ContainerInstance again(
            Draft draft, InstanceRef ref, Scope scope, Resources resources, List<Attribute> attributes) {
        ContainerInstance known = Lookup.instance(draft, scope, ref.cluster(), ref.id());
        if (known.status() == ContainerInstance.Status.INACTIVE) {
            throw AwsException.client("Container instance " + ref.id()
                    + " was deregistered: remove the agent's data directory to register this host as a new one.");
        }
        ContainerInstance now = known.reregistered(
                resources, attributes.stream().filter(InstanceApi::builtIn).toList());
        draft.put(Keys.containerInstance(scope, ref.cluster(), ref.id()), now);
        return now;
    }

    private ContainerInstance inactive(Draft draft, Scope scope, InstanceRef ref, boolean force) {
        ContainerInstance instance = Lookup.instance(draft, scope, ref.cluster(), ref.id());
        if (instance.status() == ContainerInstance.Status.INACTIVE) {
            return instance;
        }
        Allocation allocation = draft.read(Keys.allocation(scope, ref.cluster(), ref.id()), Allocation.class)
                .orElse(Allocation.none(scope, ref.cluster(), ref.id()));
        if (!force && !allocation.claims().isEmpty()) {
            throw AwsException.invalidParameter("Found running tasks on the instance.");
        }
        ContainerInstance gone = instance.deregistered(clock.instant());
        draft.put(Keys.containerInstance(scope, ref.cluster(), ref.id()), gone);
        draft.delete(Keys.allocation(scope, ref.cluster(), ref.id()));
        return gone;
    }

    /** Nobody will report of a deregistered instance's tasks again; repeating this is harmless. */
    private void tellLost(Scope scope, InstanceRef ref) {
        List<String> left = index.tasksOn(scope, ref.cluster(), ref.id()).stream()
                .filter(task -> !task.stopped())
                .map(Task::id)
                .toList();
        for (int from = 0; from < left.size(); from += STOPS_PER_TRANSACTION) {
            List<String> some = left.subList(from, Math.min(left.size(), from + STOPS_PER_TRANSACTION));
            writers.ofCluster(scope, ref.cluster()).submit(draft -> {
                for (String id : some) {
                    draft.read(Keys.task(scope, ref.cluster(), id), Task.class)
                            .filter(task -> !task.stopped())
                            .ifPresent(task -> draft.put(
                                    Keys.task(scope, ref.cluster(), id),
                                    TaskStops.deregistered(task, clock.instant())));
                }
                return some.size();
            });
        }
    }

    private static Optional<ContainerInstance> withStatus(
            Draft draft, Scope scope, InstanceRef ref, ContainerInstance.Status wanted) {
        Optional<ContainerInstance> known =
                draft.read(Keys.containerInstance(scope, ref.cluster(), ref.id()), ContainerInstance.class);
        if (known.isEmpty() || !InstanceTransitions.allows(known.get().status(), wanted)) {
            return known;
        }
        ContainerInstance now = known.get().withStatus(wanted);
        draft.put(Keys.containerInstance(scope, ref.cluster(), ref.id()), now);
        return Optional.of(now);
    }

    private Optional<ContainerInstance> find(Scope scope, InstanceRef ref) {
        return index.find(Keys.containerInstance(scope, ref.cluster(), ref.id()), ContainerInstance.class);
    }

    private static String arn(Scope scope, InstanceRef ref) {
        return scope.arn("container-instance/" + ref.cluster() + "/" + ref.id());
    }

    /** Every state but INACTIVE when none is asked for. Source: ecs-behaviour 2.3. */
    private static Predicate<ContainerInstance> status(@Nullable String asked) {
        if (asked == null) {
            return instance -> instance.status() != ContainerInstance.Status.INACTIVE;
        }
        if (!List.of("ACTIVE", "DRAINING", "REGISTERING", "DEREGISTERING", "REGISTRATION_FAILED")
                .contains(asked)) {
            throw AwsException.invalidParameter(
                    "status should be one of [ACTIVE,DRAINING,REGISTERING,DEREGISTERING,REGISTRATION_FAILED]");
        }
        return instance -> instance.status().name().equals(asked);
    }

    private Predicate<ContainerInstance> expression(@Nullable String filter) {
        if (filter == null || filter.isEmpty()) {
            return instance -> true;
        }
        Expression expression = Expression.parse(filter);
        return instance -> expression.matches(node(instance));
    }

    private Node node(ContainerInstance instance) {
        return new Node(
                instance,
                index.find(
                                Keys.agentConnection(instance.scope(), instance.cluster(), instance.id()),
                                AgentConnection.class)
                        .orElse(null),
                index.find(Keys.allocation(instance.scope(), instance.cluster(), instance.id()), Allocation.class)
                        .orElse(Allocation.none(instance.scope(), instance.cluster(), instance.id())));
    }

    private static ContainerInstance.Status wanted(@Nullable String text) {
        return switch (String.valueOf(text)) {
            case "ACTIVE" -> ContainerInstance.Status.ACTIVE;
            case "DRAINING" -> ContainerInstance.Status.DRAINING;
            default ->
                throw AwsException.invalidParameter("Container instance status should be one of [ACTIVE, DRAINING]");
        };
    }

    /** What starts like a capability, an ECS name or a word of our own agent is the agent's; all else an operator's. */
    private static boolean builtIn(Attribute attribute) {
        return attribute.name().startsWith("ecs.")
                || attribute.name().startsWith("com.amazonaws.ecs.")
                || attribute.name().startsWith("roadstead.");
    }

    /** The control plane adds the zone when the agent does not know it. Source: agent-protocol 1.6. */
    private static List<Attribute> withZone(List<Attribute> attributes, Scope scope) {
        if (attributes.stream().anyMatch(attribute -> attribute.name().equals(ZONE))) {
            return attributes;
        }
        List<Attribute> more = new ArrayList<>(attributes);
        more.add(new Attribute(ZONE, scope.region() + "a"));
        return more;
    }

    private static Resources resources(List<Resource> totals) {
        int cpu = 0;
        int memory = 0;
        Set<Integer> tcp = new HashSet<>();
        Set<Integer> udp = new HashSet<>();
        for (Resource resource : totals) {
            switch (String.valueOf(resource.name())) {
                case "CPU" -> cpu = positive(resource);
                case "MEMORY" -> memory = positive(resource);
                case "PORTS" -> tcp.addAll(ports(resource));
                case "PORTS_UDP" -> udp.addAll(ports(resource));
                default ->
                    throw AwsException.unsupportedFeature(
                            "Roadstead does not support the resource " + resource.name() + " yet.");
            }
        }
        if (cpu == 0 || memory == 0) {
            throw AwsException.client(
                    "totalResources must name CPU and MEMORY above 0; they are " + cpu + " and " + memory + ".");
        }
        return new Resources(cpu, memory, tcp, udp);
    }

    private static int positive(Resource resource) {
        Integer value = resource.integerValue();
        if (value == null || value < 0) {
            throw AwsException.client("The resource " + resource.name() + " is " + value + "; it must be 0 or more.");
        }
        return value;
    }

    private static Set<Integer> ports(Resource resource) {
        Set<Integer> ports = new HashSet<>();
        for (String text : resource.stringSetValue()) {
            try {
                ports.add(Integer.valueOf(text));
            } catch (NumberFormatException notANumber) {
                throw AwsException.client("The resource " + resource.name() + " names the port '" + text
                        + "'; a port is a number from 0 to 65535.");
            }
        }
        return ports;
    }
}
