package io.roadstead.control.api;

import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.control.write.TaskWrites;
import io.roadstead.control.write.Writers;
import io.roadstead.core.lifecycle.StateReport;
import io.roadstead.core.lifecycle.StateReport.ContainerReport;
import io.roadstead.core.lifecycle.TaskReports;
import io.roadstead.core.model.Cluster;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.ContainerStatus;
import io.roadstead.core.model.NetworkBinding;
import io.roadstead.core.model.PortRange;
import io.roadstead.core.model.Protocol;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.model.TaskStatus;
import io.roadstead.core.name.InstanceRef;
import io.roadstead.core.name.TaskRef;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ContainerStateChange;
import software.amazon.awssdk.services.ecs.model.DiscoverPollEndpointRequest;
import software.amazon.awssdk.services.ecs.model.DiscoverPollEndpointResponse;
import software.amazon.awssdk.services.ecs.model.SubmitAttachmentStateChangesRequest;
import software.amazon.awssdk.services.ecs.model.SubmitAttachmentStateChangesResponse;
import software.amazon.awssdk.services.ecs.model.SubmitContainerStateChangeRequest;
import software.amazon.awssdk.services.ecs.model.SubmitContainerStateChangeResponse;
import software.amazon.awssdk.services.ecs.model.SubmitTaskStateChangeRequest;
import software.amazon.awssdk.services.ecs.model.SubmitTaskStateChangeResponse;

/**
 * What agents call: DiscoverPollEndpoint, SubmitTaskStateChange, SubmitContainerStateChange and
 * SubmitAttachmentStateChanges.
 *
 * <p>A report that tells nothing new is acknowledged like any other, for agents repeat what they were not sure of; one
 * for a task that is not known any more is refused with InvalidParameterException, the one error that makes an agent
 * drop it. Source: agent-protocol 1.8, 3.
 */
final class AgentApi {
    private final Index index;
    private final Writers writers;
    private final Lookup lookup;
    private final InstantSource clock;

    AgentApi(Index index, Writers writers, Lookup lookup, InstantSource clock) {
        this.index = index;
        this.writers = writers;
        this.lookup = lookup;
        this.clock = clock;
    }

    /** The sessions are on the very endpoint the agent called: base URLs, to which it appends {@code ws?…}. */
    DiscoverPollEndpointResponse discover(Caller caller, DiscoverPollEndpointRequest request) {
        Cluster cluster = lookup.existing(caller.scope(), request.cluster());
        String reference = request.containerInstance();
        if (reference != null && !reference.isEmpty()) {
            InstanceRef ref = InstanceRef.parse(reference, caller.scope(), cluster.name());
            if (index.find(Keys.containerInstance(caller.scope(), cluster.name(), ref.id()), ContainerInstance.class)
                    .isEmpty()) {
                throw AwsException.invalidParameter("Container instance " + ref.id() + " was not found in cluster "
                        + cluster.name() + ": register it first.");
            }
        }
        return DiscoverPollEndpointResponse.builder()
                .endpoint(caller.endpoint() + "/acs/")
                .telemetryEndpoint(caller.endpoint() + "/tcs/")
                .build();
    }

    SubmitTaskStateChangeResponse submitTask(Caller caller, SubmitTaskStateChangeRequest request) {
        if (!request.attachments().isEmpty()) {
            throw unknownAttachment(request.attachments().getFirst().attachmentArn());
        }
        StateReport report = new StateReport(
                status(request.status()),
                request.reason(),
                request.pullStartedAt(),
                request.pullStoppedAt(),
                request.executionStoppedAt(),
                request.containers().stream().map(AgentApi::container).toList());
        report(caller.scope(), request.cluster(), Required.text(request.task(), "task"), task -> report);
        return SubmitTaskStateChangeResponse.builder().acknowledgment("ACK").build();
    }

    /** One container's news; the task's own status stays what it is. */
    SubmitContainerStateChangeResponse submitContainer(Caller caller, SubmitContainerStateChangeRequest request) {
        ContainerReport container = new ContainerReport(
                Required.text(request.containerName(), "containerName"),
                containerStatus(request.status()),
                request.exitCode(),
                request.reason(),
                request.runtimeId(),
                null,
                bindings(request.networkBindings()));
        report(
                caller.scope(),
                request.cluster(),
                Required.text(request.task(), "task"),
                task -> new StateReport(asReported(task), null, null, null, null, List.of(container)));
        return SubmitContainerStateChangeResponse.builder()
                .acknowledgment("ACK")
                .build();
    }

    /** No task has attachments before the network is built, so none can be known. */
    SubmitAttachmentStateChangesResponse submitAttachments(Caller caller, SubmitAttachmentStateChangesRequest request) {
        lookup.existing(caller.scope(), request.cluster());
        if (request.attachments().isEmpty()) {
            throw AwsException.invalidParameter("attachments can not be empty.");
        }
        throw unknownAttachment(request.attachments().getFirst().attachmentArn());
    }

    private interface ReportOf {
        StateReport of(Task task);
    }

    private void report(Scope scope, @Nullable String clusterReference, String taskReference, ReportOf report) {
        Cluster cluster = lookup.existing(scope, clusterReference);
        TaskRef ref = TaskRef.parse(taskReference, scope, cluster.name());
        UnaryOperator<Task> news = task -> TaskReports.apply(task, report.of(task), essentials(task), clock.instant());
        Optional<Task> known = writers.ofCluster(scope, cluster.name())
                .submit(draft -> TaskWrites.update(draft, scope, cluster.name(), ref.id(), news));
        if (known.isEmpty()) {
            throw AwsException.invalidParameter("The referenced task was not found.");
        }
    }

    private Set<String> essentials(Task task) {
        return index.find(Keys.taskDefinition(task.scope(), task.family(), task.revision()), TaskDefinition.class)
                .map(TaskReports::essentials)
                .orElseThrow(() -> AwsException.server(
                        "the task definition " + task.taskDefinitionArn() + " of a task that exists is missing"));
    }

    private static StateReport.Status asReported(Task task) {
        return task.observed().lastStatus().compareTo(TaskStatus.RUNNING) < 0
                ? StateReport.Status.PENDING
                : task.stopped() ? StateReport.Status.STOPPED : StateReport.Status.RUNNING;
    }

    private static ContainerReport container(ContainerStateChange change) {
        return new ContainerReport(
                Required.text(change.containerName(), "containers.containerName"),
                containerStatus(change.status()),
                change.exitCode(),
                change.reason(),
                change.runtimeId(),
                change.imageDigest(),
                bindings(change.networkBindings()));
    }

    private static List<NetworkBinding> bindings(
            List<software.amazon.awssdk.services.ecs.model.NetworkBinding> shapes) {
        List<NetworkBinding> bindings = new ArrayList<>();
        for (var shape : shapes) {
            String address = shape.bindIP() == null ? "0.0.0.0" : shape.bindIP();
            Protocol protocol = "udp".equals(shape.protocolAsString()) ? Protocol.UDP : Protocol.TCP;
            if (shape.containerPortRange() != null && shape.hostPortRange() != null) {
                bindings.add(new NetworkBinding(
                        address, 0, 0, protocol, range(shape.containerPortRange()), range(shape.hostPortRange())));
            } else if (shape.containerPort() != null && shape.hostPort() != null) {
                bindings.add(new NetworkBinding(address, shape.containerPort(), shape.hostPort(), protocol));
            }
        }
        return bindings;
    }

    private static PortRange range(String text) {
        try {
            String[] ends = text.split("-", 2);
            return new PortRange(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
        } catch (NumberFormatException notPorts) {
            throw AwsException.invalidParameter(
                    "A range of ports must be first-last, such as 8000-8010, and is '" + text + "'.");
        }
    }

    private static StateReport.Status status(@Nullable String text) {
        return switch (String.valueOf(text)) {
            case "PENDING" -> StateReport.Status.PENDING;
            case "RUNNING" -> StateReport.Status.RUNNING;
            case "STOPPED" -> StateReport.Status.STOPPED;
            default -> throw AwsException.invalidParameter("status should be one of [PENDING,RUNNING,STOPPED]");
        };
    }

    private static ContainerStatus containerStatus(@Nullable String text) {
        return switch (String.valueOf(text)) {
            case "PENDING" -> ContainerStatus.PENDING;
            case "RUNNING" -> ContainerStatus.RUNNING;
            case "STOPPED" -> ContainerStatus.STOPPED;
            default ->
                throw AwsException.invalidParameter("container status should be one of [PENDING,RUNNING,STOPPED]");
        };
    }

    private static AwsException unknownAttachment(@Nullable String arn) {
        return AwsException.invalidParameter("The attachment " + arn + " was not found: no task has one.");
    }
}
