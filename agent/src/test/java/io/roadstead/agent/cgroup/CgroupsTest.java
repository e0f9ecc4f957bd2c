package io.roadstead.agent.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.agent.engine.TaskGroup;
import io.roadstead.agent.engine.TaskGroups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of the kernel, or of systemd, for a task's limits; the kernels that are not here are directories. */
class CgroupsTest {
    private static final TaskGroup QUARTER = new TaskGroup("/ecs/t1", 25_000, 128, 512L << 20);

    private final List<String> asked = new ArrayList<>();

    private final Path root;

    CgroupsTest(@TempDir Path root) {
        this.root = root;
    }

    private Cgroups groups(boolean unified) {
        return groups(unified, CgroupSettings.at(root));
    }

    private Cgroups groups(boolean unified, CgroupSettings settings) {
        return new Cgroups(settings, unified, new Slices(words -> asked.add(String.join(" ", words)), settings));
    }

    @Test
    void aShorterPeriodHasASmallerQuotaAndProcessesAreCountedWhereThatIsAskedFor() throws IOException {
        CgroupSettings settings = new CgroupSettings(root, Duration.ofMillis(8), 64);
        Files.createDirectories(root.resolve("v1/cpu"));
        Files.createDirectories(root.resolve("v1/memory"));
        Files.createDirectories(root.resolve("v1/pids"));
        Cgroups first = groups(false, new CgroupSettings(root.resolve("v1"), Duration.ofMillis(8), 64));
        first.probe("cgroupfs");
        first.create(QUARTER);
        assertThat(written("v1/cpu/ecs/t1/cpu.cfs_period_us")).isEqualTo("8000");
        assertThat(written("v1/cpu/ecs/t1/cpu.cfs_quota_us")).isEqualTo("2000");
        assertThat(written("v1/pids/ecs/t1/pids.max")).isEqualTo("64");

        Cgroups second = groups(true, settings);
        second.probe("cgroupfs");
        second.create(QUARTER);
        second.create(new TaskGroup("/ecs/t2", 5_000, 128, 0));
        assertThat(written("cgroup.subtree_control")).isEqualTo("+cpu +memory +pids");
        assertThat(written("ecs/t1/cpu.max")).isEqualTo("2000 8000");
        assertThat(written("ecs/t1/pids.max")).isEqualTo("64");
        assertThat(written("ecs/t2/cpu.max"))
                .as("the least that the kernel takes")
                .isEqualTo("1000 8000");

        second.create(new TaskGroup("ecstasks-t1.slice", 25_000, 128, 0));
        assertThat(asked)
                .contains("set-property --runtime ecstasks-t1.slice CPUQuotaPeriodSec=8ms CPUQuota=25%"
                        + " MemoryMax=infinity TasksMax=64");
    }

    private String written(String file) throws IOException {
        return Files.readString(root.resolve(file));
    }

    @Test
    void inVersionOneEachControllerHasATreeOfItsOwn() throws IOException {
        Files.createDirectories(root.resolve("cpu"));
        Files.createDirectories(root.resolve("memory"));
        Cgroups cgroups = groups(false);
        assertThat(cgroups.probe("cgroupfs")).isEqualTo(new TaskGroups.Paths());
        cgroups.create(QUARTER);
        cgroups.create(new TaskGroup("/ecs/t2", 0, 130, 0));

        assertThat(written("cpu/ecs/t1/cpu.cfs_period_us")).isEqualTo("100000");
        assertThat(written("cpu/ecs/t1/cpu.cfs_quota_us")).isEqualTo("25000");
        assertThat(written("memory/ecs/t1/memory.limit_in_bytes")).isEqualTo("536870912");
        assertThat(written("cpu/ecs/t2/cpu.shares")).isEqualTo("130");
        assertThat(root.resolve("memory/ecs/t2/memory.limit_in_bytes")).doesNotExist();
        assertThat(asked).isEmpty();
    }

    @Test
    void inVersionTwoControllersAreHandedDownOneTree() throws IOException {
        Cgroups cgroups = groups(true);
        assertThat(cgroups.probe("cgroupfs")).isEqualTo(new TaskGroups.Paths());
        cgroups.create(QUARTER);
        cgroups.create(new TaskGroup("/ecs/t2", 0, 2, 0));

        assertThat(written("cgroup.subtree_control")).isEqualTo("+cpu +memory");
        assertThat(written("ecs/cgroup.subtree_control")).isEqualTo("+cpu +memory");
        assertThat(written("ecs/t1/cpu.max")).isEqualTo("25000 100000");
        assertThat(written("ecs/t1/memory.max")).isEqualTo("536870912");
        assertThat(written("ecs/t2/cpu.max")).isEqualTo("max 100000");
        assertThat(written("ecs/t2/cpu.weight")).isEqualTo("1");
        assertThat(written("ecs/t2/memory.max")).isEqualTo("max");
    }

    @Test
    void systemdMakesSlicesItself() throws IOException {
        Cgroups cgroups = groups(true);
        assertThat(cgroups.probe("systemd")).isEqualTo(new TaskGroups.Slices());
        asked.clear();
        cgroups.create(new TaskGroup("ecstasks-t1.slice", 25_000, 128, 512L << 20));
        cgroups.create(new TaskGroup("ecstasks-t2.slice", 12_850, 128, 0));
        cgroups.create(new TaskGroup("ecstasks-t3.slice", 0, 262_144, 0));
        cgroups.remove(new TaskGroup("ecstasks-t1.slice", 25_000, 128, 512L << 20));

        assertThat(asked)
                .containsExactly(
                        "set-property --runtime ecstasks-t1.slice CPUQuotaPeriodSec=100ms CPUQuota=25%"
                                + " MemoryMax=536870912",
                        "start ecstasks-t1.slice",
                        "set-property --runtime ecstasks-t2.slice CPUQuotaPeriodSec=100ms CPUQuota=12.85%"
                                + " MemoryMax=infinity",
                        "start ecstasks-t2.slice",
                        "set-property --runtime ecstasks-t3.slice CPUWeight=10000 MemoryMax=infinity",
                        "start ecstasks-t3.slice",
                        "stop ecstasks-t1.slice",
                        "revert ecstasks-t1.slice");
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void whereNobodyCanSetLimitsThatIsSaid() {
        Cgroups deaf = new Cgroups(
                CgroupSettings.at(root),
                true,
                new Slices(
                        words -> {
                            throw new IOException("no systemd here");
                        },
                        CgroupSettings.at(root)));
        assertThat(deaf.probe("systemd"))
                .isInstanceOfSatisfying(TaskGroups.Impossible.class, impossible -> assertThat(impossible.why())
                        .contains("no systemd here")
                        .contains("give limits to the containers"));
        assertThat(deaf.probe("none"))
                .isInstanceOfSatisfying(TaskGroups.Impossible.class, impossible -> assertThat(impossible.why())
                        .contains("this Docker uses 'none'"));
        assertThat(groups(false).probe("cgroupfs"))
                .as("no controllers mounted")
                .isInstanceOf(TaskGroups.Impossible.class);
    }
}
