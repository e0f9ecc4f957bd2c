package io.roadstead.agent.metadata;

import io.roadstead.agent.engine.ContainerSpec;
import io.roadstead.agent.engine.ContainerState;
import io.roadstead.agent.engine.Health;
import io.roadstead.agent.engine.Stage;
import io.roadstead.agent.engine.TaskFacts;
import io.roadstead.agent.engine.TaskState;
import io.roadstead.agent.runtime.ContainerDetails;
import io.roadstead.agent.text.GoJson;
import io.roadstead.core.model.DesiredStatus;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.core.model.NetworkBinding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A task and its containers as the metadata endpoint tells them, member for member in the original's order.
 *
 * <p>Version 3 is version 2 with networks; version 4 adds to both what {@code V4} guards here. Source: agent-protocol
 * 5.2, and the response types of {@code ecs-agent/tmds/handlers}.
 */
final class Documents {
    /** The fewest CPU shares Docker is given, which is told in place of fewer. */
    private static final int MIN_CPU = 2;

    /** Which version of the endpoint tells. */
    enum Version {
        V2,
        V3,
        V4
    }

    /** Tags, or why they are not known. */
    sealed interface Tags {
        record Known(Map<String, String> tags) implements Tags {
            public Known {
                tags = Map.copyOf(tags);
            }
        }

        record Failed(GoJson error) implements Tags {}
    }

    private final Function<ContainerState, Optional<ContainerDetails>> details;

    Documents(Function<ContainerState, Optional<ContainerDetails>> details) {
        this.details = details;
    }

    /**
     * A task.
     *
     * @param taskTags absent when they were not asked for
     */
    GoJson task(TaskState task, HostFacts host, Version version, @Nullable Tags taskTags, @Nullable Tags instanceTags) {
        TaskFacts facts = task.spec().known();
        List<GoJson> errors = new ArrayList<>();
        GoJson json = GoJson.object()
                .put("Cluster", host.cluster())
                .put("TaskARN", task.spec().arn())
                .put("Family", task.spec().family())
                .put("Revision", task.spec().version())
                .put("DesiredStatus", task.desired().name())
                .put("KnownStatus", knownStatus(task));
        List<GoJson> containers = containers(task, version);
        // The instance's are asked for first, which shows in the order of errors.
        Map<String, String> ofInstance = tags(instanceTags, errors);
        Map<String, String> ofTask = tags(taskTags, errors);
        if (version != Version.V4) {
            json.unlessEmpty("Containers", containers);
        }
        json.unlessEmpty("Limits", limits(task))
                .unlessEmpty("PullStartedAt", task.pullStartedAt())
                .unlessEmpty("PullStoppedAt", task.pullStoppedAt())
                .unlessEmpty("ExecutionStoppedAt", task.executionStoppedAt())
                .unlessEmpty("AvailabilityZone", host.availabilityZone())
                .unlessEmpty("TaskTags", ofTask)
                .unlessEmpty("ContainerInstanceTags", ofInstance);
        if (version == Version.V4) {
            json.unlessEmpty("LaunchType", facts.launchType())
                    .unlessEmpty("Errors", errors)
                    .unlessEmpty("Containers", containers)
                    .unlessEmpty("ServiceName", facts.serviceName())
                    .unlessEmpty("Group", facts.group())
                    .put("FaultInjectionEnabled", false);
        }
        return json;
    }

    /** A container that was created; its networks are told from version 3 on. */
    GoJson container(TaskState task, ContainerState container, Version version) {
        ContainerSpec spec = container.spec();
        TaskFacts.ContainerFacts facts = task.spec().known().container(spec.name());
        Optional<ContainerDetails> found = details.apply(container);
        boolean v4 = version == Version.V4;
        GoJson json = GoJson.object()
                .put("DockerId", Objects.requireNonNullElse(container.dockerId(), ""))
                .put("Name", spec.name())
                .put("DockerName", Objects.requireNonNullElse(container.dockerName(), ""))
                .put("Image", spec.image())
                .put("ImageID", found.map(ContainerDetails::imageId).orElse(""))
                .unlessEmpty("Ports", ports(container, v4))
                .unlessEmpty("Labels", found.map(ContainerDetails::labels).orElse(Map.of()))
                .put("DesiredStatus", desired(task, container).name())
                .put("KnownStatus", knownStatus(container.stage()));
        if (container.exitCode() != null) {
            // A pointer in the original: an exit with 0 is told.
            json.put("ExitCode", container.exitCode());
        }
        json.put(
                        "Limits",
                        GoJson.object()
                                .put("CPU", Math.max(MIN_CPU, spec.cpu()))
                                .put("Memory", spec.memory()))
                .unlessEmpty("CreatedAt", found.map(ContainerDetails::createdAt).orElse(null))
                .unlessEmpty("StartedAt", found.map(ContainerDetails::startedAt).orElse(container.startedAt()))
                .unlessEmpty("FinishedAt", finishedAt(container, found))
                .put("Type", "NORMAL");
        List<GoJson> networks = version == Version.V2 ? List.of() : networks(found);
        if (!v4) {
            json.unlessEmpty("Networks", networks);
        }
        if (spec.healthChecked()) {
            json.put("Health", health(container.health()));
        }
        json.unlessEmpty("Volumes", volumes(found));
        if (v4) {
            json.unlessEmpty("LogDriver", facts.logDriver())
                    .unlessEmpty("LogOptions", facts.logOptions())
                    .unlessEmpty("ContainerARN", facts.arn())
                    .unlessEmpty("Networks", networks);
            if (restarts(spec)) {
                json.put("RestartCount", container.restarts());
            }
        }
        return json;
    }

    static boolean restarts(ContainerSpec spec) {
        return spec.restartPolicy() != null && spec.restartPolicy().enabled();
    }

    /** Those that were created, then those of which no more than the image is there: version 4 tells of both. */
    private List<GoJson> containers(TaskState task, Version version) {
        List<GoJson> told = new ArrayList<>();
        for (ContainerState container : task.containers()) {
            if (container.dockerId() != null) {
                told.add(container(task, container, version));
            }
        }
        if (version == Version.V4) {
            for (ContainerState container : task.containers()) {
                boolean pulled = container.stage() == Stage.PULLED || container.stage() == Stage.CREATING;
                if (container.dockerId() == null && pulled) {
                    told.add(container(task, container, version));
                }
            }
        }
        return told;
    }

    /** The status of the container that has come least far. Source: agent-protocol 2.6, 7.2. */
    static String knownStatus(TaskState task) {
        if (task.stopped()) {
            return "STOPPED";
        }
        return task.containers().stream()
                .map(ContainerState::stage)
                .filter(stage -> stage != Stage.STOPPED)
                .min(Comparator.naturalOrder())
                .map(Documents::knownStatus)
                .orElse("NONE");
    }

    private static String knownStatus(Stage stage) {
        return switch (stage) {
            case WAITING, PULLING -> "NONE";
            case PULLED, CREATING -> "PULLED";
            case CREATED, STARTING -> "CREATED";
            case RUNNING, STOPPING -> "RUNNING";
            case STOPPED -> "STOPPED";
        };
    }

    private static DesiredStatus desired(TaskState task, ContainerState container) {
        boolean toStop = task.desired() == DesiredStatus.STOPPED || container.stage() == Stage.STOPPING;
        return toStop ? DesiredStatus.STOPPED : DesiredStatus.RUNNING;
    }

    private static @Nullable GoJson limits(TaskState task) {
        double cpu = task.spec().cpu();
        int memory = task.spec().memory();
        return cpu == 0 && memory == 0
                ? null
                : GoJson.object().unlessEmpty("CPU", cpu).unlessEmpty("Memory", memory);
    }

    private static Map<String, String> tags(@Nullable Tags tags, List<GoJson> errors) {
        return switch (tags) {
            case null -> Map.of();
            case Tags.Known known -> known.tags();
            case Tags.Failed failed -> {
                errors.add(failed.error());
                yield Map.of();
            }
        };
    }

    static List<GoJson> ports(ContainerState container, boolean withAddress) {
        List<GoJson> ports = new ArrayList<>();
        for (NetworkBinding binding : container.bindings()) {
            GoJson port = GoJson.object()
                    .unlessEmpty("ContainerPort", binding.containerPort())
                    .put("Protocol", binding.protocol().wire())
                    .unlessEmpty("HostPort", binding.hostPort());
            ports.add(withAddress ? port.unlessEmpty("HostIp", binding.bindIp()) : port);
        }
        return ports;
    }

    static List<GoJson> networks(Optional<ContainerDetails> details) {
        return details.map(one -> one.networks().stream()
                        .map(network -> GoJson.object()
                                .put("NetworkMode", network.name())
                                .put("IPv4Addresses", List.of(network.ipv4())))
                        .toList())
                .orElse(List.of());
    }

    static List<GoJson> volumes(Optional<ContainerDetails> details) {
        return details.map(one -> one.mounts().stream()
                        .map(mount -> GoJson.object()
                                .unlessEmpty("DockerName", mount.name())
                                .unlessEmpty("Source", mount.source())
                                .unlessEmpty("Destination", mount.destination()))
                        .toList())
                .orElse(List.of());
    }

    /** While no check has counted there is no status to tell. */
    private static GoJson health(@Nullable Health health) {
        GoJson json = GoJson.object();
        if (health != null) {
            if (health.status() != HealthStatus.UNKNOWN) {
                json.put("status", health.status().name());
            }
            json.put("statusSince", health.since())
                    .unlessEmpty("exitCode", health.last().exitCode())
                    .unlessEmpty("output", health.last().output());
        }
        return json;
    }

    private static @Nullable Instant finishedAt(ContainerState container, Optional<ContainerDetails> details) {
        return container.stage() != Stage.STOPPED
                ? null
                : details.map(ContainerDetails::finishedAt).orElse(container.stoppedAt());
    }
}
