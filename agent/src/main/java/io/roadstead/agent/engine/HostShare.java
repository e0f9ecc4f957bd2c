package io.roadstead.agent.engine;

import io.roadstead.core.model.PortMapping;
import io.roadstead.core.model.Protocol;
import io.roadstead.core.model.Resources;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * What is left of the host: CPU, memory and static host ports, as far as tasks account for them.
 *
 * <p>Source: agent-protocol 7.1. Dynamic ports are chosen later and not counted. Example: a task limit of 0.5 vCPU takes
 * 512 units whatever its containers ask for; without a limit the containers' shares add up.
 */
final class HostShare {
    private static final int UNITS_PER_VCPU = 1024;

    private int cpu;
    private int memory;
    private final Set<Integer> tcpPorts;
    private final Set<Integer> udpPorts;

    HostShare(Resources total) {
        cpu = total.cpu();
        memory = total.memory();
        tcpPorts = new HashSet<>(total.tcpPorts());
        udpPorts = new HashSet<>(total.udpPorts());
    }

    /** Takes the task's share when there is enough; otherwise takes nothing. */
    boolean take(TaskSpec task) {
        Set<Integer> tcp = ports(task, Protocol.TCP);
        Set<Integer> udp = ports(task, Protocol.UDP);
        if (cpu(task) > cpu || memory(task) > memory || anyOf(tcp, tcpPorts) || anyOf(udp, udpPorts)) {
            return false;
        }
        takeRegardless(task);
        return true;
    }

    /** Takes the share of a task that was let in before, even if settings have changed since. */
    void takeRegardless(TaskSpec task) {
        cpu -= cpu(task);
        memory -= memory(task);
        tcpPorts.addAll(ports(task, Protocol.TCP));
        udpPorts.addAll(ports(task, Protocol.UDP));
    }

    private static int cpu(TaskSpec task) {
        return task.cpu() > 0
                ? (int) Math.round(task.cpu() * UNITS_PER_VCPU)
                : task.containers().stream().mapToInt(ContainerSpec::cpu).sum();
    }

    private static int memory(TaskSpec task) {
        return task.memory() > 0
                ? task.memory()
                : task.containers().stream()
                        .mapToInt(c -> c.memoryReservation() > 0 ? c.memoryReservation() : c.memory())
                        .sum();
    }

    private static Set<Integer> ports(TaskSpec task, Protocol protocol) {
        Set<Integer> ports = new HashSet<>();
        for (ContainerSpec container : task.containers()) {
            for (PortMapping port : container.ports()) {
                if (port.protocol() == protocol && port.hostPort() != 0) {
                    ports.add(port.hostPort());
                }
            }
        }
        return ports;
    }

    private static boolean anyOf(Collection<Integer> wanted, Set<Integer> taken) {
        return wanted.stream().anyMatch(taken::contains);
    }
}
