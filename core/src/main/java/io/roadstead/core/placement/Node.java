package io.roadstead.core.placement;

import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.Allocation;
import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.Claim;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Resources;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A container instance as placement sees it: the host, its agent's connection, and what tasks hold of it.
 *
 * @param connection absent when the agent never connected
 */
public record Node(ContainerInstance instance, @Nullable AgentConnection connection, Allocation allocation)
        implements Subject {
    private static final String ZONE = "ecs.availability-zone";

    public String id() {
        return instance.id();
    }

    /**
     * What is left: registered less what tasks hold from placement until STOPPED; the ports are those taken, reserved
     * ones included. Below zero when the host registered again with less than its tasks hold.
     *
     * <p>Source: ecs-behaviour 5.7.
     */
    public Resources remaining() {
        Resources registered = instance.registered();
        int cpu = registered.cpu();
        int memory = registered.memory();
        Set<Integer> tcp = new TreeSet<>(registered.tcpPorts());
        Set<Integer> udp = new TreeSet<>(registered.udpPorts());
        for (Claim claim : allocation.claims().values()) {
            cpu -= claim.cpu();
            memory -= claim.memory();
            tcp.addAll(claim.tcpPorts());
            udp.addAll(claim.udpPorts());
        }
        return new Resources(cpu, memory, tcp, udp);
    }

    /** A custom attribute hides a built-in one of its name; every instance has a zone. */
    @Override
    public @Nullable Attribute attribute(String name) {
        Attribute found = named(name, instance.customAttributes());
        if (found == null) {
            found = named(name, instance.attributes());
        }
        if (name.equals(ZONE) && (found == null || found.value() == null)) {
            return new Attribute(ZONE, instance.availabilityZone());
        }
        return found;
    }

    @Override
    public boolean agentConnected() {
        return connection != null && connection.connected();
    }

    @Override
    public @Nullable String agentVersion() {
        return connection == null ? null : connection.agentVersion();
    }

    @Override
    public @Nullable String ec2InstanceId() {
        return instance.ec2InstanceId();
    }

    @Override
    public Instant registeredAt() {
        return instance.registeredAt();
    }

    /** Every task that holds something of the instance, one on its way up or down included. */
    @Override
    public int runningTasksCount() {
        return allocation.claims().size();
    }

    @Override
    public Set<String> taskGroups() {
        Set<String> groups = new TreeSet<>();
        for (Claim claim : allocation.claims().values()) {
            groups.add(claim.group());
        }
        return groups;
    }

    private static @Nullable Attribute named(String name, List<Attribute> attributes) {
        for (Attribute attribute : attributes) {
            if (attribute.name().equals(name)) {
                return attribute;
            }
        }
        return null;
    }
}
