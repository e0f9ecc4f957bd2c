package io.roadstead.agent.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kernel's range of ports for outgoing connections, from which ECS's agent gives containers theirs.
 *
 * <p>Source: agent-protocol 6.
 *
 * @param first at least 1
 * @param last at most 65535, not before the first
 */
record KernelPorts(int first, int last) {
    /** Where the kernel tells it. */
    static final Path FILE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

    /** What holds where the kernel does not tell. */
    static final KernelPorts FALLBACK = new KernelPorts(49_153, 65_535);

    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})\\s+(\\d{1,5})");

    /** The range in such a file. */
    static KernelPorts of(Path file) {
        List<String> lines;
        try {
            // Not as one string: the file is of size 0, and the kernel answers a read of one byte with one digit.
            lines = Files.readAllLines(file);
        } catch (IOException notToldHere) {
            return FALLBACK;
        }
        Matcher range = RANGE.matcher(lines.isEmpty() ? "" : lines.getFirst().strip());
        if (!range.matches()) {
            return FALLBACK;
        }
        KernelPorts ports = new KernelPorts(Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)));
        boolean possible = ports.first > 0 && ports.first <= ports.last && ports.last <= 65_535;
        return possible ? ports : FALLBACK;
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
