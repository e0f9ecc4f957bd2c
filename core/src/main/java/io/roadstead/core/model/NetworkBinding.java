package io.roadstead.core.model;

import org.jspecify.annotations.Nullable;

/**
 * A container port as it was really published, or a range of them.
 *
 * @param containerPort 0 where there is a range, like {@code hostPort}
 * @param containerPortRange present together with {@code hostPortRange}, for a mapping of a range
 */
public record NetworkBinding(
        String bindIp,
        int containerPort,
        int hostPort,
        Protocol protocol,
        @Nullable PortRange containerPortRange,
        @Nullable PortRange hostPortRange) {
    /** A single port. */
    public NetworkBinding(String bindIp, int containerPort, int hostPort, Protocol protocol) {
        this(bindIp, containerPort, hostPort, protocol, null, null);
    }
}
