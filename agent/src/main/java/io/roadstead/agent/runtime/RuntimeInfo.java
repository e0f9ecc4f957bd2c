package io.roadstead.agent.runtime;

import java.util.List;

/**
 * The container engine and the host it runs on.
 *
 * @param version the engine's, for example {@code 20.10.24}
 * @param apiVersion the newest API it speaks, for example {@code 1.41}
 * @param architecture the kernel's word: {@code x86_64}, {@code aarch64}
 * @param cpus cores
 * @param memoryBytes all memory of the host
 * @param logDrivers what it can send logs with
 * @param volumeDrivers what it can keep volumes with, {@code local} among them
 * @param cgroupDriver {@code cgroupfs} or {@code systemd}
 * @param cgroupVersion 1 or 2
 */
public record RuntimeInfo(
        String version,
        String apiVersion,
        String architecture,
        int cpus,
        long memoryBytes,
        List<String> logDrivers,
        List<String> volumeDrivers,
        String cgroupDriver,
        int cgroupVersion) {
    public RuntimeInfo {
        logDrivers = List.copyOf(logDrivers);
        volumeDrivers = List.copyOf(volumeDrivers);
    }
}
