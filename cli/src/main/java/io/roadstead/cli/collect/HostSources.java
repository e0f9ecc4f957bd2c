package io.roadstead.cli.collect;

import io.roadstead.cli.collect.Source.MissingException;
import io.roadstead.cli.host.ExternalCommand;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What there is to know of the host: system, disks, memory, cgroups, network rules, kernel's and engine's log. */
final class HostSources {
    /** Of the end of a log. */
    static final int MOST_LOG_BYTES = 4 << 20;

    /** Of a journal. */
    private static final String MOST_JOURNAL_LINES = "20000";

    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(20);
    private static final int MOST_GROUPS = 500;
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
    private static final String ENDPOINT = "169.254.170.2";
    private static final List<String> LIMITS = List.of(
            "cpu.max",
            "cpu.weight",
            "memory.max",
            "pids.max",
            "cpu.cfs_quota_us",
            "cpu.shares",
            "memory.limit_in_bytes",
            "memory.max_usage_in_bytes",
            "memory.failcnt");

    private final Map<String, String> environment;

    /** @param environment for the PATH */
    HostSources(Map<String, String> environment) {
        this.environment = environment;
    }

    /** @param engineLog where an engine that was started by {@code up} logs to */
    List<Source> all(Path engineLog) {
        return List.of(
                new Source("host/system.txt", HostSources::system),
                new Source("host/disks.txt", () -> command("df", "-hT") + "\n" + command("df", "-i")),
                new Source("host/memory.txt", () -> file(Path.of("/proc/meminfo"))),
                new Source("host/kernel.log", () -> command("dmesg", "-T")),
                new Source("host/cgroups.txt", HostSources::cgroups),
                new Source("host/addresses.txt", () -> command("ip", "address", "show") + command("ip", "route")),
                new Source("host/iptables-" + ENDPOINT + ".txt", this::rules),
                new Source("docker/dockerd.log", () -> engineLog(engineLog)));
    }

    private static String system() throws IOException {
        StringBuilder text = new StringBuilder();
        for (String each : List.of("/proc/version", "/etc/os-release", "/proc/uptime", "/proc/loadavg")) {
            text.append(each).append(":\n").append(file(Path.of(each))).append('\n');
        }
        return text.append("processors: ")
                .append(Runtime.getRuntime().availableProcessors())
                .append('\n')
                .toString();
    }

    private static String cgroups() throws IOException {
        StringBuilder text = new StringBuilder();
        text.append("/proc/cgroups:\n").append(file(Path.of("/proc/cgroups"))).append("\n/proc/self/cgroup:\n");
        text.append(file(Path.of("/proc/self/cgroup"))).append("\nmounts:\n");
        file(Path.of("/proc/mounts"))
                .lines()
                .filter(line -> line.contains(" cgroup"))
                .forEach(line -> text.append(line).append('\n'));
        text.append("\ngroups of tasks:\n");
        for (Path group : groups()) {
            text.append(group).append('\n');
            for (String limit : LIMITS) {
                if (Files.isReadable(group.resolve(limit))) {
                    text.append("  ")
                            .append(limit)
                            .append(' ')
                            .append(file(group.resolve(limit)).strip());
                    text.append('\n');
                }
            }
        }
        return text.toString();
    }

    /** Version 1 has them below {@code ecs} of each controller, version 2 as slices. Source: agent-protocol 7.8. */
    private static List<Path> groups() throws IOException {
        if (!Files.isDirectory(CGROUPS)) {
            return List.of();
        }
        try (Stream<Path> found = Files.find(
                CGROUPS, 4, (path, attributes) -> attributes.isDirectory() && ofTasks(CGROUPS.relativize(path)))) {
            return found.sorted().limit(MOST_GROUPS).toList();
        } catch (java.io.UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static boolean ofTasks(Path path) {
        for (Path part : path) {
            if (part.toString().equals("ecs") || part.toString().startsWith("ecstasks")) {
                return true;
            }
        }
        return false;
    }

    private String rules() throws MissingException, InterruptedException {
        String kept = command("iptables", "-w", "-t", "nat", "-S")
                .lines()
                .filter(line -> line.contains(ENDPOINT))
                .collect(Collectors.joining("\n"));
        return kept.isEmpty() ? "no rule names " + ENDPOINT + "\n" : kept + "\n";
    }

    private String engineLog(Path ofUp) throws MissingException, IOException, InterruptedException {
        List<Path> places = new ArrayList<>();
        ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .command()
                        .filter(command -> Path.of(command).endsWith("dockerd"))
                        .isPresent())
                .forEach(process -> writesTo(process.pid()).ifPresent(places::add));
        places.addAll(List.of(ofUp, Path.of("/var/log/docker.log"), Path.of("/var/log/docker")));
        for (Path place : places) {
            if (Files.isRegularFile(place)) {
                return place + ":\n" + tail(place);
            }
        }
        return journal("docker");
    }

    /** The file to which a process prints, if it is one. */
    private static Optional<Path> writesTo(long process) {
        try {
            return Optional.of(Files.readSymbolicLink(Path.of("/proc", Long.toString(process), "fd", "2")))
                    .filter(Files::isRegularFile);
        } catch (IOException notOurs) {
            return Optional.empty();
        }
    }

    /** The end of what systemd's journal has of a unit. */
    String journal(String unit) throws MissingException, InterruptedException {
        if (!Files.isDirectory(Path.of("/run/systemd/system"))) {
            throw new MissingException("no file of it is known here, and this host has no systemd with a journal");
        }
        return command("journalctl", "--no-pager", "-n", MOST_JOURNAL_LINES, "-u", unit);
    }

    String command(String... words) throws MissingException, InterruptedException {
        if (!ExternalCommand.exists(words[0], environment)) {
            throw new MissingException("there is no program '" + words[0] + "' on the PATH");
        }
        ExternalCommand.Result result = ExternalCommand.run(COMMAND_LIMIT, words);
        if (!result.ok()) {
            throw new MissingException(
                    String.join(" ", words) + " ended with status " + result.exit() + ": " + result.lastLine());
        }
        return result.output();
    }

    /** A small file, such as the kernel's, which do not tell their size. */
    static String file(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    /** The end of a log, from the beginning of a line. */
    static String tail(Path log) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(log)) {
            long start = Math.max(0, channel.size() - MOST_LOG_BYTES);
            channel.position(start);
            ByteBuffer end = ByteBuffer.allocate((int) Math.min(MOST_LOG_BYTES, channel.size() - start));
            while (end.hasRemaining() && channel.read(end) >= 0) {
                // Read on: a read may give less than there is.
            }
            String text = new String(end.array(), 0, end.position(), StandardCharsets.UTF_8);
            return start == 0 ? text : text.substring(text.indexOf('\n') + 1);
        }
    }
}
