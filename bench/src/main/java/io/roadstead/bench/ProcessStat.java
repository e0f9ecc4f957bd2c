package io.roadstead.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux tells of a process. */
final class ProcessStat {
    /** Linux tells times in hundredths of a second, on every machine we run on. */
    private static final double TICKS_PER_SECOND = 100;

    /** Behind the name in brackets, which may hold anything: the state is field 3, utime 14, stime 15. */
    private static final int UTIME = 14 - 3;

    private ProcessStat() {}

    /** Processor time it has used so far, in user and system mode. */
    static double cpuSeconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1])) / TICKS_PER_SECOND;
    }

    /** Memory it holds, in MiB. */
    static double residentMib(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        throw new IOException("/proc tells no VmRSS of process " + pid);
    }
}
