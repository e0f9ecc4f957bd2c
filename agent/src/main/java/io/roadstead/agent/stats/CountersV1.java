package io.roadstead.agent.stats;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Version 1: a tree for each controller. */
final class CountersV1 extends Counters {
    /** The kernel's clock ticks, in which it tells user and kernel time. */
    private static final long NANOS_PER_TICK = 10_000_000;

    private static final String CPU = "cpuacct.usage";

    private final KernelFile cpuUsage;
    private final KernelFile memoryUsage;
    private final KernelFile memoryStat;
    private final @Nullable KernelFile perCpu;
    private final @Nullable KernelFile modes;
    private final @Nullable KernelFile throttling;
    private final @Nullable KernelFile memoryMaximum;
    private final @Nullable KernelFile memoryLimit;
    private final @Nullable KernelFile memoryFailures;
    private final @Nullable KernelFile ioBytes;
    private final @Nullable KernelFile ioOperations;
    private final @Nullable KernelFile processes;
    private final @Nullable KernelFile processLimit;
    private final @Nullable Path treeCpu;
    private final long hostMemory;

    CountersV1(Path root, Map<String, String> groups, @Nullable KernelFile network, long hostMemory)
            throws IOException {
        super(network);
        this.hostMemory = hostMemory;
        Path cpuacct = tree(root, groups, "cpuacct");
        String uppermost = uppermost(Objects.requireNonNullElse(groups.get("cpuacct"), ""));
        treeCpu = uppermost == null
                ? null
                : below(root.resolve("cpuacct"), uppermost).resolve(CPU);
        Path memory = tree(root, groups, "memory");
        Path blkio = tree(root, groups, "blkio");
        Path pids = tree(root, groups, "pids");
        try {
            cpuUsage = keep(KernelFile.open(cpuacct.resolve(CPU)));
            perCpu = keepIfThere(cpuacct.resolve("cpuacct.usage_percpu"));
            modes = keepIfThere(cpuacct.resolve("cpuacct.stat"));
            throttling = keepIfThere(tree(root, groups, "cpu").resolve("cpu.stat"));
            memoryUsage = keep(KernelFile.open(memory.resolve("memory.usage_in_bytes")));
            memoryStat = keep(KernelFile.open(memory.resolve("memory.stat")));
            memoryMaximum = keepIfThere(memory.resolve("memory.max_usage_in_bytes"));
            memoryLimit = keepIfThere(memory.resolve("memory.limit_in_bytes"));
            memoryFailures = keepIfThere(memory.resolve("memory.failcnt"));
            ioBytes = keepIfThere(blkio.resolve("blkio.throttle.io_service_bytes_recursive"));
            ioOperations = keepIfThere(blkio.resolve("blkio.throttle.io_serviced_recursive"));
            processes = keepIfThere(pids.resolve("pids.current"));
            processLimit = keepIfThere(pids.resolve("pids.max"));
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    @Override
    long cpuNanos() throws IOException {
        return cpuUsage.number(0);
    }

    @Override
    @Nullable
    Path treeCpu() {
        return treeCpu;
    }

    @Override
    Reading read(Instant at, long systemNanos) throws IOException {
        Map<String, Long> mode = modes == null ? Map.of() : modes.numbers();
        Map<String, Long> throttled = throttling == null ? Map.of() : throttling.numbers();
        Map<String, Long> memory = memoryStat.numbers();
        return new Reading(
                at,
                systemNanos,
                new Reading.Cpu(
                        cpuNanos(),
                        mode.getOrDefault("system", 0L) * NANOS_PER_TICK,
                        mode.getOrDefault("user", 0L) * NANOS_PER_TICK,
                        perCpu(),
                        throttled.getOrDefault("nr_periods", 0L),
                        throttled.getOrDefault("nr_throttled", 0L),
                        throttled.getOrDefault("throttled_time", 0L)),
                new Reading.Memory(
                        memoryUsage.number(0),
                        number(memoryMaximum),
                        memory.getOrDefault("cache", 0L),
                        limit(),
                        number(memoryFailures),
                        memory),
                ioBytes == null ? null : new Reading.Blocks(blocks(ioBytes), blocks(ioOperations)),
                number(processes),
                number(processLimit),
                networks());
    }

    private long limit() throws IOException {
        long limit = number(memoryLimit);
        return limit == 0 || limit > hostMemory ? hostMemory : limit;
    }

    private List<Long> perCpu() throws IOException {
        List<Long> all = new ArrayList<>();
        if (perCpu != null) {
            for (String word : perCpu.text().strip().split("\\s+")) {
                if (!word.isEmpty()) {
                    all.add(Long.parseLong(word));
                }
            }
        }
        return all;
    }

    /** {@code 8:0 Read 4096}; the sum in the last line is no device's. */
    private static List<Reading.Block> blocks(@Nullable KernelFile file) throws IOException {
        List<Reading.Block> blocks = new ArrayList<>();
        if (file != null) {
            for (String line : file.text().split("\n", -1)) {
                String[] words = line.split("[: ]");
                if (words.length == 4) {
                    blocks.add(new Reading.Block(
                            Long.parseLong(words[0]), Long.parseLong(words[1]), words[2], Long.parseLong(words[3])));
                }
            }
        }
        return blocks;
    }

    private static long number(@Nullable KernelFile file) throws IOException {
        return file == null ? 0 : file.number(0);
    }

    private static Path tree(Path root, Map<String, String> groups, String controller) {
        return below(root.resolve(controller), Objects.requireNonNullElse(groups.get(controller), ""));
    }
}
