package io.roadstead.core.model;

import java.util.Set;

/**
 * What one task holds of its instance, from placement until STOPPED.
 *
 * @param group the task's group, which spread, distinctInstance and {@code task:group} count
 * @param tcpPorts static host ports; dynamic ones are the agent's affair and are not counted
 */
public record Claim(int cpu, int memory, Set<Integer> tcpPorts, Set<Integer> udpPorts, String group) {
    public Claim {
        tcpPorts = Set.copyOf(tcpPorts);
        udpPorts = Set.copyOf(udpPorts);
    }
}
