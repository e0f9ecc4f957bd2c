package io.roadstead.agent.config;

import io.roadstead.core.model.Attribute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What an operator has to know of a host whose agent is away: which it is, and whether its agent is a unit of systemd. The
 * control plane is told at every registration, so the doctor can tell it later, when nobody answers there.
 *
 * @param name empty when the kernel tells none
 * @param unit whether systemd started this agent, and starts it again
 */
public record HostName(String name, boolean unit) {
    /** Where the kernel tells it. */
    static final Path FILE = Path.of("/proc/sys/kernel/hostname");

    /** The longest that an attribute holds. Source: ecs-behaviour 1.2. */
    private static final int LONGEST = 128;

    /** The name in such a file, without what an attribute's value may not have. */
    static HostName of(Path file, boolean unit) {
        try {
            List<String> lines = Files.readAllLines(file);
            String name = lines.isEmpty() ? "" : lines.getFirst().strip().replaceAll("[^A-Za-z0-9._-]", "-");
            return new HostName(name.substring(0, Math.min(name.length(), LONGEST)), unit);
        } catch (IOException notToldHere) {
            return new HostName("", unit);
        }
    }

    /** As the control plane is told. */
    public List<Attribute> attributes() {
        List<Attribute> attributes = new ArrayList<>();
        if (!name.isEmpty()) {
            attributes.add(new Attribute("roadstead.host", name));
        }
        attributes.add(new Attribute("roadstead.supervisor", unit ? "systemd" : "none"));
        return attributes;
    }
}
