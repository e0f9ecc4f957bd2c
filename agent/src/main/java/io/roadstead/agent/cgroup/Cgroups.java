package io.roadstead.agent.cgroup;

import io.roadstead.agent.engine.TaskGroup;
import io.roadstead.agent.engine.TaskGroups;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Cgroups above the containers of a task: made by hand in the file system, which is what Docker's {@code cgroupfs}
 * driver expects of a {@code CgroupParent}, or by systemd where Docker leaves them to it ({@link Slices}).
 *
 * <p>Source: agent-protocol 7.8. Version 1 has a tree for each controller; the two that matter here are made and
 * limited, the rest is made by Docker. Version 2 has one tree, whose controllers must be handed down level by level.
 */
public final class Cgroups {
    private static final String TASKS = "ecs";

    private final CgroupSettings settings;
    private final Path root;
    private final boolean unified;
    private final Slices slices;

    Cgroups(CgroupSettings settings, boolean unified, Slices slices) {
        this.settings = settings;
        this.root = settings.root();
        this.unified = unified;
        this.slices = slices;
    }

    /**
     * @param version 1 or 2
     */
    public static Cgroups at(CgroupSettings settings, int version) {
        return new Cgroups(settings, version == 2, Slices.ofHost(settings));
    }

    /** Finds out whether tasks can be limited on this host, by making the group that all of them will be in. */
    public TaskGroups probe(String driver) {
        if (driver.equals("systemd")) {
            return probeSystemd();
        }
        if (!driver.equals("cgroupfs")) {
            return new TaskGroups.Impossible(
                    "task CPU and memory limits need Docker's cgroupfs or systemd driver, and this Docker "
                            + "uses '" + driver
                            + "': set \"exec-opts\": [\"native.cgroupdriver=cgroupfs\"] for the daemon, or "
                            + "give limits to the containers instead of the task");
        }
        try {
            if (unified) {
                handDown(root);
                Files.createDirectories(root.resolve(TASKS));
                handDown(root.resolve(TASKS));
            } else {
                for (String controller : controllers()) {
                    Files.createDirectories(tree(controller).resolve(TASKS));
                }
            }
            return new TaskGroups.Paths();
        } catch (IOException e) {
            return new TaskGroups.Impossible("task CPU and memory limits need a cgroup '/" + TASKS + "' below " + root
                    + ", which cannot be made (" + e + "): run the agent as root with that directory writable, or give "
                    + "limits to the containers instead of the task");
        }
    }

    /** Those that limits are given by. */
    private List<String> controllers() {
        return settings.pids() > 0 ? List.of("cpu", "memory", "pids") : List.of("cpu", "memory");
    }

    private TaskGroups probeSystemd() {
        try {
            slices.probe();
            return new TaskGroups.Slices();
        } catch (IOException e) {
            return new TaskGroups.Impossible("task CPU and memory limits need systemd's help where Docker uses its"
                    + " driver, and it cannot be asked (" + e.getMessage() + "): run the agent as root on the host"
                    + " itself, or give limits to the containers instead of the task");
        }
    }

    private static boolean isSlice(TaskGroup group) {
        return group.parent().endsWith(".slice");
    }

    /** Makes the group, or gives one that is there these limits. */
    public void create(TaskGroup group) throws IOException {
        if (isSlice(group)) {
            slices.create(group);
            return;
        }
        if (unified) {
            Path directory = below(root, group);
            Files.createDirectories(directory);
            write(
                    directory,
                    "cpu.max",
                    (group.cpuQuotaMicros() > 0 ? String.valueOf(settings.quotaMicros(group.cpuQuotaMicros())) : "max")
                            + " " + settings.periodMicros());
            if (group.cpuQuotaMicros() == 0) {
                write(directory, "cpu.weight", String.valueOf(weight(group.cpuShares())));
            }
            write(directory, "memory.max", group.memoryBytes() > 0 ? String.valueOf(group.memoryBytes()) : "max");
            limitProcesses(directory);
            return;
        }
        Path cpu = below(tree("cpu"), group);
        Files.createDirectories(cpu);
        if (group.cpuQuotaMicros() > 0) {
            write(cpu, "cpu.cfs_period_us", String.valueOf(settings.periodMicros()));
            write(cpu, "cpu.cfs_quota_us", String.valueOf(settings.quotaMicros(group.cpuQuotaMicros())));
        } else {
            write(cpu, "cpu.shares", String.valueOf(group.cpuShares()));
        }
        Path memory = below(tree("memory"), group);
        Files.createDirectories(memory);
        if (group.memoryBytes() > 0) {
            write(memory, "memory.limit_in_bytes", String.valueOf(group.memoryBytes()));
        }
        if (settings.pids() > 0) {
            Path pids = below(tree("pids"), group);
            Files.createDirectories(pids);
            limitProcesses(pids);
        }
    }

    private void limitProcesses(Path directory) throws IOException {
        if (settings.pids() > 0) {
            write(directory, "pids.max", String.valueOf(settings.pids()));
        }
    }

    /** Removes the group from every tree; fails while processes are in it. */
    public void remove(TaskGroup group) throws IOException {
        if (isSlice(group)) {
            slices.remove(group);
            return;
        }
        if (unified) {
            delete(below(root, group));
            return;
        }
        List<Path> trees = new ArrayList<>();
        try (DirectoryStream<Path> controllers = Files.newDirectoryStream(root, Files::isDirectory)) {
            controllers.forEach(trees::add);
        }
        for (Path tree : trees) {
            delete(below(tree, group));
        }
    }

    /** Docker's CPU shares (2 to 262,144) as version 2's weight (1 to 10,000), as runc converts them. */
    static long weight(int shares) {
        return 1 + (shares - 2L) * 9_999 / 262_142;
    }

    private static Path below(Path tree, TaskGroup group) {
        return tree.resolve(group.parent().substring(1));
    }

    /** On many hosts {@code cpu} is a link to a tree shared with {@code cpuacct}. */
    private Path tree(String controller) throws IOException {
        Path tree = root.resolve(controller);
        if (!Files.isDirectory(tree)) {
            throw new NoSuchFileException(tree.toString(), null, "the controller '" + controller + "' is not mounted");
        }
        return tree;
    }

    private void handDown(Path directory) throws IOException {
        write(directory, "cgroup.subtree_control", "+" + String.join(" +", controllers()));
    }

    private static void write(Path directory, String file, String value) throws IOException {
        try {
            Files.writeString(directory.resolve(file), value);
        } catch (IOException e) {
            throw new IOException(
                    "cannot write " + value + " to " + directory.resolve(file) + ": " + e.getMessage(), e);
        }
    }

    private static void delete(Path directory) throws IOException {
        Files.deleteIfExists(directory);
    }
}
