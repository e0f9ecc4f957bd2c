package io.roadstead.agent.engine;

/**
 * The cgroup above one task's containers.
 *
 * <p>Source: agent-protocol 7.8. Example: 0.25 vCPU is a quota of 25,000 µs in each period of 100,000 µs.
 *
 * @param parent what Docker gets as {@code CgroupParent}
 * @param cpuQuotaMicros microseconds of CPU time a period, 0 for no such limit
 * @param cpuShares weight among tasks when there is no quota, at least 2
 * @param memoryBytes 0 for no limit
 */
public record TaskGroup(String parent, long cpuQuotaMicros, int cpuShares, long memoryBytes) {
    public static final long CPU_PERIOD_MICROS = 100_000;

    static TaskGroup of(TaskSpec task, boolean slices) {
        int shares = task.containers().stream()
                .mapToInt(c -> Math.max(ContainerRequest.MIN_CPU_SHARES, c.cpu()))
                .sum();
        return new TaskGroup(
                slices ? "ecstasks-" + task.id() + ".slice" : "/ecs/" + task.id(),
                Math.round(task.cpu() * CPU_PERIOD_MICROS),
                Math.min(ContainerRequest.MAX_CPU_SHARES, shares),
                task.memory() * ContainerRequest.MIB);
    }
}
