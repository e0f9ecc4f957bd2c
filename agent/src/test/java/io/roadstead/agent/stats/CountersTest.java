package io.roadstead.agent.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts of both versions, as directories. */
final class CountersTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final long HOST_MEMORY = 8L << 30;

    private final Path root;

    CountersTest(@TempDir Path root) {
        this.root = root;
    }

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Counters find(boolean ownNetwork) throws IOException {
        return Counters.find(root.resolve("proc"), root.resolve("cgroup"), 7, ownNetwork, HOST_MEMORY);
    }

    private void version1() throws IOException {
        file("proc/7/cgroup", """
                5:memory:/ecs/t/c
                4:cpu,cpuacct:/ecs/t/c
                3:blkio:/ecs/t/c
                2:pids:/ecs/t/c
                0::/ecs/t/c
                """);
        file("proc/7/net/dev", """
                Inter-|   Receive                                                |  Transmit
                 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                    lo:     100       1    0    0    0     0          0         0      100       1    0    0    0     0       0          0
                  eth0:     486       5    1    2    0     0          0         0       42       3    4    5    0     0       0          0
                """);
        file("cgroup/cpuacct/ecs/t/c/cpuacct.usage", "23401875\n");
        file("cgroup/cpuacct/ecs/t/c/cpuacct.usage_percpu", "21402379 1999496 \n");
        file("cgroup/cpuacct/ecs/t/c/cpuacct.stat", "user 2\nsystem 1\n");
        file("cgroup/cpu/ecs/t/c/cpu.stat", "nr_periods 10\nnr_throttled 3\nthrottled_time 4000\n");
        file("cgroup/memory/ecs/t/c/memory.usage_in_bytes", "651264\n");
        file("cgroup/memory/ecs/t/c/memory.max_usage_in_bytes", "3833856\n");
        file("cgroup/memory/ecs/t/c/memory.limit_in_bytes", "9223372036854771712\n");
        file("cgroup/memory/ecs/t/c/memory.failcnt", "2\n");
        file("cgroup/memory/ecs/t/c/memory.stat", "cache 221184\nrss 49152\n");
        file("cgroup/blkio/ecs/t/c/blkio.throttle.io_service_bytes_recursive", """
                8:0 Read 4096
                8:0 Write 8192
                8:16 Read 1
                Total 12289
                """);
        file("cgroup/blkio/ecs/t/c/blkio.throttle.io_serviced_recursive", "8:0 Read 1\nTotal 1\n");
        file("cgroup/pids/ecs/t/c/pids.current", "3\n");
        file("cgroup/pids/ecs/t/c/pids.max", "max\n");
    }

    @Test
    void theTreeOfAllContainersIsTheUppermostGroupBelowTheRoot() throws IOException {
        version1();
        try (Counters counters = find(true)) {
            assertThat(counters.treeCpu()).isEqualTo(root.resolve("cgroup/cpuacct/ecs/cpuacct.usage"));
        }
        assertThat(Counters.uppermost("/docker/c")).isEqualTo("/docker");
        assertThat(Counters.uppermost("/c"))
                .as("a group directly below the root")
                .isNull();
        assertThat(Counters.uppermost("/")).isNull();
    }

    @Test
    void version1IsReadFromATreeForEachController() throws IOException {
        version1();
        try (Counters counters = find(true)) {
            Reading reading = counters.read(NOW, 99);

            assertThat(counters.cpuNanos()).isEqualTo(23_401_875);
            assertThat(reading.cpu())
                    .isEqualTo(new Reading.Cpu(
                            23_401_875, 10_000_000, 20_000_000, List.of(21_402_379L, 1_999_496L), 10, 3, 4000));
            assertThat(reading.memory())
                    .isEqualTo(new Reading.Memory(
                            651_264, 3_833_856, 221_184, HOST_MEMORY, 2, Map.of("cache", 221_184L, "rss", 49_152L)));
            assertThat(reading.memory().used()).isEqualTo(651_264 - 221_184);
            assertThat(reading.blocks()).isNotNull();
            assertThat(reading.blocks().bytesOf("read")).isEqualTo(4097);
            assertThat(reading.blocks().bytesOf("write")).isEqualTo(8192);
            assertThat(reading.processes()).isEqualTo(3);
            assertThat(reading.processLimit()).isZero();
            assertThat(reading.networks()).containsOnlyKeys("eth0");
            assertThat(reading.network()).isEqualTo(new Reading.Network(486, 5, 1, 2, 42, 3, 4, 5));
        }
    }

    @Test
    void aFileIsReadAnewEachTime() throws IOException {
        version1();
        try (Counters counters = find(true)) {
            assertThat(counters.cpuNanos()).isEqualTo(23_401_875);
            file("cgroup/cpuacct/ecs/t/c/cpuacct.usage", "5\n");
            assertThat(counters.cpuNanos()).isEqualTo(5);
        }
    }

    @Test
    void version2IsReadFromOneTree() throws IOException {
        file("proc/7/cgroup", "0::/ecs/t/c\n");
        file("cgroup/ecs/t/c/cpu.stat", """
                usage_usec 1500
                user_usec 1000
                system_usec 500
                nr_periods 1
                nr_throttled 2
                throttled_usec 3
                """);
        file("cgroup/ecs/t/c/memory.current", "1048576\n");
        file("cgroup/ecs/t/c/memory.max", "max\n");
        file("cgroup/ecs/t/c/memory.stat", "anon 10\nfile 20\ninactive_file 48576\n");
        file("cgroup/ecs/t/c/io.stat", "8:0 rbytes=4096 wbytes=512 rios=1 wios=2 dbytes=0 dios=0\n254:0 \n");
        file("cgroup/ecs/t/c/pids.current", "1\n");
        file("cgroup/ecs/t/c/pids.max", "100\n");
        try (Counters counters = find(false)) {
            Reading reading = counters.read(NOW, 99);

            assertThat(counters.cpuNanos()).isEqualTo(1_500_000);
            assertThat(reading.cpu()).isEqualTo(new Reading.Cpu(1_500_000, 500_000, 1_000_000, List.of(), 1, 2, 3000));
            assertThat(reading.memory().used()).isEqualTo(1_000_000);
            assertThat(reading.memory().limit()).isEqualTo(HOST_MEMORY);
            assertThat(reading.blocks())
                    .isEqualTo(new Reading.Blocks(
                            List.of(new Reading.Block(8, 0, "read", 4096), new Reading.Block(8, 0, "write", 512)),
                            List.of(new Reading.Block(8, 0, "read", 1), new Reading.Block(8, 0, "write", 2))));
            assertThat(reading.processLimit()).isEqualTo(100);
            assertThat(reading.network()).isNull();
        }
    }

    @Test
    void aProcessThatIsGoneHasNoCounters() {
        assertThatThrownBy(() -> find(false)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void theDocumentIsDockersMemberForMember() throws IOException {
        version1();
        try (Counters counters = find(true)) {
            Reading reading = counters.read(NOW, 99);

            assertThat(StatsDocument.of(reading, null, "id", "name", 2, new Usage.Rates(1.5, 2))
                            .toString())
                    .isEqualTo("""
                            {"read":"2026-11-23T10:00:00Z","preread":"0001-01-01T00:00:00Z","pids_stats":{"current":3},\
                            "blkio_stats":{"io_service_bytes_recursive":[{"major":8,"minor":0,"op":"Read","value":4096},\
                            {"major":8,"minor":0,"op":"Write","value":8192},{"major":8,"minor":16,"op":"Read","value":1}],\
                            "io_serviced_recursive":[{"major":8,"minor":0,"op":"Read","value":1}],\
                            "io_queue_recursive":[],"io_service_time_recursive":[],"io_wait_time_recursive":[],\
                            "io_merged_recursive":[],"io_time_recursive":[],"sectors_recursive":[]},"num_procs":0,\
                            "storage_stats":{},"cpu_stats":{"cpu_usage":{"total_usage":23401875,\
                            "percpu_usage":[21402379,1999496],"usage_in_kernelmode":10000000,\
                            "usage_in_usermode":20000000},"system_cpu_usage":99,"online_cpus":2,\
                            "throttling_data":{"periods":10,"throttled_periods":3,"throttled_time":4000}},\
                            "precpu_stats":{"cpu_usage":{"total_usage":0,"usage_in_kernelmode":0,\
                            "usage_in_usermode":0},"throttling_data":{"periods":0,"throttled_periods":0,\
                            "throttled_time":0}},"memory_stats":{"usage":651264,"max_usage":3833856,\
                            "stats":{"cache":221184,"rss":49152},"failcnt":2,"limit":8589934592},"name":"/name",\
                            "id":"id","networks":{"eth0":{"rx_bytes":486,"rx_packets":5,"rx_errors":1,"rx_dropped":2,\
                            "tx_bytes":42,"tx_packets":3,"tx_errors":4,"tx_dropped":5}},\
                            "network_rate_stats":{"rx_bytes_per_sec":1.5,"tx_bytes_per_sec":2}}""");
        }
    }
}
