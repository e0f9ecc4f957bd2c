package io.roadstead.core.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What only containers on Linux know.
 *
 * <p>Source: ecs-behaviour 3.4, 3.6.
 *
 * @param capabilities absent leaves the engine's set
 * @param initProcessEnabled whether a small init reaps processes and passes signals on
 * @param sharedMemorySize MiB of {@code /dev/shm}
 * @param maxSwap MiB of swap beyond the container's memory; 0 for none, absent for the engine's default
 * @param swappiness 0 to 100; has no meaning without {@code maxSwap}
 */
public record LinuxParameters(
        @Nullable Capabilities capabilities,
        List<Device> devices,
        @Nullable Boolean initProcessEnabled,
        @Nullable Integer sharedMemorySize,
        List<Tmpfs> tmpfs,
        @Nullable Integer maxSwap,
        @Nullable Integer swappiness) {
    /** Kernel capabilities added to, and taken from, the engine's set. */
    public record Capabilities(List<String> add, List<String> drop) {
        public Capabilities {
            add = List.copyOf(add);
            drop = List.copyOf(drop);
        }
    }

    /**
     * A device of the host.
     *
     * @param containerPath absent for the same path
     * @param permissions of {@code read}, {@code write}, {@code mknod}; all when empty
     */
    public record Device(String hostPath, @Nullable String containerPath, List<String> permissions) {
        public Device {
            permissions = List.copyOf(permissions);
        }
    }

    /**
     * A file system in memory.
     *
     * @param size MiB
     */
    public record Tmpfs(String containerPath, int size, List<String> mountOptions) {
        public Tmpfs {
            mountOptions = List.copyOf(mountOptions);
        }
    }

    public LinuxParameters {
        devices = List.copyOf(devices);
        tmpfs = List.copyOf(tmpfs);
    }
}
