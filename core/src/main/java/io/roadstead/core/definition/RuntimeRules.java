package io.roadstead.core.definition;

import io.roadstead.core.Rejected;
import io.roadstead.core.definition.Registration.PlatformDraft;
import io.roadstead.core.model.ContainerDefinition;
import io.roadstead.core.model.IpcMode;
import io.roadstead.core.model.PidMode;
import io.roadstead.core.model.RuntimePlatform;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all containers of a task share: processes, shared memory, the kind of host. The texts are ours, except for the
 * form that ECS gives to unknown values.
 *
 * <p>Source: ecs-behaviour 3.6.
 */
final class RuntimeRules {
    private static final List<String> ARCHITECTURES = List.of("X86_64", "ARM64");

    private RuntimeRules() {}

    static @Nullable PidMode pidMode(@Nullable String text) {
        return switch (text) {
            case null -> null;
            case "" -> null;
            case "host" -> PidMode.HOST;
            case "task" -> PidMode.TASK;
            default -> throw Rejected.client("Pid mode should be one of [host,task]");
        };
    }

    static @Nullable IpcMode ipcMode(@Nullable String text) {
        return switch (text) {
            case null -> null;
            case "" -> null;
            case "host" -> IpcMode.HOST;
            case "task" -> IpcMode.TASK;
            case "none" -> IpcMode.NONE;
            default -> throw Rejected.client("Ipc mode should be one of [host,task,none]");
        };
    }

    static @Nullable RuntimePlatform platform(@Nullable PlatformDraft draft) {
        if (draft == null) {
            return null;
        }
        String architecture = draft.cpuArchitecture();
        if (architecture != null && !ARCHITECTURES.contains(architecture)) {
            throw Rejected.client("cpuArchitecture should be one of [" + String.join(",", ARCHITECTURES) + "]");
        }
        String family = draft.operatingSystemFamily();
        if (family != null && family.startsWith("WINDOWS_SERVER_")) {
            throw Rejected.unsupported("Roadstead runs containers on Linux only: operatingSystemFamily " + family
                    + " has no host here. Use LINUX, or leave it out.");
        }
        if (family != null && !family.equals("LINUX")) {
            throw Rejected.client("operatingSystemFamily should be LINUX or one of WINDOWS_SERVER_*");
        }
        return new RuntimePlatform(architecture, family);
    }

    /**
     * Kernel parameters of shared memory, semaphores and message queues belong to the containers' own namespace, which in
     * mode host there is not.
     */
    static void checkControls(List<ContainerDefinition> containers, @Nullable IpcMode mode) {
        if (mode != IpcMode.HOST) {
            return;
        }
        for (ContainerDefinition container : containers) {
            container.options().systemControls().stream()
                    .filter(control -> !control.name().startsWith("net."))
                    .findFirst()
                    .ifPresent(control -> {
                        throw DockerOptionRules.invalid(
                                container.name(),
                                "systemControls.namespace",
                                "must begin with net. in ipcMode host, where shared memory and message queues are the"
                                        + " host's",
                                control.name());
                    });
        }
    }
}
