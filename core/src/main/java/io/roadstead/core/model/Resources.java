package io.roadstead.core.model;

import java.util.Set;

/**
 * What an instance has to give.
 *
 * @param cpu CPU units, 1,024 to a vCPU
 * @param memory MiB
 * @param tcpPorts host ports already taken (the reserved ones)
 * @param udpPorts the same for UDP
 */
public record Resources(int cpu, int memory, Set<Integer> tcpPorts, Set<Integer> udpPorts) {
    public Resources {
        tcpPorts = Set.copyOf(tcpPorts);
        udpPorts = Set.copyOf(udpPorts);
    }
}
