package io.roadstead.core.definition;

import static io.roadstead.core.definition.DockerOptionRules.invalid;

import io.roadstead.core.Rejected;
import io.roadstead.core.definition.Registration.PortDraft;
import io.roadstead.core.model.NetworkMode;
import io.roadstead.core.model.PortMapping;
import io.roadstead.core.model.PortRange;
import io.roadstead.core.model.Protocol;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The port mappings of one task definition, container by container. An instance of this class remembers the host ports
 * and names that earlier containers took, so one is made for every registration.
 *
 * <p>In bridge mode a host port of 0 or none asks for a dynamic one. In host mode the host port is the container port. In
 * mode none there are no ports at all.
 *
 * <p>Source: ecs-behaviour 1.6, 2.1, 3.1, 3.5. ECS's words for a port out of range and for one mapped twice are quoted in
 * aws/aws-cli issue 7288, aws/amazon-ecs-agent issue 1220 and terraform-aws-modules/terraform-aws-ecs issue 89.
 */
final class PortRules {
    private static final int PORT_MAX = 65_535;
    private static final int RANGE_LIMIT = 100;
    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})-(\\d{1,5})");
    private static final Pattern NAME = Pattern.compile("[a-z0-9_][a-z0-9_-]{0,63}");

    private final NetworkMode mode;
    private final Set<Taken> hostPorts = new HashSet<>();
    private final Set<String> names = new HashSet<>();

    PortRules(NetworkMode mode) {
        this.mode = mode;
    }

    /** The mappings of the next container, with ECS's defaults. */
    List<PortMapping> read(String container, @Nullable List<PortDraft> drafts) {
        if (drafts == null || drafts.isEmpty()) {
            return List.of();
        }
        if (mode == NetworkMode.NONE) {
            throw Rejected.client("Port mappings of container '" + container
                    + "' are not supported when networkMode=none. Remove them, or use bridge or host.");
        }
        Set<Integer> containerPorts = new HashSet<>();
        List<PortMapping> mappings = new ArrayList<>();
        for (PortDraft draft : drafts) {
            PortMapping mapping = read(container, draft);
            PortRange range = mapping.containerPortRange();
            if (range != null) {
                requireUnused(container, range, containerPorts);
            } else if (!containerPorts.add(mapping.containerPort())) {
                throw Rejected.invalidParameter("Container port " + mapping.containerPort()
                        + " is used in more than one port mapping for container " + container);
            }
            mappings.add(mapping);
        }
        long ranges = mappings.stream()
                .filter(mapping -> mapping.containerPortRange() != null)
                .count();
        if (ranges > RANGE_LIMIT) {
            throw Rejected.client("Invalid setting for container '" + container + "'. 'portMappings' can have at most "
                    + RANGE_LIMIT + " ranges of ports, and has " + ranges + ".");
        }
        return List.copyOf(mappings);
    }

    private static void requireUnused(String container, PortRange range, Set<Integer> containerPorts) {
        for (int port = range.first(); port <= range.last(); port++) {
            if (!containerPorts.add(port)) {
                throw Rejected.invalidParameter(
                        "Container port " + port + " is used in more than one port mapping for container " + container);
            }
        }
    }

    /** The mapping of a range: bridge mode only, to host ports that the agent chooses. */
    private PortMapping range(String container, PortDraft draft, String text) {
        if (mode != NetworkMode.BRIDGE) {
            throw invalid(
                    container,
                    "portMappings.containerPortRange",
                    "works in network mode bridge only (awsvpc is not supported yet), and the mode is " + mode.wire(),
                    text);
        }
        if (draft.containerPort() != null || (draft.hostPort() != null && draft.hostPort() != 0)) {
            throw invalid(
                    container,
                    "portMappings.containerPortRange",
                    "cannot stand beside containerPort or hostPort",
                    text);
        }
        Matcher ends = RANGE.matcher(text);
        int first = ends.matches() ? Integer.parseInt(ends.group(1)) : 0;
        int last = ends.matches() ? Integer.parseInt(ends.group(2)) : 0;
        if (first < 1 || last > PORT_MAX || first >= last) {
            throw invalid(
                    container,
                    "portMappings.containerPortRange",
                    "must be first-last, both from 1 to " + PORT_MAX + " and the first below the last",
                    text);
        }
        return new PortMapping(
                0, 0, protocol(container, draft.protocol()), name(container, draft.name()), new PortRange(first, last));
    }

    private PortMapping read(String container, PortDraft draft) {
        String range = draft.containerPortRange();
        if (range != null && !range.isEmpty()) {
            return range(container, draft, range);
        }
        Integer containerPort = draft.containerPort();
        if (containerPort == null || containerPort < 1 || containerPort > PORT_MAX) {
            throw Rejected.client("Invalid 'containerPort' setting for container '" + container + "'.");
        }
        int hostPort = draft.hostPort() == null ? 0 : draft.hostPort();
        if (hostPort < 0 || hostPort > PORT_MAX) {
            throw Rejected.client("Invalid 'hostPort' setting for container '" + container + "'.");
        }
        if (mode == NetworkMode.HOST) {
            if (hostPort != 0 && hostPort != containerPort) {
                throw Rejected.client(
                        "When networkMode=host, the host ports and container ports in port mappings must match.");
            }
            hostPort = containerPort;
        }
        Protocol protocol = protocol(container, draft.protocol());
        if (hostPort != 0 && !hostPorts.add(new Taken(protocol, hostPort))) {
            throw Rejected.client(protocol.wire().toUpperCase(Locale.ROOT) + " host port '" + hostPort
                    + "' is mapped multiple times in task.");
        }
        return new PortMapping(containerPort, hostPort, protocol, name(container, draft.name()));
    }

    private static Protocol protocol(String container, @Nullable String text) {
        return switch (text) {
            case null -> Protocol.TCP;
            case "", "tcp" -> Protocol.TCP;
            case "udp" -> Protocol.UDP;
            default -> throw Rejected.client("Invalid 'protocol' setting for container '" + container + "'.");
        };
    }

    private @Nullable String name(String container, @Nullable String name) {
        if (name == null || name.isEmpty()) {
            return null;
        }
        if (!NAME.matcher(name).matches()) {
            throw Rejected.client("Invalid 'name' setting '" + name + "' of a port mapping of container '" + container
                    + "'. Use up to 64 lower-case letters, digits, underscores and hyphens, no hyphen first.");
        }
        if (!names.add(name)) {
            throw Rejected.client("Port mapping name '" + name + "' is used more than once in task.");
        }
        return name;
    }

    private record Taken(Protocol protocol, int port) {}
}
