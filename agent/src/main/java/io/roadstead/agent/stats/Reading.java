package io.roadstead.agent.stats;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container's counters at one moment. Bytes and nanoseconds since the container started, unless said otherwise.
 *
 * @param systemNanos CPU time of the whole host so far
 * @param blocks absent where the kernel does not tell
 * @param networks by device, without the loopback; empty for a container without a network of its own
 */
record Reading(
        Instant at,
        long systemNanos,
        Cpu cpu,
        Memory memory,
        @Nullable Blocks blocks,
        long processes,
        long processLimit,
        Map<String, Network> networks) {
    Reading {
        networks = Map.copyOf(networks);
    }

    /** @param perCpu empty with version 2, which does not tell */
    record Cpu(
            long totalNanos,
            long kernelNanos,
            long userNanos,
            List<Long> perCpu,
            long periods,
            long throttledPeriods,
            long throttledNanos) {
        Cpu {
            perCpu = List.copyOf(perCpu);
        }
    }

    /**
     * Memory, in bytes of now.
     *
     * @param pageCache what of the usage is page cache: {@code cache}, with version 2 {@code inactive_file}
     * @param limit the container's or, without one, the host's
     * @param failures how often the limit was met, version 1 alone
     */
    record Memory(long usage, long maximum, long pageCache, long limit, long failures, Map<String, Long> details) {
        Memory {
            details = Map.copyOf(details);
        }

        /** What counts as used. Source: agent-protocol 4. */
        long used() {
            return pageCache < usage ? usage - pageCache : usage;
        }
    }

    /** What was read from and written to devices. */
    record Blocks(List<Block> bytes, List<Block> operations) {
        Blocks {
            bytes = List.copyOf(bytes);
            operations = List.copyOf(operations);
        }

        /** Bytes of this direction, {@code read} or {@code write}. */
        long bytesOf(String operation) {
            return bytes.stream()
                    .filter(block -> block.operation().equalsIgnoreCase(operation))
                    .mapToLong(Block::value)
                    .sum();
        }
    }

    record Block(long major, long minor, String operation, long value) {}

    record Network(
            long rxBytes,
            long rxPackets,
            long rxErrors,
            long rxDropped,
            long txBytes,
            long txPackets,
            long txErrors,
            long txDropped) {
        Network plus(Network other) {
            return new Network(
                    rxBytes + other.rxBytes,
                    rxPackets + other.rxPackets,
                    rxErrors + other.rxErrors,
                    rxDropped + other.rxDropped,
                    txBytes + other.txBytes,
                    txPackets + other.txPackets,
                    txErrors + other.txErrors,
                    txDropped + other.txDropped);
        }
    }

    /** All its networks together, absent for a container without. */
    @Nullable
    Network network() {
        return networks.values().stream().reduce(Network::plus).orElse(null);
    }

    /** The same counters, looked at again later. */
    Reading again(Instant later, long systemNanosLater) {
        return new Reading(later, systemNanosLater, cpu, memory, blocks, processes, processLimit, networks);
    }
}
