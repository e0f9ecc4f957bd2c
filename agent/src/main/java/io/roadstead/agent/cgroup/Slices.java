package io.roadstead.agent.cgroup;

import io.roadstead.agent.engine.TaskGroup;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Task limits where Docker's {@code systemd} driver is in use: there a {@code CgroupParent} is a slice, and slices are
 * systemd's to make, in either version of cgroups. It is told the limits before Docker puts the first container there,
 * for as long as the host runs only ({@code --runtime}).
 *
 * <p>Worked example: a task of 0.25 vCPU and 512 MiB gets {@code systemctl set-property --runtime ecstasks-<id>.slice
 * CPUQuotaPeriodSec=100ms CPUQuota=25% MemoryMax=536870912}.
 *
 * <p>Source: agent-protocol 7.8.
 */
final class Slices {
    private static final long SYSTEMCTL_SECONDS = 30;
    private static final int MAX_ANSWER = 4096;

    /** Runs {@code systemctl} with these words. */
    interface Systemctl {
        /** @throws IOException with systemd's answer when it says no, or cannot be asked */
        void run(List<String> words) throws IOException;
    }

    private final Systemctl systemctl;
    private final CgroupSettings settings;

    Slices(Systemctl systemctl, CgroupSettings settings) {
        this.systemctl = systemctl;
        this.settings = settings;
    }

    /** This host's own. */
    static Slices ofHost(CgroupSettings settings) {
        return new Slices(Slices::run, settings);
    }

    /** @throws IOException when systemd is not to be reached from here */
    void probe() throws IOException {
        systemctl.run(List.of("show", "--property=Version"));
    }

    /** Makes the slice, or gives one that is there these limits. */
    void create(TaskGroup group) throws IOException {
        List<String> words = new ArrayList<>(List.of("set-property", "--runtime", group.parent()));
        if (group.cpuQuotaMicros() > 0) {
            words.add("CPUQuotaPeriodSec=" + settings.periodForSystemd());
            words.add("CPUQuota=" + percent(group.cpuQuotaMicros()) + "%");
        } else {
            words.add("CPUWeight=" + Cgroups.weight(group.cpuShares()));
        }
        words.add("MemoryMax=" + (group.memoryBytes() > 0 ? Long.toString(group.memoryBytes()) : "infinity"));
        if (settings.pids() > 0) {
            words.add("TasksMax=" + settings.pids());
        }
        systemctl.run(words);
        systemctl.run(List.of("start", group.parent()));
    }

    /** Ends the slice and forgets its limits. */
    void remove(TaskGroup group) throws IOException {
        systemctl.run(List.of("stop", group.parent()));
        systemctl.run(List.of("revert", group.parent()));
    }

    /** Of one CPU, with as many decimals as systemd takes: 12,800 µs in 100,000 are 12.8. */
    private static String percent(long quotaMicros) {
        String text = String.format(Locale.ROOT, "%.2f", quotaMicros * 100.0 / TaskGroup.CPU_PERIOD_MICROS);
        return text.endsWith(".00") ? text.substring(0, text.length() - 3) : text;
    }

    private static void run(List<String> words) throws IOException {
        List<String> command = new ArrayList<>(List.of("systemctl"));
        command.addAll(words);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String answer = new String(process.getInputStream().readNBytes(MAX_ANSWER), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(SYSTEMCTL_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(String.join(" ", command) + " did not end within " + SYSTEMCTL_SECONDS + " s");
            }
            if (process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + " ended with " + process.exitValue() + ": " + answer);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for systemd");
        } finally {
            process.destroyForcibly();
        }
    }
}
