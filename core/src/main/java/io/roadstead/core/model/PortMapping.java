package io.roadstead.core.model;

import org.jspecify.annotations.Nullable;

/**
 * A container port published on the host.
 *
 * @param hostPort 0 asks for a dynamic port of the instance's range (bridge mode only)
 * @param name absent unless the definition names the port
 */
public record PortMapping(
        int containerPort,
        int hostPort,
        Protocol protocol,
        @Nullable String name) {}
