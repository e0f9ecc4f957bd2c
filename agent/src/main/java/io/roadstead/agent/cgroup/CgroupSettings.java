package io.roadstead.agent.cgroup;

import io.roadstead.agent.engine.TaskGroup;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How tasks' cgroups are made on this host.
 *
 * @param root where cgroups are mounted, {@code ECS_CGROUP_PATH}
 * @param cpuPeriod in which a task's CPU time is measured out, {@code ECS_CGROUP_CPU_PERIOD}: 8 to 100 ms. A shorter one
 *     makes a task that used up its share wait for less long, at some cost
 * @param pids processes and threads of one task at most, {@code ECS_TASK_PIDS_LIMIT}; 0 for no limit
 */
public record CgroupSettings(Path root, Duration cpuPeriod, int pids) {
    public static final Path USUAL_ROOT = Path.of("/sys/fs/cgroup");
    public static final Duration USUAL_PERIOD = Duration.ofMillis(100);

    private static final long LEAST_QUOTA_MICROS = 1_000;

    /** The usual ones, at another root. */
    public static CgroupSettings at(Path root) {
        return new CgroupSettings(root, USUAL_PERIOD, 0);
    }

    long periodMicros() {
        return cpuPeriod.toNanos() / 1_000;
    }

    /** A quota in the usual period, in this one; the kernel takes none below a millisecond. */
    long quotaMicros(long inUsualPeriod) {
        return Math.max(
                LEAST_QUOTA_MICROS, Math.round((double) inUsualPeriod * periodMicros() / TaskGroup.CPU_PERIOD_MICROS));
    }

    /** The period as systemd reads it. */
    String periodForSystemd() {
        return periodMicros() % 1_000 == 0 ? periodMicros() / 1_000 + "ms" : periodMicros() + "us";
    }
}
