package io.roadstead.wire.agent;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.roadstead.core.model.ContainerDefinition;
import io.roadstead.core.model.DockerOptions;
import io.roadstead.core.model.HealthCheck;
import io.roadstead.core.model.KeyValue;
import io.roadstead.core.model.LinuxParameters;
import io.roadstead.core.model.LogConfiguration;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The two documents of {@link ProtocolContainer.DockerConfig}: what a container definition says, in the Engine API's own
 * names and units. Only what is present is written, for an agent decodes them over what it builds itself.
 *
 * <p>Worked example: {@code "ulimits": [{"name": "nofile", "softLimit": 100, "hardLimit": 200}]} becomes {@code
 * "Ulimits": [{"Name": "nofile", "Soft": 100, "Hard": 200}]}; a health check's {@code "interval": 30} becomes {@code
 * "Interval": 30000000000}.
 *
 * <p>Source: agent-protocol 2.9.
 */
public final class DockerDocuments {
    private static final int RECYCLED_BUFFERS = 64;

    /** The default keeps buffers per thread, and every session has a virtual thread of its own. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.newBoundedPool(RECYCLED_BUFFERS))
            .build();

    private static final long MIB = 1 << 20;
    private static final long NANOS = 1_000_000_000L;

    /** Between a container that writes and a driver that does not keep up. Source: ecs-behaviour 3.6. */
    private static final String LOG_MODE = "non-blocking";

    private static final String LOG_BUFFER = "10m";

    private DockerDocuments() {}

    /** Docker's {@code Config}: labels are added to the agent's own, and take the place of those of the same name. */
    public static String config(ContainerDefinition container) {
        DockerOptions options = container.options();
        return write(out -> {
            out.text("User", container.user())
                    .text("WorkingDir", container.workingDirectory())
                    .text("Hostname", options.hostname())
                    .flag("OpenStdin", options.interactive())
                    .flag("Tty", options.pseudoTerminal());
            if (!container.dockerLabels().isEmpty()) {
                out.map("Labels", container.dockerLabels());
            }
            out.object("Healthcheck", container.healthCheck(), DockerDocuments::healthcheck);
        });
    }

    /**
     * Docker's {@code HostConfig}.
     *
     * @param networkMode {@code host} or {@code none}; absent leaves Docker's default bridge
     * @param memory the container's hard limit in MiB after overrides, which swap is counted from
     * @param memoryReservation its soft limit in MiB after overrides
     * @param taskId part of its log stream's name
     */
    public static String hostConfig(
            ContainerDefinition container,
            @Nullable String networkMode,
            @Nullable Integer memory,
            @Nullable Integer memoryReservation,
            String taskId) {
        DockerOptions options = container.options();
        return write(out -> {
            out.text("NetworkMode", networkMode)
                    .whole("MemoryReservation", bytes(memoryReservation))
                    .flag("Privileged", options.privileged())
                    .flag("ReadonlyRootfs", options.readonlyRootFilesystem())
                    .texts("Dns", noneIfEmpty(options.dnsServers()))
                    .texts("DnsSearch", noneIfEmpty(options.dnsSearchDomains()))
                    .texts(
                            "ExtraHosts",
                            noneIfEmpty(options.extraHosts().stream()
                                    .map(host -> host.hostname() + ":" + host.ipAddress())
                                    .toList()))
                    .texts("SecurityOpt", noneIfEmpty(options.dockerSecurityOptions()));
            if (!options.ulimits().isEmpty()) {
                out.objects("Ulimits", options.ulimits(), (o, limit) -> o.text("Name", limit.name())
                        .integer("Soft", limit.softLimit())
                        .integer("Hard", limit.hardLimit()));
            }
            if (!options.systemControls().isEmpty()) {
                Map<String, String> controls = new LinkedHashMap<>();
                for (KeyValue control : options.systemControls()) {
                    controls.put(control.name(), control.value());
                }
                out.map("Sysctls", controls);
            }
            if (options.linuxParameters() != null) {
                linux(out, options.linuxParameters(), memory);
            }
            out.object("LogConfig", options.logConfiguration(), (o, log) -> o.text("Type", log.logDriver())
                    .map("Config", logOptions(log, container.name(), taskId)));
        });
    }

    private static void healthcheck(FieldWriter out, HealthCheck check) {
        out.texts("Test", check.command())
                .whole("Interval", check.interval() * NANOS)
                .whole("Timeout", check.timeout() * NANOS)
                .integer("Retries", check.retries())
                .whole("StartPeriod", check.startPeriod() == null ? null : Long.valueOf(check.startPeriod() * NANOS));
    }

    private static void linux(FieldWriter out, LinuxParameters linux, @Nullable Integer memory) {
        if (linux.capabilities() != null) {
            out.texts("CapAdd", noneIfEmpty(linux.capabilities().add()))
                    .texts("CapDrop", noneIfEmpty(linux.capabilities().drop()));
        }
        if (!linux.devices().isEmpty()) {
            out.objects("Devices", linux.devices(), (o, device) -> o.text("PathOnHost", device.hostPath())
                    .text(
                            "PathInContainer",
                            device.containerPath() == null ? device.hostPath() : device.containerPath())
                    .text("CgroupPermissions", permissions(device.permissions())));
        }
        out.flag("Init", linux.initProcessEnabled()).whole("ShmSize", bytes(linux.sharedMemorySize()));
        if (!linux.tmpfs().isEmpty()) {
            Map<String, String> mounts = new LinkedHashMap<>();
            for (LinuxParameters.Tmpfs tmpfs : linux.tmpfs()) {
                String size = "size=" + tmpfs.size() + "m";
                mounts.put(
                        tmpfs.containerPath(),
                        tmpfs.mountOptions().isEmpty() ? size : size + "," + String.join(",", tmpfs.mountOptions()));
            }
            out.map("Tmpfs", mounts);
        }
        if (linux.maxSwap() != null && memory != null) {
            out.whole("MemorySwap", (memory + (long) linux.maxSwap()) * MIB);
            if (linux.swappiness() != null) {
                out.integer("MemorySwappiness", linux.swappiness());
            }
        }
    }

    /** Docker's letters; all of them when none is named. */
    private static String permissions(List<String> permissions) {
        StringBuilder letters = new StringBuilder();
        for (String permission : permissions.isEmpty() ? List.of("read", "write", "mknod") : permissions) {
            letters.append(permission.charAt(0));
        }
        return letters.toString();
    }

    /** The options with ECS's defaults for how the driver meets the container. A driver that keeps nothing takes none. */
    private static Map<String, String> logOptions(LogConfiguration log, String container, String taskId) {
        if (log.logDriver().equals("none")) {
            return Map.of();
        }
        Map<String, String> options = log.ofDocker(container, taskId);
        options.putIfAbsent("mode", LOG_MODE);
        if (LOG_MODE.equals(options.get("mode"))) {
            options.putIfAbsent("max-buffer-size", LOG_BUFFER);
        }
        return options;
    }

    private static @Nullable Long bytes(@Nullable Integer mebibytes) {
        return mebibytes == null ? null : Long.valueOf(mebibytes * MIB);
    }

    private static @Nullable List<String> noneIfEmpty(List<String> values) {
        return values.isEmpty() ? null : values;
    }

    private static String write(Consumer<FieldWriter> members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            members.accept(new FieldWriter(json));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text.toString();
    }
}
