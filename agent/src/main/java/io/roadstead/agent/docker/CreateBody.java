package io.roadstead.agent.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.agent.engine.ContainerRequest;
import io.roadstead.agent.engine.Fault;
import io.roadstead.agent.runtime.RuntimeFault;
import io.roadstead.core.model.NetworkBinding;
import io.roadstead.core.model.PortMapping;
import io.roadstead.core.model.PortRange;
import io.roadstead.core.model.Protocol;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The body of Docker's create call, built from what the task says, with the task's own {@code dockerConfig} documents
 * laid on top.
 *
 * <p>Laid on top means: a scalar or a list replaces what was built, an object is merged member by member, null changes
 * nothing; names are compared as Go does, without regard to case. What Docker understands and this agent does not goes
 * through untouched. Source: agent-protocol 2.9.
 */
final class CreateBody {
    private final ObjectNode body;
    private final List<NetworkBinding> bindings;

    private CreateBody(ObjectNode body, List<NetworkBinding> bindings) {
        this.body = body;
        this.bindings = bindings;
    }

    JsonNode json() {
        return body;
    }

    /** The ports that the container will have on the host. */
    List<NetworkBinding> bindings() {
        return bindings;
    }

    static CreateBody of(ContainerRequest request, HostPorts ports, String bindAddress, LogRoute logs)
            throws RuntimeFault {
        ObjectNode config = DockerApi.JSON.createObjectNode();
        config.put("Image", request.image());
        texts(config, "Cmd", request.command());
        texts(config, "Entrypoint", request.entryPoint());
        texts(config, "Env", request.environment());
        ObjectNode labels = config.putObject("Labels");
        request.labels().forEach(labels::put);

        if (!request.healthChecked()) {
            // Only the definition's own check counts. Source: ecs-behaviour 4.8.
            config.putObject("Healthcheck").putArray("Test").add("NONE");
        }

        ObjectNode hostConfig = DockerApi.JSON.createObjectNode();
        hostConfig.put("CpuShares", request.cpuShares());
        if (request.memoryBytes() > 0) {
            hostConfig.put("Memory", request.memoryBytes());
        }
        if (!request.links().isEmpty()) {
            texts(hostConfig, "Links", request.links());
        }
        if (!request.volumesFrom().isEmpty()) {
            texts(hostConfig, "VolumesFrom", request.volumesFrom());
        }
        if (!request.binds().isEmpty()) {
            texts(hostConfig, "Binds", request.binds());
        }
        JsonNode ownHostConfig = document(
                request.hostConfig(), text -> new Fault.BadHostConfig("Unable to decode given host config: " + text));
        overlay(hostConfig, ownHostConfig);
        if (request.pidMode() != null) {
            hostConfig.put("PidMode", request.pidMode());
        }
        if (request.ipcMode() != null) {
            hostConfig.put("IpcMode", request.ipcMode());
        }
        routeLogs(hostConfig, logs);
        if (request.cgroupParent() != null) {
            hostConfig.put("CgroupParent", request.cgroupParent());
        }
        List<NetworkBinding> bindings = publish(
                request.ports(), hostConfig.path("NetworkMode").asText(""), config, hostConfig, ports, bindAddress);

        overlay(
                config,
                document(request.config(), text -> new Fault.BadConfig("Unable decode given docker config: " + text)));
        if (request.healthChecked() && config.path("Healthcheck").isMissingNode()) {
            // Source: agent-protocol 2.8.
            throw new RuntimeFault(
                    new Fault.BadConfig("docker health check is nil while container health check type is DOCKER"));
        }
        config.set("HostConfig", hostConfig);
        return new CreateBody(config, bindings);
    }

    private static void routeLogs(ObjectNode hostConfig, LogRoute logs) {
        if (hostConfig.get("LogConfig") instanceof ObjectNode log) {
            Map<String, String> options = logs.options(log.path("Type").asText(""));
            if (!options.isEmpty()) {
                ObjectNode config = object(log, "Config");
                options.forEach(config::put);
            }
        }
    }

    /** Lays one document over another; visible for its tests. */
    static void overlay(ObjectNode below, JsonNode above) {
        for (Map.Entry<String, JsonNode> member : above.properties()) {
            JsonNode value = member.getValue();
            if (value.isNull()) {
                continue;
            }
            String name = sameName(below, member.getKey());
            JsonNode present = below.get(name);
            if (present instanceof ObjectNode object && value.isObject()) {
                overlay(object, value);
            } else {
                below.set(name, value);
            }
        }
    }

    private static String sameName(ObjectNode below, String name) {
        Iterator<String> present = below.fieldNames();
        while (present.hasNext()) {
            String candidate = present.next();
            if (candidate.equalsIgnoreCase(name)) {
                return candidate;
            }
        }
        return name;
    }

    private interface Complaint {
        Fault about(String text);
    }

    private static JsonNode document(@Nullable String text, Complaint complaint) throws RuntimeFault {
        if (text == null || text.isBlank()) {
            return DockerApi.JSON.createObjectNode();
        }
        JsonNode tree;
        try {
            tree = DockerApi.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new RuntimeFault(complaint.about(e.getOriginalMessage()), e);
        }
        if (!tree.isObject()) {
            throw new RuntimeFault(complaint.about("it is a JSON "
                    + tree.getNodeType().toString().toLowerCase(java.util.Locale.ROOT) + ", not an object"));
        }
        return tree;
    }

    private static List<NetworkBinding> publish(
            List<PortMapping> mappings,
            String networkMode,
            ObjectNode config,
            ObjectNode hostConfig,
            HostPorts ports,
            String bindAddress)
            throws RuntimeFault {
        List<NetworkBinding> bindings = new ArrayList<>();
        boolean published = networkMode.isEmpty() || networkMode.equals("default") || networkMode.equals("bridge");
        for (PortMapping mapping : mappings) {
            if (!published) {
                // In the host's own network a container's port is the host's; elsewhere there is none to speak of.
                if (networkMode.equals("host")) {
                    bindings.add(new NetworkBinding(
                            bindAddress, mapping.containerPort(), mapping.containerPort(), mapping.protocol()));
                }
                continue;
            }
            PortRange range = mapping.containerPortRange();
            int wanted = range == null ? 1 : range.size();
            int hostPort = mapping.hostPort();
            if (hostPort == 0) {
                OptionalInt chosen = ports.choose(mapping.protocol(), wanted);
                if (chosen.isEmpty()) {
                    throw new RuntimeFault(new Fault.NoPortFree("no "
                            + (wanted == 1 ? "host port" : "row of " + wanted + " host ports")
                            + " of the dynamic range is free: widen ECS_DYNAMIC_HOST_PORT_RANGE or stop"
                            + " tasks"));
                }
                hostPort = chosen.getAsInt();
            }
            int containerPort = range == null ? mapping.containerPort() : range.first();
            for (int i = 0; i < wanted; i++) {
                publish(containerPort + i, hostPort + i, mapping.protocol(), config, hostConfig, bindAddress);
            }
            bindings.add(
                    range == null
                            ? new NetworkBinding(bindAddress, containerPort, hostPort, mapping.protocol())
                            : new NetworkBinding(
                                    bindAddress,
                                    0,
                                    0,
                                    mapping.protocol(),
                                    range,
                                    new PortRange(hostPort, hostPort + wanted - 1)));
        }
        return bindings;
    }

    private static void publish(
            int containerPort,
            int hostPort,
            Protocol protocol,
            ObjectNode config,
            ObjectNode hostConfig,
            String bindAddress) {
        String port = containerPort + "/" + protocol.wire();
        object(config, "ExposedPorts").putObject(port);
        ObjectNode portBindings = object(hostConfig, "PortBindings");
        ArrayNode of = portBindings.get(port) instanceof ArrayNode present ? present : portBindings.putArray(port);
        of.addObject().put("HostIp", bindAddress).put("HostPort", String.valueOf(hostPort));
    }

    private static ObjectNode object(ObjectNode parent, String name) {
        return parent.get(name) instanceof ObjectNode present ? present : parent.putObject(name);
    }

    private static void texts(ObjectNode parent, String name, @Nullable List<String> values) {
        if (values != null) {
            ArrayNode array = parent.putArray(name);
            values.forEach(array::add);
        }
    }
}
