package io.roadstead.control.api;

import io.roadstead.core.definition.DockerOptionsDraft;
import io.roadstead.core.definition.DockerOptionsDraft.CapabilitiesDraft;
import io.roadstead.core.definition.DockerOptionsDraft.ControlDraft;
import io.roadstead.core.definition.DockerOptionsDraft.DeviceDraft;
import io.roadstead.core.definition.DockerOptionsDraft.HostDraft;
import io.roadstead.core.definition.DockerOptionsDraft.LinuxDraft;
import io.roadstead.core.definition.DockerOptionsDraft.LogDraft;
import io.roadstead.core.definition.DockerOptionsDraft.TmpfsDraft;
import io.roadstead.core.definition.DockerOptionsDraft.UlimitDraft;
import io.roadstead.core.model.DockerOptions;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.Device;
import software.amazon.awssdk.services.ecs.model.HostEntry;
import software.amazon.awssdk.services.ecs.model.KernelCapabilities;
import software.amazon.awssdk.services.ecs.model.LinuxParameters;
import software.amazon.awssdk.services.ecs.model.LogConfiguration;
import software.amazon.awssdk.services.ecs.model.SystemControl;
import software.amazon.awssdk.services.ecs.model.Tmpfs;
import software.amazon.awssdk.services.ecs.model.Ulimit;

/** Those members of container definitions that are handed on to the container engine, off the wire and back onto it. */
final class DockerOptionShapes {
    /** The members of a container definition that are read here. */
    static final Set<String> MEMBERS = Set.of(
            "links",
            "hostname",
            "dnsServers",
            "dnsSearchDomains",
            "extraHosts",
            "privileged",
            "readonlyRootFilesystem",
            "interactive",
            "pseudoTerminal",
            "dockerSecurityOptions",
            "ulimits",
            "systemControls",
            "linuxParameters",
            "logConfiguration");

    private static final Set<String> LOG = Set.of("logDriver", "options", "secretOptions");

    private DockerOptionShapes() {}

    static DockerOptionsDraft read(ContainerDefinition shape) {
        return new DockerOptionsDraft(
                shape.links(),
                shape.hostname(),
                shape.dnsServers(),
                shape.dnsSearchDomains(),
                shape.extraHosts().stream()
                        .map(each -> new HostDraft(each.hostname(), each.ipAddress()))
                        .toList(),
                shape.privileged(),
                shape.readonlyRootFilesystem(),
                shape.interactive(),
                shape.pseudoTerminal(),
                shape.dockerSecurityOptions(),
                shape.ulimits().stream()
                        .map(each -> new UlimitDraft(each.nameAsString(), each.softLimit(), each.hardLimit()))
                        .toList(),
                shape.systemControls().stream()
                        .map(each -> new ControlDraft(each.namespace(), each.value()))
                        .toList(),
                linux(shape.linuxParameters()),
                log(shape.logConfiguration()));
    }

    private static @Nullable LinuxDraft linux(@Nullable LinuxParameters shape) {
        return shape == null
                ? null
                : new LinuxDraft(
                        capabilities(shape.capabilities()),
                        shape.devices().stream()
                                .map(each -> new DeviceDraft(
                                        each.hostPath(), each.containerPath(), each.permissionsAsStrings()))
                                .toList(),
                        shape.initProcessEnabled(),
                        shape.sharedMemorySize(),
                        shape.tmpfs().stream()
                                .map(each -> new TmpfsDraft(each.containerPath(), each.size(), each.mountOptions()))
                                .toList(),
                        shape.maxSwap(),
                        shape.swappiness());
    }

    private static @Nullable CapabilitiesDraft capabilities(@Nullable KernelCapabilities shape) {
        return shape == null ? null : new CapabilitiesDraft(shape.add(), shape.drop());
    }

    private static @Nullable LogDraft log(@Nullable LogConfiguration shape) {
        if (shape == null) {
            return null;
        }
        Unsupported.refuseOthers(shape, LOG, "containerDefinitions.logConfiguration");
        return new LogDraft(shape.logDriverAsString(), shape.options());
    }

    /** Adds to a shape what was registered; of lists only {@code systemControls} is told when empty, as ECS does. */
    static void tell(DockerOptions options, ContainerDefinition.Builder shape) {
        shape.links(noneIfEmpty(options.links()))
                .hostname(options.hostname())
                .dnsServers(noneIfEmpty(options.dnsServers()))
                .dnsSearchDomains(noneIfEmpty(options.dnsSearchDomains()))
                .extraHosts(noneIfEmpty(options.extraHosts().stream()
                        .map(each -> HostEntry.builder()
                                .hostname(each.hostname())
                                .ipAddress(each.ipAddress())
                                .build())
                        .toList()))
                .privileged(options.privileged())
                .readonlyRootFilesystem(options.readonlyRootFilesystem())
                .interactive(options.interactive())
                .pseudoTerminal(options.pseudoTerminal())
                .dockerSecurityOptions(noneIfEmpty(options.dockerSecurityOptions()))
                .ulimits(noneIfEmpty(options.ulimits().stream()
                        .map(each -> Ulimit.builder()
                                .name(each.name())
                                .softLimit(each.softLimit())
                                .hardLimit(each.hardLimit())
                                .build())
                        .toList()))
                .systemControls(options.systemControls().stream()
                        .map(each -> SystemControl.builder()
                                .namespace(each.name())
                                .value(each.value())
                                .build())
                        .toList())
                .linuxParameters(linux(options.linuxParameters()))
                .logConfiguration(log(options.logConfiguration()));
    }

    private static @Nullable LinuxParameters linux(io.roadstead.core.model.@Nullable LinuxParameters parameters) {
        return parameters == null
                ? null
                : LinuxParameters.builder()
                        .capabilities(capabilities(parameters.capabilities()))
                        .devices(noneIfEmpty(parameters.devices().stream()
                                .map(each -> Device.builder()
                                        .hostPath(each.hostPath())
                                        .containerPath(each.containerPath())
                                        .permissionsWithStrings(noneIfEmpty(each.permissions()))
                                        .build())
                                .toList()))
                        .initProcessEnabled(parameters.initProcessEnabled())
                        .sharedMemorySize(parameters.sharedMemorySize())
                        .tmpfs(noneIfEmpty(parameters.tmpfs().stream()
                                .map(each -> Tmpfs.builder()
                                        .containerPath(each.containerPath())
                                        .size(each.size())
                                        .mountOptions(noneIfEmpty(each.mountOptions()))
                                        .build())
                                .toList()))
                        .maxSwap(parameters.maxSwap())
                        .swappiness(parameters.swappiness())
                        .build();
    }

    private static @Nullable KernelCapabilities capabilities(
            io.roadstead.core.model.LinuxParameters.@Nullable Capabilities capabilities) {
        return capabilities == null
                ? null
                : KernelCapabilities.builder()
                        .add(noneIfEmpty(capabilities.add()))
                        .drop(noneIfEmpty(capabilities.drop()))
                        .build();
    }

    private static @Nullable LogConfiguration log(io.roadstead.core.model.@Nullable LogConfiguration configuration) {
        return configuration == null
                ? null
                : LogConfiguration.builder()
                        .logDriver(configuration.logDriver())
                        .options(configuration.options().isEmpty() ? null : configuration.options())
                        .build();
    }

    private static <T> @Nullable List<T> noneIfEmpty(List<T> values) {
        return values.isEmpty() ? null : values;
    }
}
