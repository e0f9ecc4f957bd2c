package io.roadstead.agent.control;

import io.roadstead.agent.config.AgentConfig;
import io.roadstead.agent.engine.TaskGroups;
import io.roadstead.agent.runtime.RuntimeInfo;
import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What this agent offers: only what it really does, so that a task which needs more is not placed here, and told why.
 *
 * <p>Source: agent-protocol 1.4, 1.5.
 */
public final class Capabilities {
    private static final String DOCKER = "com.amazonaws.ecs.capability.";
    private static final String ECS = "ecs.capability.";
    private static final long MIB = 1024L * 1024;
    private static final int UNITS_PER_CPU = 1024;
    private static final int FIRST_API = 17;
    private static final int LAST_API = 32;
    private static final int HEALTH_CHECK_API = 24;
    /** For which the container exists that holds a task's namespaces. */
    private static final Set<String> SHARING_ARCHITECTURES = Set.of("x86_64", "aarch64");

    /** Versions that never were, or that ECS does not name. */
    private static final List<Integer> NO_API = List.of(26, 27, 31);

    private Capabilities() {}

    /** The host, less what is kept back from tasks. */
    public static Resources resources(RuntimeInfo host, AgentConfig config) {
        long offered = config.memory() == null ? host.memoryBytes() / MIB : config.memory();
        int memory = (int) Math.max(0, offered - config.reservedMemory());
        int cpu = config.cpu() == null ? host.cpus() * UNITS_PER_CPU : config.cpu();
        return new Resources(cpu, memory, config.reservedPorts(), config.reservedPortsUdp());
    }

    /**
     * @param endpoint whether containers reach the endpoint, where they find the credentials of their roles
     * @param first whether this is the instance's first registration, which alone tells the operator's attributes
     */
    public static List<Attribute> attributes(
            RuntimeInfo host, TaskGroups groups, AgentConfig config, boolean endpoint, boolean first) {
        List<Attribute> attributes = new ArrayList<>();
        add(attributes, ECS + "container-ordering");
        add(attributes, ECS + "container-restart-policy");
        add(attributes, ECS + "network.container-port-range");
        add(attributes, ECS + "full-sync");
        add(attributes, ECS + "env-files.s3");
        add(attributes, ECS + "secrets.ssm.environment-variables");
        add(attributes, ECS + "secrets.ssm.bootstrap.log-driver");
        add(attributes, ECS + "secrets.asm.environment-variables");
        add(attributes, ECS + "secrets.asm.bootstrap.log-driver");
        add(attributes, ECS + "private-registry-authentication.secretsmanager");
        if (SHARING_ARCHITECTURES.contains(host.architecture())) {
            add(attributes, ECS + "pid-ipc-namespace-sharing");
        }
        if (!config.privilegedDisabled()) {
            add(attributes, DOCKER + "privileged-container");
        }
        if (config.selinuxCapable()) {
            add(attributes, DOCKER + "selinux");
        }
        if (config.apparmorCapable()) {
            add(attributes, DOCKER + "apparmor");
        }
        int newest =
                Integer.parseInt(host.apiVersion().substring(host.apiVersion().indexOf('.') + 1));
        for (int minor = FIRST_API; minor <= Math.min(LAST_API, newest); minor++) {
            if (!NO_API.contains(minor)) {
                add(attributes, DOCKER + "docker-remote-api.1." + minor);
            }
        }
        if (endpoint && config.local().taskRoles()) {
            add(attributes, DOCKER + "task-iam-role");
        }
        if (endpoint && config.local().taskRolesOnHostNetwork()) {
            add(attributes, DOCKER + "task-iam-role-network-host");
        }
        if (config.logsByExecutionRole()) {
            add(attributes, ECS + "execution-role-awslogs");
        }
        for (String driver : config.logDrivers()) {
            if (host.logDrivers().contains(driver) || driver.equals("none")) {
                add(attributes, DOCKER + "logging-driver." + driver);
            }
        }
        // Docker's own is there whatever it says. Source: agent-protocol 1.4.
        Set<String> volumeDrivers = new TreeSet<>(host.volumeDrivers());
        volumeDrivers.add("local");
        for (String driver : volumeDrivers) {
            add(attributes, ECS + "docker-plugin." + driver.replace(':', '.'));
            if (driver.endsWith(":latest")) {
                add(attributes, ECS + "docker-plugin." + driver.substring(0, driver.lastIndexOf(':')));
            }
        }
        if (newest >= HEALTH_CHECK_API && !config.healthChecksDisabled()) {
            add(attributes, ECS + "container-health-check");
        }
        switch (groups) {
            case TaskGroups.Paths paths -> limits(attributes);
            case TaskGroups.Slices slices -> limits(attributes);
            case TaskGroups.Off off -> {}
            case TaskGroups.Impossible impossible -> {}
        }
        attributes.add(new Attribute("ecs.os-type", "linux"));
        attributes.add(new Attribute("ecs.os-family", "LINUX"));
        attributes.add(new Attribute("ecs.os-type-detailed", "LINUX"));
        attributes.add(new Attribute("ecs.cpu-architecture", architecture(host.architecture())));
        attributes.addAll(config.host().attributes());
        if (first) {
            attributes.addAll(config.instanceAttributes());
        }
        return attributes;
    }

    private static void limits(List<Attribute> attributes) {
        add(attributes, ECS + "task-cpu-mem-limit");
        add(attributes, ECS + "increased-task-cpu-limit");
    }

    private static void add(List<Attribute> attributes, String name) {
        attributes.add(new Attribute(name, null));
    }

    /** ECS says arm64 where the kernel says aarch64. */
    private static String architecture(String kernel) {
        return kernel.equals("aarch64") ? "arm64" : kernel;
    }
}
