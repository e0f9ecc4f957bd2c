package io.roadstead.core.definition;

import static io.roadstead.core.definition.DockerOptionRules.invalid;

import io.roadstead.core.definition.DockerOptionsDraft.DeviceDraft;
import io.roadstead.core.definition.DockerOptionsDraft.LinuxDraft;
import io.roadstead.core.definition.DockerOptionsDraft.TmpfsDraft;
import io.roadstead.core.model.LinuxParameters;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A container's {@code linuxParameters}. The texts are ours: ECS's are not known.
 *
 * <p>Source: ecs-behaviour 3.4; the lists are those of the API's own model.
 */
final class LinuxRules {
    private static final Set<String> CAPABILITIES = Set.of(
            "ALL",
            "AUDIT_CONTROL",
            "AUDIT_WRITE",
            "BLOCK_SUSPEND",
            "CHOWN",
            "DAC_OVERRIDE",
            "DAC_READ_SEARCH",
            "FOWNER",
            "FSETID",
            "IPC_LOCK",
            "IPC_OWNER",
            "KILL",
            "LEASE",
            "LINUX_IMMUTABLE",
            "MAC_ADMIN",
            "MAC_OVERRIDE",
            "MKNOD",
            "NET_ADMIN",
            "NET_BIND_SERVICE",
            "NET_BROADCAST",
            "NET_RAW",
            "SETFCAP",
            "SETGID",
            "SETPCAP",
            "SETUID",
            "SYS_ADMIN",
            "SYS_BOOT",
            "SYS_CHROOT",
            "SYS_MODULE",
            "SYS_NICE",
            "SYS_PACCT",
            "SYS_PTRACE",
            "SYS_RAWIO",
            "SYS_RESOURCE",
            "SYS_TIME",
            "SYS_TTY_CONFIG",
            "SYSLOG",
            "WAKE_ALARM");
    private static final Set<String> PERMISSIONS = Set.of("read", "write", "mknod");
    private static final Set<String> MOUNT_OPTIONS = Set.of(
            "defaults",
            "ro",
            "rw",
            "suid",
            "nosuid",
            "dev",
            "nodev",
            "exec",
            "noexec",
            "sync",
            "async",
            "dirsync",
            "remount",
            "mand",
            "nomand",
            "atime",
            "noatime",
            "diratime",
            "nodiratime",
            "bind",
            "rbind",
            "unbindable",
            "runbindable",
            "private",
            "rprivate",
            "shared",
            "rshared",
            "slave",
            "rslave",
            "relatime",
            "norelatime",
            "strictatime",
            "nostrictatime",
            "mode",
            "uid",
            "gid",
            "nr_inodes",
            "nr_blocks",
            "mpol");

    private final String container;

    private LinuxRules(String container) {
        this.container = container;
    }

    /** The parameters, absent when absent. */
    static @Nullable LinuxParameters read(String container, @Nullable LinuxDraft draft, @Nullable Integer memory) {
        return draft == null ? null : new LinuxRules(container).read(draft, memory);
    }

    private LinuxParameters read(LinuxDraft draft, @Nullable Integer memory) {
        LinuxParameters.Capabilities capabilities = null;
        if (draft.capabilities() != null) {
            known("capabilities.add", draft.capabilities().add(), CAPABILITIES);
            known("capabilities.drop", draft.capabilities().drop(), CAPABILITIES);
            capabilities = new LinuxParameters.Capabilities(
                    draft.capabilities().add(), draft.capabilities().drop());
        }
        within("sharedMemorySize", draft.sharedMemorySize(), 1, Integer.MAX_VALUE);
        within("maxSwap", draft.maxSwap(), 0, Integer.MAX_VALUE);
        within("swappiness", draft.swappiness(), 0, 100);
        if (draft.maxSwap() != null && memory == null) {
            throw invalid(
                    container,
                    "linuxParameters.maxSwap",
                    "needs the container's 'memory', which swap is counted from",
                    draft.maxSwap());
        }
        return new LinuxParameters(
                capabilities,
                draft.devices().stream().map(this::device).toList(),
                draft.initProcessEnabled(),
                draft.sharedMemorySize(),
                draft.tmpfs().stream().map(this::tmpfs).toList(),
                draft.maxSwap(),
                draft.swappiness());
    }

    private LinuxParameters.Device device(DeviceDraft draft) {
        known("devices.permissions", draft.permissions(), PERMISSIONS);
        String containerPath = draft.containerPath();
        return new LinuxParameters.Device(
                path("devices.hostPath", draft.hostPath()),
                containerPath == null ? null : path("devices.containerPath", containerPath),
                draft.permissions());
    }

    private LinuxParameters.Tmpfs tmpfs(TmpfsDraft draft) {
        Integer size = draft.size();
        if (size == null || size < 1) {
            throw invalid(container, "linuxParameters.tmpfs.size", "must be at least 1 MiB", size);
        }
        for (String option : draft.mountOptions()) {
            String name = option.contains("=") ? option.substring(0, option.indexOf('=')) : option;
            known("tmpfs.mountOptions", List.of(name), MOUNT_OPTIONS);
            if (option.contains(",")) {
                throw invalid(container, "linuxParameters.tmpfs.mountOptions", "must be one option each", option);
            }
        }
        return new LinuxParameters.Tmpfs(
                path("tmpfs.containerPath", draft.containerPath()), size, draft.mountOptions());
    }

    private String path(String member, @Nullable String path) {
        if (path == null || !path.startsWith("/")) {
            throw invalid(container, "linuxParameters." + member, "must be an absolute path", path);
        }
        return path;
    }

    private void known(String member, List<String> values, Set<String> allowed) {
        for (String value : values) {
            if (!allowed.contains(value)) {
                throw invalid(
                        container,
                        "linuxParameters." + member,
                        "must be of " + allowed.stream().sorted().toList(),
                        value);
            }
        }
    }

    private void within(String member, @Nullable Integer value, int least, int most) {
        if (value != null && (value < least || value > most)) {
            String rule = most == Integer.MAX_VALUE
                    ? "must be at least " + least
                    : "must be between " + least + " and " + most;
            throw invalid(container, "linuxParameters." + member, rule, value);
        }
    }
}
