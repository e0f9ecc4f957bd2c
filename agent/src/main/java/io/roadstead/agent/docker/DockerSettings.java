package io.roadstead.agent.docker;

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
 * @param cgroupRoot where cgroups are mounted
 * @param logs what this host adds to the way of containers' lines
 */
public record DockerSettings(
        URI host,
        String bindAddress,
        int firstPort,
        int lastPort,
        Map<String, RegistryCredential> registries,
        Path cgroupRoot,
        LogRoute logs) {
    public DockerSettings {
        registries = Map.copyOf(registries);
    }

    /** Without a way of its own for containers' lines. */
    public DockerSettings(
            URI host,
            String bindAddress,
            int firstPort,
            int lastPort,
            Map<String, RegistryCredential> registries,
            Path cgroupRoot) {
        this(host, bindAddress, firstPort, lastPort, registries, cgroupRoot, LogRoute.NONE);
    }
}
