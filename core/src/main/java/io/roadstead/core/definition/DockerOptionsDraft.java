package io.roadstead.core.definition;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Those members of a container definition that become {@link io.roadstead.core.model.DockerOptions}, as they came. */
public record DockerOptionsDraft(
        List<String> links,
        @Nullable String hostname,
        List<String> dnsServers,
        List<String> dnsSearchDomains,
        List<HostDraft> extraHosts,
        @Nullable Boolean privileged,
        @Nullable Boolean readonlyRootFilesystem,
        @Nullable Boolean interactive,
        @Nullable Boolean pseudoTerminal,
        List<String> dockerSecurityOptions,
        List<UlimitDraft> ulimits,
        List<ControlDraft> systemControls,
        @Nullable LinuxDraft linuxParameters,
        @Nullable LogDraft logConfiguration) {
    /** One of {@code extraHosts}. */
    public record HostDraft(
            @Nullable String hostname, @Nullable String ipAddress) {}

    /** One of {@code ulimits}. */
    public record UlimitDraft(
            @Nullable String name,
            @Nullable Integer softLimit,
            @Nullable Integer hardLimit) {}

    /** One of {@code systemControls}. */
    public record ControlDraft(
            @Nullable String namespace, @Nullable String value) {}

    /** {@code linuxParameters}. */
    public record LinuxDraft(
            @Nullable CapabilitiesDraft capabilities,
            List<DeviceDraft> devices,
            @Nullable Boolean initProcessEnabled,
            @Nullable Integer sharedMemorySize,
            List<TmpfsDraft> tmpfs,
            @Nullable Integer maxSwap,
            @Nullable Integer swappiness) {}

    /** Its {@code capabilities}. */
    public record CapabilitiesDraft(List<String> add, List<String> drop) {}

    /** One of its {@code devices}. */
    public record DeviceDraft(
            @Nullable String hostPath, @Nullable String containerPath, List<String> permissions) {}

    /** One of its {@code tmpfs}. */
    public record TmpfsDraft(
            @Nullable String containerPath, @Nullable Integer size, List<String> mountOptions) {}

    /** {@code logConfiguration}. */
    public record LogDraft(@Nullable String logDriver, Map<String, String> options) {}
}
