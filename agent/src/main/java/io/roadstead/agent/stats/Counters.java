package io.roadstead.agent.stats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files of one container's counters, which stay open for as long as it is looked at.
 *
 * <p>{@link #cpuNanos} is one short read, {@link #read} all of them: a container whose CPU time has not moved did
 * nothing, and needs no second look.
 */
abstract class Counters implements AutoCloseable {
    private final List<KernelFile> files = new ArrayList<>();
    private final @Nullable KernelFile network;

    /** @param network absent for a container without a network of its own */
    Counters(@Nullable KernelFile network) {
        this.network = network;
        if (network != null) {
            files.add(network);
        }
    }

    /**
     * Finds a container's counters.
     *
     * @param proc where the kernel tells of processes, {@code /proc} as a rule
     * @param cgroups where cgroups are mounted, {@code /sys/fs/cgroup} as a rule
     * @param pid of the container's first process
     * @param ownNetwork whether it has a network of its own
     * @param hostMemory told as the limit where there is none
     * @throws IOException when they are not there, as of a process that has just ended
     */
    static Counters find(Path proc, Path cgroups, long pid, boolean ownNetwork, long hostMemory) throws IOException {
        Path process = proc.resolve(Long.toString(pid));
        Map<String, String> trees = new HashMap<>();
        String unified = "";
        for (String line : Files.readAllLines(process.resolve("cgroup"))) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && parts[1].isEmpty()) {
                unified = parts[2];
            } else if (parts.length == 3) {
                for (String controller : parts[1].split(",")) {
                    trees.put(controller, parts[2]);
                }
            }
        }
        KernelFile network = ownNetwork ? KernelFile.open(process.resolve("net").resolve("dev")) : null;
        try {
            // A host of version 1 may have the tree of version 2 as well, without controllers.
            return trees.containsKey("memory")
                    ? new CountersV1(cgroups, trees, network, hostMemory)
                    : new CountersV2(cgroups, unified, network, hostMemory);
        } catch (IOException e) {
            if (network != null) {
                network.close();
            }
            throw e;
        }
    }

    abstract long cpuNanos() throws IOException;

    /**
     * Where the CPU time of the uppermost group above this one is told: that of the one, such as {@code /docker} or
     * {@code /ecs}, in which all containers of one kind are. It counts what they do together.
     *
     * @return absent for a group with none but the root above it
     */
    abstract @Nullable Path treeCpu();

    /** The number in such a file. It grows whenever any container below has used CPU time; its unit is the kernel's. */
    static long treeCpu(KernelFile file, Path path) throws IOException {
        return path.endsWith(CountersV2.CPU) ? CountersV2.usage(file) : file.number(0);
    }

    /** {@code /ecs} of {@code /ecs/task/container}. */
    static @Nullable String uppermost(String group) {
        int end = group.indexOf('/', 1);
        return group.startsWith("/") && end > 1 ? group.substring(0, end) : null;
    }

    abstract Reading read(Instant at, long systemNanos) throws IOException;

    static Path below(Path tree, String group) {
        return tree.resolve(group.startsWith("/") ? group.substring(1) : group);
    }

    /** Keeps a file until {@link #close}. */
    final KernelFile keep(KernelFile file) {
        files.add(file);
        return file;
    }

    final @Nullable KernelFile keepIfThere(Path path) throws IOException {
        KernelFile file = KernelFile.openIfThere(path).orElse(null);
        return file == null ? null : keep(file);
    }

    /** {@code eth0: 486 5 0 0 0 0 0 0 0 0 0 0 ...}: bytes, packets, errors and dropped, received and sent. */
    final Map<String, Reading.Network> networks() throws IOException {
        Map<String, Reading.Network> networks = new HashMap<>();
        if (network == null) {
            return networks;
        }
        for (String line : network.text().split("\n", -1)) {
            int colon = line.indexOf(':');
            String device = colon < 0 ? "" : line.substring(0, colon).strip();
            if (device.isEmpty() || device.equals("lo")) {
                continue;
            }
            String[] words = line.substring(colon + 1).strip().split("\\s+");
            if (words.length >= 12) {
                networks.put(
                        device,
                        new Reading.Network(
                                Long.parseUnsignedLong(words[0]),
                                Long.parseUnsignedLong(words[1]),
                                Long.parseUnsignedLong(words[2]),
                                Long.parseUnsignedLong(words[3]),
                                Long.parseUnsignedLong(words[8]),
                                Long.parseUnsignedLong(words[9]),
                                Long.parseUnsignedLong(words[10]),
                                Long.parseUnsignedLong(words[11])));
            }
        }
        return networks;
    }

    @Override
    public final void close() throws IOException {
        IOException first = null;
        for (KernelFile file : files) {
            try {
                file.close();
            } catch (IOException e) {
                first = e;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
