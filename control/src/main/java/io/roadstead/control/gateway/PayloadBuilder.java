package io.roadstead.control.gateway;

import io.roadstead.core.model.ContainerDefinition;
import io.roadstead.core.model.ContainerOverride;
import io.roadstead.core.model.DockerOptions;
import io.roadstead.core.model.Fetched;
import io.roadstead.core.model.HealthCheck;
import io.roadstead.core.model.KeyValue;
import io.roadstead.core.model.LinuxParameters;
import io.roadstead.core.model.LogConfiguration;
import io.roadstead.core.model.NetworkMode;
import io.roadstead.core.model.RestartPolicy;
import io.roadstead.core.model.SecretReference;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.model.Volume;
import io.roadstead.wire.agent.DockerDocuments;
import io.roadstead.wire.agent.IamRoleCredentials;
import io.roadstead.wire.agent.ProtocolContainer;
import io.roadstead.wire.agent.ProtocolContainer.DockerConfig;
import io.roadstead.wire.agent.ProtocolContainer.EnvironmentFile;
import io.roadstead.wire.agent.ProtocolContainer.MountPoint;
import io.roadstead.wire.agent.ProtocolContainer.PortMapping;
import io.roadstead.wire.agent.ProtocolContainer.RegistryAuthentication;
import io.roadstead.wire.agent.ProtocolContainer.Secret;
import io.roadstead.wire.agent.ProtocolTask;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an agent is sent of a task. Overrides are merged here, for the unmodified agent knows only an override of the
 * command; what the protocol has no field for goes into Docker's own configuration.
 *
 * <p>Worked example: a container with {@code memory 256, environment A=1} and an override {@code memory 512, environment
 * A=2 B=3} goes out with memory 512, environment {@code AWS_EXECUTION_ENV=AWS_ECS_EC2 A=2 B=3} and overrides
 * {@code "{}"}.
 *
 * <p>Source: agent-protocol 2.7 to 2.9, 10.8 to 10.10.
 */
final class PayloadBuilder {
    static final String EXECUTION_ENV = "AWS_EXECUTION_ENV";

    /** What ECS says on instances. Source: agent-protocol 2.9. */
    static final String ON_AN_INSTANCE = "AWS_ECS_EC2";

    private static final double CPU_UNITS_PER_VCPU = 1024;
    private static final String NO_OVERRIDES = "{}";

    /** The Engine API that has all a plain container needs, and the first that knows memory reservations. */
    private static final String PLAIN_API = "1.17";

    private static final String RESERVATION_API = "1.21";

    /** The first that knows health checks, and all of {@link DockerOptions} but an init process. */
    private static final String HEALTH_API = "1.24";

    private static final String INIT_API = "1.25";

    /** The first that knows health checks' start periods. */
    private static final String START_PERIOD_API = "1.29";

    /** Has the agent report what Docker finds. */
    private static final String REPORTED_BY_DOCKER = "docker";

    /** Has Docker's log driver act as the task's execution role. Source: agent-protocol 2.8. */
    private static final String BY_EXECUTION_ROLE = "ExecutionRole";

    /** Where a secret is. Source: agent-protocol 2.8. */
    private static final String IN_SECRETS_MANAGER = "asm";

    private static final String IN_PARAMETER_STORE = "ssm";

    private static final String SERVICE_GROUP = "service:";

    private PayloadBuilder() {}

    /** A task to run. */
    static ProtocolTask toRun(
            Task task,
            TaskDefinition definition,
            @Nullable IamRoleCredentials roleCredentials,
            @Nullable IamRoleCredentials executionRoleCredentials) {
        NetworkMode network = definition.effectiveNetworkMode();
        return new ProtocolTask(
                task.arn(),
                task.clusterArn(),
                task.scope().account(),
                "RUNNING",
                task.family(),
                Integer.toString(task.revision()),
                NO_OVERRIDES,
                definition.containers().stream()
                        .map(container -> container(task, network, container, executionRoleCredentials != null))
                        .toList(),
                definition.volumes().stream().map(PayloadBuilder::volume).toList(),
                task.cpu() == null ? null : Double.valueOf(task.cpu() / CPU_UNITS_PER_VCPU),
                task.memory(),
                roleCredentials,
                executionRoleCredentials,
                network.wire(),
                definition.pidMode() == null ? null : definition.pidMode().wire(),
                definition.ipcMode() == null ? null : definition.ipcMode().wire(),
                task.launchType().name(),
                task.group().startsWith(SERVICE_GROUP) ? task.group().substring(SERVICE_GROUP.length()) : null,
                task.group());
    }

    /** A task to stop: the agent needs no more, whether or not it knows the task. Source: agent-protocol 2.6. */
    static ProtocolTask toStop(Task task) {
        return ProtocolTask.toStop(task.arn(), task.clusterArn());
    }

    /** The role the task's containers act as, if any. */
    static Optional<String> roleArn(Task task, TaskDefinition definition, TaskCredentials.RoleType type) {
        return switch (type) {
            case TASK_APPLICATION -> firstOf(task.overrides().taskRoleArn(), definition.taskRoleArn());
            case TASK_EXECUTION -> firstOf(task.overrides().executionRoleArn(), definition.executionRoleArn());
        };
    }

    private static ProtocolContainer container(
            Task task, NetworkMode network, ContainerDefinition definition, boolean executionRole) {
        Optional<ContainerOverride> override = task.overrides().containers().stream()
                .filter(each -> each.name().equals(definition.name()))
                .findFirst();
        Integer memory = override.flatMap(o -> firstOf(o.memory(), null)).orElse(definition.memory());
        Integer reservation =
                override.flatMap(o -> firstOf(o.memoryReservation(), null)).orElse(definition.memoryReservation());
        return new ProtocolContainer(
                definition.name(),
                definition.image(),
                containerArn(task, definition.name()),
                override.flatMap(o -> firstOf(o.cpu(), null)).orElse(definition.cpu()),
                memory == null ? 0 : memory,
                definition.essential(),
                override.flatMap(o -> firstOf(o.command(), null)).orElse(definition.command()),
                definition.entryPoint(),
                environment(definition, override),
                NO_OVERRIDES,
                ports(network, definition),
                definition.mountPoints().stream()
                        .map(mount -> new MountPoint(
                                mount.sourceVolume(), mount.containerPath(), Boolean.TRUE.equals(mount.readOnly())))
                        .toList(),
                definition.volumesFrom().stream()
                        .map(from -> new ProtocolContainer.VolumeFrom(from.sourceContainer(), from.readOnly()))
                        .toList(),
                links(definition),
                definition.dependsOn().stream()
                        .map(on -> new ProtocolContainer.Dependency(
                                on.containerName(), on.condition().name()))
                        .toList(),
                definition.startTimeout(),
                definition.stopTimeout(),
                restartPolicy(definition),
                definition.healthCheck() == null ? null : REPORTED_BY_DOCKER,
                executionRole && definition.options().logsTo(LogConfiguration.AWSLOGS) ? BY_EXECUTION_ROLE : null,
                new DockerConfig(
                        DockerDocuments.config(definition),
                        DockerDocuments.hostConfig(
                                definition,
                                network == NetworkMode.BRIDGE ? null : network.wire(),
                                memory,
                                reservation,
                                task.id()),
                        api(definition, reservation)),
                authentication(task, definition.fetched()),
                secrets(task, definition.fetched()),
                environmentFiles(definition, override));
    }

    /** An override's take the place of all the definition's. Source: ecs-behaviour 10.2. */
    private static List<EnvironmentFile> environmentFiles(
            ContainerDefinition definition, Optional<ContainerOverride> override) {
        return override
                .map(ContainerOverride::environmentFiles)
                .filter(files -> !files.isEmpty())
                .orElse(definition.fetched().environmentFiles())
                .stream()
                .map(arn -> new EnvironmentFile(arn, "s3"))
                .toList();
    }

    private static @Nullable RegistryAuthentication authentication(Task task, Fetched fetched) {
        String parameter = fetched.credentialsParameter();
        return parameter == null
                ? null
                : new RegistryAuthentication(
                        IN_SECRETS_MANAGER,
                        parameter,
                        new SecretReference("", parameter).region(task.scope().region()));
    }

    /** Where the agent finds them; what they are it alone learns. Source: agent-protocol 2.8. */
    private static List<Secret> secrets(Task task, Fetched fetched) {
        List<Secret> secrets = new ArrayList<>();
        fetched.secrets().forEach(each -> secrets.add(secret(task, each, "ENVIRONMENT_VARIABLE", "CONTAINER")));
        fetched.logSecrets().forEach(each -> secrets.add(secret(task, each, "BOOTSTRAP", "LOG_DRIVER")));
        return secrets;
    }

    private static Secret secret(Task task, SecretReference reference, String type, String target) {
        return new Secret(
                reference.name(),
                reference.asked(task.scope().account()),
                reference.region(task.scope().region()),
                reference.inSecretsManager() ? IN_SECRETS_MANAGER : IN_PARAMETER_STORE,
                type,
                target,
                null);
    }

    /** A driver is always named: not every agent's engine takes an empty one for its own. */
    private static ProtocolTask.Volume volume(Volume volume) {
        return switch (volume) {
            case Volume.Host host -> ProtocolTask.Volume.host(host.name(), host.sourcePath());
            case Volume.Docker docker ->
                ProtocolTask.Volume.docker(
                        docker.name(),
                        new ProtocolTask.DockerVolume(
                                docker.scope().wire(),
                                Boolean.TRUE.equals(docker.autoprovision()),
                                docker.driver() == null ? "local" : docker.driver(),
                                docker.driverOpts(),
                                docker.labels()));
        };
    }

    /** The oldest Engine API that knows all this container uses. */
    private static String api(ContainerDefinition definition, @Nullable Integer reservation) {
        HealthCheck check = definition.healthCheck();
        if (check != null && check.startPeriod() != null) {
            return START_PERIOD_API;
        }
        LinuxParameters linux = definition.options().linuxParameters();
        if (linux != null && linux.initProcessEnabled() != null) {
            return INIT_API;
        }
        if (check != null || !definition.options().equals(DockerOptions.NONE)) {
            return HEALTH_API;
        }
        return reservation == null ? PLAIN_API : RESERVATION_API;
    }

    private static @Nullable String containerArn(Task task, String name) {
        return task.observed().containers().stream()
                .filter(container -> container.name().equals(name))
                .map(container ->
                        task.scope().arn("container/" + task.cluster() + "/" + task.id() + "/" + container.id()))
                .findFirst()
                .orElse(null);
    }

    private static Map<String, String> environment(
            ContainerDefinition definition, Optional<ContainerOverride> override) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put(EXECUTION_ENV, ON_AN_INSTANCE);
        for (KeyValue variable : definition.environment()) {
            environment.put(variable.name(), variable.value());
        }
        override.ifPresent(o -> o.environment().forEach(v -> environment.put(v.name(), v.value())));
        return environment;
    }

    /** Host and none publish nothing: what the container opens is already where it can be. Source: agent-protocol 6. */
    private static List<PortMapping> ports(NetworkMode network, ContainerDefinition definition) {
        return switch (network) {
            case BRIDGE ->
                definition.portMappings().stream().map(PayloadBuilder::port).toList();
            case HOST, NONE -> List.of();
        };
    }

    private static PortMapping port(io.roadstead.core.model.PortMapping port) {
        String protocol = port.protocol().wire();
        return port.containerPortRange() == null
                ? new PortMapping(port.containerPort(), port.hostPort(), null, protocol)
                : new PortMapping(null, null, port.containerPortRange().wire(), protocol);
    }

    /** The agent has no default for the period: the rules wrote it in. Source: agent-protocol 2.8. */
    private static ProtocolContainer.@Nullable RestartPolicy restartPolicy(ContainerDefinition definition) {
        RestartPolicy policy = definition.restartPolicy();
        return policy == null
                ? null
                : new ProtocolContainer.RestartPolicy(
                        policy.enabled(), policy.ignoredExitCodes(), policy.restartAttemptPeriod());
    }

    /** With an alias always, which is the name where none is given. */
    private static List<String> links(ContainerDefinition definition) {
        return definition.options().links().stream()
                .map(link -> link.contains(":") ? link : link + ":" + link)
                .toList();
    }

    private static <T> Optional<T> firstOf(@Nullable T first, @Nullable T second) {
        return Optional.ofNullable(first == null ? second : first);
    }
}
