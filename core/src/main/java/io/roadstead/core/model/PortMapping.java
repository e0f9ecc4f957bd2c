package io.roadstead.core.model;

import org.jspecify.annotations.Nullable;

/**
 * A container port published on the host, or a range of them.
 *
 * @param containerPort 0 where there is a range
 * @param hostPort 0 asks for a dynamic port of the instance's range (bridge mode only), and so does every range
 * @param name absent unless the definition names the port
 * @param containerPortRange absent for a single port
 */
public record PortMapping(
        int containerPort,
        int hostPort,
        Protocol protocol,
        @Nullable String name,
        @Nullable PortRange containerPortRange) {
    /** A single port. */
    public PortMapping(int containerPort, int hostPort, Protocol protocol, @Nullable String name) {
        this(containerPort, hostPort, protocol, name, null);
    }
}
