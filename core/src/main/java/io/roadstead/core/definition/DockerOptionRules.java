package io.roadstead.core.definition;

import io.roadstead.core.Rejected;
import io.roadstead.core.definition.DockerOptionsDraft.ControlDraft;
import io.roadstead.core.definition.DockerOptionsDraft.HostDraft;
import io.roadstead.core.definition.DockerOptionsDraft.UlimitDraft;
import io.roadstead.core.model.DockerOptions;
import io.roadstead.core.model.DockerOptions.HostEntry;
import io.roadstead.core.model.DockerOptions.Ulimit;
import io.roadstead.core.model.KeyValue;
import io.roadstead.core.model.NetworkMode;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a container definition may ask of the container engine. The texts are ours: ECS's are not known.
 *
 * <p>Source: ecs-behaviour 3.4 to 3.6.
 */
final class DockerOptionRules {
    private static final Set<String> ULIMITS = Set.of(
            "core",
            "cpu",
            "data",
            "fsize",
            "locks",
            "memlock",
            "msgqueue",
            "nice",
            "nofile",
            "nproc",
            "rss",
            "rtprio",
            "rttime",
            "sigpending",
            "stack");
    private static final Pattern CONTROL = Pattern.compile("kernel\\.(msgmax|msgmnb|msgmni|sem|shmall|shmmax|shmmni"
            + "|shm_rmid_forced)|fs\\.mqueue\\.[a-z0-9_.]+|net\\.[A-Za-z0-9_./-]+");
    private static final Pattern HOSTNAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");
    private static final Pattern HOST_ENTRY = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}");
    private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9_.-]{1,253}");
    private static final Pattern ADDRESS =
            Pattern.compile("(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}"
                    + "|(?=.*:.*:)[0-9A-Fa-f:]{2,39}(\\d{1,3}(\\.\\d{1,3}){3})?");
    private static final Pattern SECURITY =
            Pattern.compile("no-new-privileges(:(true|false))?|(apparmor|label):\\S+", Pattern.DOTALL);

    private final String container;
    private final NetworkMode mode;

    private DockerOptionRules(String container, NetworkMode mode) {
        this.container = container;
        this.mode = mode;
    }

    /** @param memory the container's hard limit in MiB, which swap is counted from */
    static DockerOptions read(
            String container, @Nullable DockerOptionsDraft draft, NetworkMode mode, @Nullable Integer memory) {
        return draft == null ? DockerOptions.NONE : new DockerOptionRules(container, mode).read(draft, memory);
    }

    private DockerOptions read(DockerOptionsDraft draft, @Nullable Integer memory) {
        require("hostname", draft.hostname(), HOSTNAME, "must be a host name of at most 63 characters");
        draft.dnsServers().forEach(each -> require("dnsServers", each, ADDRESS, "must be IP addresses"));
        draft.dnsSearchDomains().forEach(each -> require("dnsSearchDomains", each, DOMAIN, "must be domain names"));
        draft.dockerSecurityOptions()
                .forEach(each -> require(
                        "dockerSecurityOptions",
                        each,
                        SECURITY,
                        "must be no-new-privileges, apparmor:<profile> or label:<value>"));
        return new DockerOptions(
                draft.links(),
                draft.hostname(),
                draft.dnsServers(),
                draft.dnsSearchDomains(),
                draft.extraHosts().stream().map(this::host).toList(),
                draft.privileged(),
                draft.readonlyRootFilesystem(),
                draft.interactive(),
                draft.pseudoTerminal(),
                draft.dockerSecurityOptions(),
                draft.ulimits().stream().map(this::ulimit).toList(),
                draft.systemControls().stream().map(this::control).toList(),
                LinuxRules.read(container, draft.linuxParameters(), memory),
                LogRules.read(container, draft.logConfiguration()));
    }

    private HostEntry host(HostDraft draft) {
        return new HostEntry(
                required("extraHosts.hostname", draft.hostname(), HOST_ENTRY, "must be a host name"),
                required("extraHosts.ipAddress", draft.ipAddress(), ADDRESS, "must be an IP address"));
    }

    private Ulimit ulimit(UlimitDraft draft) {
        String name = draft.name();
        Integer soft = draft.softLimit();
        Integer hard = draft.hardLimit();
        if (name == null || !ULIMITS.contains(name)) {
            throw invalid(
                    container,
                    "ulimits.name",
                    "must be one of " + ULIMITS.stream().sorted().toList(),
                    name);
        }
        if (soft == null || hard == null || soft < -1 || hard < -1) {
            throw invalid(
                    container,
                    "ulimits",
                    "must have a softLimit and a hardLimit, each -1 for none or more",
                    name + " with " + soft + " and " + hard);
        }
        if (hard != -1 && (soft == -1 || soft > hard)) {
            throw invalid(
                    container,
                    "ulimits",
                    "must have a softLimit no greater than their hardLimit",
                    name + " with " + soft + " and " + hard);
        }
        return new Ulimit(name, soft, hard);
    }

    private KeyValue control(ControlDraft draft) {
        String namespace = required(
                "systemControls.namespace",
                draft.namespace(),
                CONTROL,
                "must be one of the kernel's parameters of message queues, semaphores and shared memory, or begin with"
                        + " fs.mqueue. or net.");
        if (mode == NetworkMode.HOST && namespace.startsWith("net.")) {
            throw invalid(
                    container,
                    "systemControls.namespace",
                    "must not begin with net. in network mode host, where the network is the host's",
                    namespace);
        }
        return new KeyValue(namespace, draft.value() == null ? "" : draft.value());
    }

    private void require(String member, @Nullable String value, Pattern pattern, String rule) {
        if (value != null && !pattern.matcher(value).matches()) {
            throw invalid(container, member, rule, value);
        }
    }

    private String required(String member, @Nullable String value, Pattern pattern, String rule) {
        if (value == null || !pattern.matcher(value).matches()) {
            throw invalid(container, member, rule, value);
        }
        return value;
    }

    /** Names the container, the member, its rule and what was given. */
    static Rejected invalid(String container, String member, String rule, @Nullable Object given) {
        return Rejected.client("Invalid setting for container '" + container + "'. '" + member + "' " + rule + ", and "
                + (given == null ? "is missing." : "is '" + given + "'."));
    }
}
