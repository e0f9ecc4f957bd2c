package io.roadstead.agent.stats;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Version 2: one tree for all controllers. */
final class CountersV2 extends Counters {
    static final String CPU = "cpu.stat";

    private static final long NANOS_PER_MICRO = 1_000;

    private final KernelFile cpu;
    private final KernelFile memoryUsage;
    private final KernelFile memoryStat;
    private final @Nullable KernelFile memoryLimit;
    private final @Nullable KernelFile io;
    private final @Nullable KernelFile processes;
    private final @Nullable KernelFile processLimit;
    private final @Nullable Path treeCpu;
    private final long hostMemory;

    CountersV2(Path root, String name, @Nullable KernelFile network, long hostMemory) throws IOException {
        super(network);
        this.hostMemory = hostMemory;
        Path group = below(root, name);
        String tree = uppermost(name);
        treeCpu = tree == null ? null : below(root, tree).resolve(CPU);
        try {
            cpu = keep(KernelFile.open(group.resolve(CPU)));
            memoryUsage = keep(KernelFile.open(group.resolve("memory.current")));
            memoryStat = keep(KernelFile.open(group.resolve("memory.stat")));
            memoryLimit = keepIfThere(group.resolve("memory.max"));
            io = keepIfThere(group.resolve("io.stat"));
            processes = keepIfThere(group.resolve("pids.current"));
            processLimit = keepIfThere(group.resolve("pids.max"));
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    @Override
    long cpuNanos() throws IOException {
        return usage(cpu) * NANOS_PER_MICRO;
    }

    @Override
    @Nullable
    Path treeCpu() {
        return treeCpu;
    }

    /** In microseconds. */
    static long usage(KernelFile file) throws IOException {
        return file.numbers().getOrDefault("usage_usec", 0L);
    }

    @Override
    Reading read(Instant at, long systemNanos) throws IOException {
        Map<String, Long> used = cpu.numbers();
        Map<String, Long> memory = memoryStat.numbers();
        return new Reading(
                at,
                systemNanos,
                new Reading.Cpu(
                        used.getOrDefault("usage_usec", 0L) * NANOS_PER_MICRO,
                        used.getOrDefault("system_usec", 0L) * NANOS_PER_MICRO,
                        used.getOrDefault("user_usec", 0L) * NANOS_PER_MICRO,
                        List.of(),
                        used.getOrDefault("nr_periods", 0L),
                        used.getOrDefault("nr_throttled", 0L),
                        used.getOrDefault("throttled_usec", 0L) * NANOS_PER_MICRO),
                new Reading.Memory(
                        memoryUsage.number(0),
                        0,
                        memory.getOrDefault("inactive_file", 0L),
                        memoryLimit == null ? hostMemory : Math.min(hostMemory, memoryLimit.number(hostMemory)),
                        0,
                        memory),
                blocks(),
                processes == null ? 0 : processes.number(0),
                processLimit == null ? 0 : processLimit.number(0),
                networks());
    }

    /** {@code 8:0 rbytes=4096 wbytes=0 rios=1 wios=0 dbytes=0 dios=0}. */
    private Reading.@Nullable Blocks blocks() throws IOException {
        if (io == null) {
            return null;
        }
        List<Reading.Block> bytes = new ArrayList<>();
        List<Reading.Block> operations = new ArrayList<>();
        for (String line : io.text().split("\n", -1)) {
            String[] words = line.split(" ");
            String[] device = words[0].split(":");
            if (device.length != 2) {
                continue;
            }
            for (String word : words) {
                int equals = word.indexOf('=');
                String name = equals < 0 ? "" : word.substring(0, equals);
                switch (name) {
                    case "rbytes" -> bytes.add(block(device, "read", word, equals));
                    case "wbytes" -> bytes.add(block(device, "write", word, equals));
                    case "rios" -> operations.add(block(device, "read", word, equals));
                    case "wios" -> operations.add(block(device, "write", word, equals));
                    default -> {
                        // Discards, and what newer kernels add, are in no document.
                    }
                }
            }
        }
        return new Reading.Blocks(bytes, operations);
    }

    private static Reading.Block block(String[] device, String operation, String word, int equals) {
        return new Reading.Block(
                Long.parseLong(device[0]),
                Long.parseLong(device[1]),
                operation,
                Long.parseLong(word.substring(equals + 1)));
    }
}
