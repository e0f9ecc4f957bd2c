package io.roadstead.core.definition;

import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.ContainerDefinition;
import io.roadstead.core.model.DockerOptions;
import io.roadstead.core.model.LogConfiguration;
import io.roadstead.core.model.NetworkMode;
import io.roadstead.core.model.Volume;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a definition demands of an instance, computed from the features it uses.
 *
 * <p>Source: ecs-behaviour 3.1; the attributes' names agree with agent-protocol 1.4.
 */
final class Requirements {
    private static final Pattern ECR =
            Pattern.compile("\\d{12}\\.dkr[.-]ecr\\.[a-z0-9-]+\\.(amazonaws\\.com|on\\.aws).*");

    private static final String CAPABILITY = "com.amazonaws.ecs.capability.";

    private Requirements() {}

    /** By name, without repetition, in alphabetical order. */
    static List<Attribute> of(
            List<ContainerDefinition> containers,
            List<Volume> volumes,
            NetworkMode mode,
            boolean taskRole,
            boolean executionRole,
            boolean sharedNamespaces) {
        Set<String> names = new TreeSet<>();
        if (sharedNamespaces) {
            names.add("ecs.capability.pid-ipc-namespace-sharing");
        }
        for (Volume volume : volumes) {
            ofVolume(volume, names);
        }
        if (taskRole) {
            names.add(
                    mode == NetworkMode.HOST
                            ? "com.amazonaws.ecs.capability.task-iam-role-network-host"
                            : "com.amazonaws.ecs.capability.task-iam-role");
        }
        for (ContainerDefinition container : containers) {
            if (container.startTimeout() != null
                    || container.stopTimeout() != null
                    || !container.dependsOn().isEmpty()) {
                names.add("ecs.capability.container-ordering");
            }
            if (container.restartPolicy() != null && container.restartPolicy().enabled()) {
                names.add("ecs.capability.container-restart-policy");
            }
            if (container.portMappings().stream().anyMatch(port -> port.containerPortRange() != null)) {
                names.add("ecs.capability.network.container-port-range");
            }
            if (container.healthCheck() != null) {
                names.add("ecs.capability.container-health-check");
            }
            ofOptions(container.options(), names);
            names.addAll(FetchedRules.attributes(container.fetched()));
            if (executionRole && container.options().logsTo(LogConfiguration.AWSLOGS)) {
                names.add("ecs.capability.execution-role-awslogs");
            }
            if (container.image().contains("@")) {
                names.add("com.amazonaws.ecs.capability.docker-remote-api.1.21");
            }
            if (ECR.matcher(container.image()).matches()) {
                names.add("com.amazonaws.ecs.capability.ecr-auth");
                if (executionRole) {
                    names.add("ecs.capability.execution-role-ecr-pull");
                }
            }
        }
        return names.stream().map(name -> new Attribute(name, null)).toList();
    }

    /** A driver's tag is told after a full stop. Source: agent-protocol 1.4. */
    private static void ofVolume(Volume volume, Set<String> names) {
        switch (volume) {
            case Volume.Host _ -> {}
            case Volume.Docker docker -> {
                String driver = docker.driver() == null ? "local" : docker.driver();
                names.add("ecs.capability.docker-plugin." + driver.replace(':', '.'));
            }
        }
    }

    private static void ofOptions(DockerOptions options, Set<String> names) {
        if (Boolean.TRUE.equals(options.privileged())) {
            names.add(CAPABILITY + "privileged-container");
        }
        for (String security : options.dockerSecurityOptions()) {
            if (security.startsWith("apparmor:")) {
                names.add(CAPABILITY + "apparmor");
            } else if (security.startsWith("label:")) {
                names.add(CAPABILITY + "selinux");
            }
        }
        if (options.logConfiguration() != null) {
            names.add(
                    CAPABILITY + "logging-driver." + options.logConfiguration().logDriver());
            names.add(CAPABILITY + "docker-remote-api.1.19");
        }
    }
}
