package io.roadstead.agent.docker;

import io.roadstead.agent.cgroup.CgroupSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * How to reach Docker and what to take on this host.
 *
 * @param host {@code unix:///var/run/docker.sock} or {@code tcp://host:port}
 * @param bindAddress where containers' ports are published; several agents on one host have one each
 * @param firstPort of the range for dynamic host ports
 * @param lastPort of that range
 * @param registries credentials by registry host, {@code docker.io} for Docker Hub
 * @param cgroups how cgroups are made
 * @param logs what this host adds to the way of containers' lines
 * @param logins what tasks name themselves, which comes before what the operator gave
 */
public record DockerSettings(
        URI host,
        String bindAddress,
        int firstPort,
        int lastPort,
        Map<String, RegistryCredential> registries,
        CgroupSettings cgroups,
        LogRoute logs,
        RegistryLogins logins) {
    public DockerSettings {
        registries = Map.copyOf(registries);
    }

    /** With cgroups at a root of their own, without a way of its own for containers' lines. */
    public DockerSettings(
            URI host,
            String bindAddress,
            int firstPort,
            int lastPort,
            Map<String, RegistryCredential> registries,
            Path cgroupRoot) {
        this(
                host,
                bindAddress,
                firstPort,
                lastPort,
                registries,
                CgroupSettings.at(cgroupRoot),
                LogRoute.NONE,
                new RegistryLogins());
    }
}
