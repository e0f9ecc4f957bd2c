package io.roadstead.core.placement;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The taken ports of one protocol, as the set of rows by port: a cluster uses few different static ports, so this is
 * far smaller than 65,536 bits a row, and a row answers with one bit for each port asked.
 */
final class PortColumns {
    private final Map<Integer, BitSet> rowsByPort = new HashMap<>();
    private final Map<Integer, Set<Integer>> portsByRow = new HashMap<>();

    void take(int row, Set<Integer> ports) {
        if (ports.isEmpty()) {
            return;
        }
        portsByRow.computeIfAbsent(row, unused -> new TreeSet<>()).addAll(ports);
        for (Integer port : ports) {
            rowsByPort.computeIfAbsent(port, unused -> new BitSet()).set(row);
        }
    }

    void clear(int row) {
        Set<Integer> ports = portsByRow.remove(row);
        if (ports == null) {
            return;
        }
        for (Integer port : ports) {
            BitSet holders = Objects.requireNonNull(rowsByPort.get(port));
            holders.clear(row);
            if (holders.isEmpty()) {
                rowsByPort.remove(port);
            }
        }
    }

    boolean anyTaken(int row, Set<Integer> ports) {
        for (Integer port : ports) {
            BitSet holders = rowsByPort.get(port);
            if (holders != null && holders.get(row)) {
                return true;
            }
        }
        return false;
    }

    SortedSet<Integer> taken(int row, Set<Integer> ports) {
        SortedSet<Integer> taken = new TreeSet<>();
        for (Integer port : ports) {
            if (anyTaken(row, Set.of(port))) {
                taken.add(port);
            }
        }
        return taken;
    }
}
