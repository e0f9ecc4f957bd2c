package io.roadstead.agent.stats;

import io.roadstead.agent.text.GoJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Readings in the format of Docker's stats, member for member in its order, which is what the metadata endpoint tells.
 * Source: agent-protocol 5.2.
 */
final class StatsDocument {
    /** What Docker says when there was no reading before: Go's zero time. */
    private static final Instant NEVER = Instant.parse("0001-01-01T00:00:00Z");

    /** Members that Docker has, and that only kernels with another I/O scheduler fill. */
    private static final List<String> EMPTY_BLOCKS = List.of(
            "io_queue_recursive",
            "io_service_time_recursive",
            "io_wait_time_recursive",
            "io_merged_recursive",
            "io_time_recursive",
            "sectors_recursive");

    private StatsDocument() {}

    /**
     * The document.
     *
     * @param before absent when there was none
     * @param name at Docker, without a slash
     * @param rates absent when they are not to be told
     */
    static GoJson of(
            Reading now, @Nullable Reading before, String id, String name, int cores, Usage.@Nullable Rates rates) {
        GoJson json = GoJson.object()
                .put("read", now.at())
                .put("preread", before == null ? NEVER : before.at())
                .put(
                        "pids_stats",
                        GoJson.object()
                                .unlessEmpty("current", now.processes())
                                .unlessEmpty("limit", now.processLimit()))
                .put("blkio_stats", blocks(now))
                .put("num_procs", 0)
                .put("storage_stats", GoJson.object())
                .put("cpu_stats", cpu(now, cores))
                .put("precpu_stats", before == null ? noCpu() : cpu(before, cores))
                .put("memory_stats", memory(now.memory()))
                .put("name", "/" + name)
                .put("id", id)
                .unlessEmpty("networks", networks(now));
        if (rates != null) {
            json.put(
                    "network_rate_stats",
                    GoJson.object().put("rx_bytes_per_sec", rates.rx()).put("tx_bytes_per_sec", rates.tx()));
        }
        return json;
    }

    private static GoJson blocks(Reading now) {
        boolean version1 = !now.cpu().perCpu().isEmpty();
        Reading.Blocks blocks = now.blocks() == null ? new Reading.Blocks(List.of(), List.of()) : now.blocks();
        GoJson json = GoJson.object()
                .put("io_service_bytes_recursive", blocks(blocks.bytes(), version1))
                .put("io_serviced_recursive", blocks(blocks.operations(), version1));
        EMPTY_BLOCKS.forEach(name -> json.put(name, version1 ? List.of() : null));
        return json;
    }

    private static @Nullable List<GoJson> blocks(List<Reading.Block> blocks, boolean version1) {
        if (blocks.isEmpty()) {
            return version1 ? List.of() : null;
        }
        List<GoJson> told = new ArrayList<>();
        for (Reading.Block block : blocks) {
            told.add(GoJson.object()
                    .put("major", block.major())
                    .put("minor", block.minor())
                    .put("op", block.operation())
                    .put("value", block.value()));
        }
        return told;
    }

    private static GoJson cpu(Reading reading, int cores) {
        Reading.Cpu cpu = reading.cpu();
        return GoJson.object()
                .put(
                        "cpu_usage",
                        GoJson.object()
                                .put("total_usage", cpu.totalNanos())
                                .unlessEmpty("percpu_usage", cpu.perCpu())
                                .put("usage_in_kernelmode", cpu.kernelNanos())
                                .put("usage_in_usermode", cpu.userNanos()))
                .unlessEmpty("system_cpu_usage", reading.systemNanos())
                .unlessEmpty("online_cpus", cores)
                .put("throttling_data", throttling(cpu.periods(), cpu.throttledPeriods(), cpu.throttledNanos()));
    }

    private static GoJson noCpu() {
        return GoJson.object()
                .put(
                        "cpu_usage",
                        GoJson.object()
                                .put("total_usage", 0)
                                .put("usage_in_kernelmode", 0)
                                .put("usage_in_usermode", 0))
                .put("throttling_data", throttling(0, 0, 0));
    }

    private static GoJson throttling(long periods, long throttledPeriods, long nanos) {
        return GoJson.object()
                .put("periods", periods)
                .put("throttled_periods", throttledPeriods)
                .put("throttled_time", nanos);
    }

    private static GoJson memory(Reading.Memory memory) {
        return GoJson.object()
                .unlessEmpty("usage", memory.usage())
                .unlessEmpty("max_usage", memory.maximum())
                .unlessEmpty("stats", memory.details())
                .unlessEmpty("failcnt", memory.failures())
                .unlessEmpty("limit", memory.limit());
    }

    private static Map<String, GoJson> networks(Reading now) {
        Map<String, GoJson> networks = new LinkedHashMap<>();
        now.networks()
                .forEach((device, network) -> networks.put(
                        device,
                        GoJson.object()
                                .put("rx_bytes", network.rxBytes())
                                .put("rx_packets", network.rxPackets())
                                .put("rx_errors", network.rxErrors())
                                .put("rx_dropped", network.rxDropped())
                                .put("tx_bytes", network.txBytes())
                                .put("tx_packets", network.txPackets())
                                .put("tx_errors", network.txErrors())
                                .put("tx_dropped", network.txDropped())));
        return networks;
    }
}
