package io.roadstead.core.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a container definition hands on to the container engine, and ECS itself has no use for. Flags are absent where the
 * definition did not say, so that it is told back as it was registered.
 *
 * <p>Source: ecs-behaviour 3.4 to 3.6, 10.3.
 *
 * @param links {@code name} or {@code name:alias} of other containers of the task, which then start first
 * @param hostname absent for the container's own id
 * @param dnsServers IP addresses
 * @param interactive whether standard input stays open
 * @param pseudoTerminal whether there is a terminal
 * @param dockerSecurityOptions {@code no-new-privileges}, {@code apparmor:…} and {@code label:…}
 * @param systemControls kernel parameters of the container's own namespaces
 */
public record DockerOptions(
        List<String> links,
        @Nullable String hostname,
        List<String> dnsServers,
        List<String> dnsSearchDomains,
        List<HostEntry> extraHosts,
        @Nullable Boolean privileged,
        @Nullable Boolean readonlyRootFilesystem,
        @Nullable Boolean interactive,
        @Nullable Boolean pseudoTerminal,
        List<String> dockerSecurityOptions,
        List<Ulimit> ulimits,
        List<KeyValue> systemControls,
        @Nullable LinuxParameters linuxParameters,
        @Nullable LogConfiguration logConfiguration) {
    /** Nothing beyond the engine's defaults. */
    public static final DockerOptions NONE = new DockerOptions(
            List.of(), null, List.of(), List.of(), List.of(), null, null, null, null, List.of(), List.of(), List.of(),
            null, null);

    /** The container that a link leads to. */
    public static String linked(String link) {
        int colon = link.indexOf(':');
        return colon < 0 ? link : link.substring(0, colon);
    }

    /** A line of the container's {@code /etc/hosts}. */
    public record HostEntry(String hostname, String ipAddress) {}

    /**
     * A limit on what one process may take; -1 is none.
     *
     * @param softLimit what holds
     * @param hardLimit how far a process may raise it
     */
    public record Ulimit(String name, int softLimit, int hardLimit) {}

    public DockerOptions {
        links = List.copyOf(links);
        dnsServers = List.copyOf(dnsServers);
        dnsSearchDomains = List.copyOf(dnsSearchDomains);
        extraHosts = List.copyOf(extraHosts);
        dockerSecurityOptions = List.copyOf(dockerSecurityOptions);
        ulimits = List.copyOf(ulimits);
        systemControls = List.copyOf(systemControls);
    }

    /** Whether the container's output goes by this log driver. */
    public boolean logsTo(String driver) {
        return logConfiguration != null && logConfiguration.logDriver().equals(driver);
    }
}
