package io.roadstead.agent.control;

import io.roadstead.agent.engine.ContainerSpec;
import io.roadstead.agent.engine.Event;
import io.roadstead.agent.engine.Event.TasksReceived.Wish;
import io.roadstead.agent.engine.Namespaces;
import io.roadstead.agent.engine.Reasons;
import io.roadstead.agent.engine.TaskFacts;
import io.roadstead.agent.engine.TaskSpec;
import io.roadstead.agent.engine.VolumeSpec;
import io.roadstead.core.model.Dependency;
import io.roadstead.core.model.DesiredStatus;
import io.roadstead.core.model.IpcMode;
import io.roadstead.core.model.PidMode;
import io.roadstead.core.model.PortMapping;
import io.roadstead.core.model.PortRange;
import io.roadstead.core.model.Protocol;
import io.roadstead.core.model.RestartPolicy;
import io.roadstead.core.model.VolumeFrom;
import io.roadstead.wire.agent.IamRoleCredentials;
import io.roadstead.wire.agent.ProtocolContainer;
import io.roadstead.wire.agent.ProtocolTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a payload asks for. What this agent cannot do is refused by name, never left out in silence: such a task is
 * told STOPPED with the unmodified agent's words. Source: agent-protocol 2.6 to 2.9, 3.4.
 */
final class PayloadReader {
    private static final int LAST_PORT = 65_535;
    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})-(\\d{1,5})");

    private PayloadReader() {}

    /**
     * What a payload comes to.
     *
     * @param refused tasks that cannot be run; with any of them the payload is not acknowledged
     */
    record Reading(List<Wish> wishes, List<Event.TaskRefused> refused) {}

    static final class Unreadable extends RuntimeException {
        Unreadable(String message) {
            super(message, null, false, false);
        }
    }

    /** Tasks to stop come first, so that what they hold is free for the others. */
    static Reading read(List<ProtocolTask> tasks) {
        List<Wish> toStop = new ArrayList<>();
        List<Wish> toRun = new ArrayList<>();
        List<Event.TaskRefused> refused = new ArrayList<>();
        for (ProtocolTask task : tasks) {
            try {
                Wish wish = wish(task);
                (wish.desired() == DesiredStatus.STOPPED ? toStop : toRun).add(wish);
            } catch (Unreadable e) {
                refused.add(
                        new Event.TaskRefused(task.arn(), Reasons.unrecognisedTask(String.valueOf(e.getMessage()))));
            }
        }
        toStop.addAll(toRun);
        return new Reading(toStop, refused);
    }

    private static Wish wish(ProtocolTask task) {
        DesiredStatus desired = desired(task.desiredStatus());
        if (desired == DesiredStatus.STOPPED) {
            // Whatever else it says: what is not to run need not be understood. Source: agent-protocol 2.6.
            return stop(task);
        }
        require(!"awsvpc".equals(task.networkMode()), "network mode awsvpc");
        if (task.containers().isEmpty()) {
            throw new Unreadable("a task to run must have containers");
        }
        Set<String> names = new HashSet<>();
        for (ProtocolContainer container : task.containers()) {
            if (!names.add(String.valueOf(container.name()))) {
                throw new Unreadable("two containers are named '" + container.name() + "'");
            }
        }
        List<ContainerSpec> containers =
                task.containers().stream().map(PayloadReader::container).toList();
        PidMode pidMode = pidMode(task.pidMode());
        IpcMode ipcMode = ipcMode(task.ipcMode());
        return new Wish(
                new TaskSpec(
                        task.arn(),
                        Objects.requireNonNullElse(task.family(), ""),
                        Objects.requireNonNullElse(task.version(), ""),
                        Objects.requireNonNullElse(task.cpu(), 0.0),
                        Objects.requireNonNullElse(task.memory(), 0),
                        Namespaces.with(containers, pidMode, ipcMode),
                        task.volumes().stream().map(PayloadReader::volume).toList(),
                        facts(task),
                        pidMode,
                        ipcMode,
                        ResourceReader.read(task)),
                desired);
    }

    private static TaskFacts facts(ProtocolTask task) {
        Map<String, TaskFacts.ContainerFacts> containers = new HashMap<>();
        for (ProtocolContainer container : task.containers()) {
            containers.put(
                    String.valueOf(container.name()),
                    HostConfigs.logging(hostConfig(container), container.containerArn()));
        }
        IamRoleCredentials role = task.roleCredentials();
        return new TaskFacts(
                task.launchType(),
                task.serviceName(),
                task.group(),
                containers,
                role == null ? null : Objects.requireNonNullElse(role.roleArn(), ""));
    }

    private static Wish stop(ProtocolTask task) {
        try {
            List<ContainerSpec> containers =
                    task.containers().stream().map(PayloadReader::container).toList();
            return new Wish(new TaskSpec(task.arn(), "", "", 0, 0, containers), DesiredStatus.STOPPED);
        } catch (Unreadable notForUs) {
            return new Wish(TaskSpec.unknown(task.arn()), DesiredStatus.STOPPED);
        }
    }

    private static ContainerSpec container(ProtocolContainer container) {
        String name = container.name();
        String image = container.image();
        if (name == null || image == null) {
            throw new Unreadable("a container without a name or an image");
        }
        require(
                container.healthCheckType() == null
                        || container.healthCheckType().equals("docker"),
                "health checks of type " + container.healthCheckType());
        // As whom lines are sent makes no difference here: they go to this agent, which delivers them in its own name.
        require(
                container.logsAuthStrategy() == null
                        || container.logsAuthStrategy().equals("ExecutionRole"),
                "logsAuthStrategy " + container.logsAuthStrategy());
        return new ContainerSpec(
                name,
                image,
                container.cpu(),
                container.memory(),
                HostConfigs.memoryReservation(hostConfig(container)),
                container.essential(),
                noneIfEmpty(Overrides.command(container.overrides(), container.command())),
                noneIfEmpty(container.entryPoint()),
                container.environment(),
                container.portMappings().stream().map(PayloadReader::port).toList(),
                container.links().stream().map(PayloadReader::link).toList(),
                container.stopTimeout(),
                container.healthCheckType() != null,
                container.dockerConfig() == null
                        ? null
                        : container.dockerConfig().config(),
                hostConfig(container),
                container.dependsOn().stream().map(PayloadReader::dependency).toList(),
                container.startTimeout(),
                restartPolicy(container.restartPolicy()),
                container.volumesFrom().stream()
                        .map(from ->
                                new VolumeFrom(required(from.sourceContainer(), "sourceContainer"), from.readOnly()))
                        .toList(),
                container.mountPoints().stream().map(PayloadReader::mount).toList());
    }

    private static Dependency dependency(ProtocolContainer.Dependency dependency) {
        String name = required(dependency.containerName(), "dependsOn.containerName");
        return new Dependency(
                name,
                switch (String.valueOf(dependency.condition())) {
                    case "START" -> Dependency.Condition.START;
                    case "COMPLETE" -> Dependency.Condition.COMPLETE;
                    case "SUCCESS" -> Dependency.Condition.SUCCESS;
                    case "HEALTHY" -> Dependency.Condition.HEALTHY;
                    default ->
                        throw new Unreadable("a dependency's condition must be START, COMPLETE, SUCCESS or HEALTHY, and"
                                + " is '" + dependency.condition() + "'");
                });
    }

    private static @Nullable RestartPolicy restartPolicy(ProtocolContainer.@Nullable RestartPolicy policy) {
        return policy == null
                ? null
                : new RestartPolicy(
                        policy.enabled(),
                        policy.ignoredExitCodes(),
                        Objects.requireNonNullElse(policy.restartAttemptPeriod(), 0));
    }

    private static String required(@Nullable String text, String member) {
        if (text == null) {
            throw new Unreadable("a container's " + member + " is missing");
        }
        return text;
    }

    private static ContainerSpec.Mount mount(ProtocolContainer.MountPoint mount) {
        return new ContainerSpec.Mount(
                Objects.requireNonNullElse(mount.sourceVolume(), ""),
                Objects.requireNonNullElse(mount.containerPath(), ""),
                mount.readOnly());
    }

    private static VolumeSpec volume(ProtocolTask.Volume volume) {
        String path = volume.sourcePath();
        ProtocolTask.DockerVolume docker = volume.docker();
        return switch (Objects.requireNonNullElse(volume.type(), "host")) {
            case "host" ->
                path == null || path.isEmpty()
                        ? new VolumeSpec.Scratch(volume.name())
                        : new VolumeSpec.HostPath(volume.name(), path);
            case "docker" -> {
                if (docker == null) {
                    throw new Unreadable("volume '" + volume.name() + "' is of type docker and has no configuration");
                }
                yield new VolumeSpec.Docker(
                        volume.name(),
                        !"task".equals(docker.scope()),
                        docker.autoprovision(),
                        docker.driver() == null || docker.driver().isEmpty() ? null : docker.driver(),
                        docker.driverOpts(),
                        docker.labels());
            }
            default -> throw new Unreadable("this agent does not support volumes of type " + volume.type() + " yet");
        };
    }

    private static ContainerSpec.Link link(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length > 2 || parts[0].isEmpty()) {
            throw new Unreadable("a link must be name:alias, and is '" + text + "'");
        }
        return new ContainerSpec.Link(parts[0], parts[parts.length - 1]);
    }

    private static @Nullable String hostConfig(ProtocolContainer container) {
        return container.dockerConfig() == null
                ? null
                : container.dockerConfig().hostConfig();
    }

    private static PortMapping port(ProtocolContainer.PortMapping mapping) {
        if (mapping.containerPortRange() != null) {
            return new PortMapping(0, 0, protocol(mapping.protocol()), null, range(mapping.containerPortRange()));
        }
        Integer containerPort = mapping.containerPort();
        if (containerPort == null) {
            throw new Unreadable("a port mapping without a container port");
        }
        return new PortMapping(
                containerPort, Objects.requireNonNullElse(mapping.hostPort(), 0), protocol(mapping.protocol()), null);
    }

    private static Protocol protocol(@Nullable String text) {
        return switch (text) {
            case null -> Protocol.TCP;
            case "tcp" -> Protocol.TCP;
            case "udp" -> Protocol.UDP;
            default -> throw new Unreadable("a port's protocol must be tcp or udp, and is '" + text + "'");
        };
    }

    private static PortRange range(String text) {
        Matcher ends = RANGE.matcher(text);
        int first = ends.matches() ? Integer.parseInt(ends.group(1)) : 0;
        int last = ends.matches() ? Integer.parseInt(ends.group(2)) : 0;
        if (first < 1 || last > LAST_PORT || first > last) {
            throw new Unreadable("a container port range must be first-last, and is '" + text + "'");
        }
        return new PortRange(first, last);
    }

    private static @Nullable PidMode pidMode(@Nullable String text) {
        return switch (text) {
            case null -> null;
            case "" -> null;
            case "host" -> PidMode.HOST;
            case "task" -> PidMode.TASK;
            default -> throw new Unreadable("a task's pidMode must be host or task, and is '" + text + "'");
        };
    }

    private static @Nullable IpcMode ipcMode(@Nullable String text) {
        return switch (text) {
            case null -> null;
            case "" -> null;
            case "host" -> IpcMode.HOST;
            case "task" -> IpcMode.TASK;
            case "none" -> IpcMode.NONE;
            default -> throw new Unreadable("a task's ipcMode must be host, task or none, and is '" + text + "'");
        };
    }

    private static DesiredStatus desired(@Nullable String text) {
        return switch (String.valueOf(text)) {
            case "RUNNING" -> DesiredStatus.RUNNING;
            case "STOPPED", "DEAD" -> DesiredStatus.STOPPED;
            default -> throw new Unreadable("desired status '" + text + "' is not RUNNING or STOPPED");
        };
    }

    /** An empty list would take the image's own words away; to have none means to leave them. */
    private static @Nullable List<String> noneIfEmpty(@Nullable List<String> words) {
        return words == null || words.isEmpty() ? null : words;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new Unreadable("this agent does not support " + what + " yet");
        }
    }
}
