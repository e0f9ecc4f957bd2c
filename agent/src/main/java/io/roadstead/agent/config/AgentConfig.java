package io.roadstead.agent.config;

import io.roadstead.agent.cgroup.CgroupSettings;
import io.roadstead.agent.docker.RegistryCredential;
import io.roadstead.agent.engine.ImageCleanup;
import io.roadstead.agent.engine.PullBehavior;
import io.roadstead.agent.engine.PullLimits;
import io.roadstead.agent.imds.ImdsSettings;
import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.Tag;
import io.roadstead.wire.sigv4.Credentials;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an agent is started with. Read by {@link AgentVariables} from the variables of agent-protocol 8; the defaults are
 * the unmodified agent's.
 *
 * @param server the control plane's base URL
 * @param cluster name or ARN, sent as it stands
 * @param data where the agent's state is kept; made when it is not there
 * @param reservedMemory MiB of the host that tasks do not get
 * @param instanceAttributes told at the first registration only
 * @param bindAddress where containers' ports are published
 * @param firstPort of the range for dynamic host ports
 * @param taskLimits whether tasks with limits of their own get a cgroup above their containers
 * @param cgroups how those are made
 * @param privilegedDisabled whether privileged containers are not offered
 * @param healthChecksDisabled whether tasks with container health checks are not offered a place
 * @param selinuxCapable whether tasks with SELinux labels are offered a place
 * @param apparmorCapable the same of tasks with AppArmor profiles
 * @param logDrivers offered as far as Docker has them
 * @param proxies which of the agent's own connections go through a proxy
 * @param sharedVolumesMatchFully whether a shared volume that is there must have a definition's labels and options
 * @param logsByExecutionRole whether tasks are offered a place whose lines are sent as their execution role
 * @param metricsDisabled whether what containers use is neither looked at nor told
 * @param local what the agent answers on its host
 * @param cpu CPU units to offer instead of all the host's, where several agents share it
 * @param memory MiB to offer instead of all the host's
 * @param drainLimit how long an agent that ends waits for tasks of services to leave first; absent: not at all
 * @param pullDependentsUpfront whether a container's image is pulled before what the container depends on is ready
 * @param host what the host is called, and whether somebody there starts the agent again
 * @param objects the S3 from which environment files are read: the control plane's, or the operator's own
 */
public record AgentConfig(
        URI server,
        String region,
        Credentials credentials,
        String cluster,
        Path data,
        Set<Integer> reservedPorts,
        Set<Integer> reservedPortsUdp,
        int reservedMemory,
        List<Attribute> instanceAttributes,
        List<Tag> instanceTags,
        PullBehavior pullBehavior,
        PullLimits pullLimits,
        Duration createTimeout,
        Duration startTimeout,
        Duration stopTimeout,
        Duration cleanupWait,
        Duration cleanupJitter,
        ImageCleanup imageCleanup,
        URI docker,
        String bindAddress,
        int firstPort,
        int lastPort,
        Map<String, RegistryCredential> registries,
        boolean taskLimits,
        CgroupSettings cgroups,
        boolean privilegedDisabled,
        boolean healthChecksDisabled,
        boolean selinuxCapable,
        boolean apparmorCapable,
        List<String> logDrivers,
        boolean sharedVolumesMatchFully,
        ProxyRules proxies,
        boolean logsByExecutionRole,
        boolean metricsDisabled,
        Local local,
        @Nullable Integer cpu,
        @Nullable Integer memory,
        @Nullable Duration drainLimit,
        boolean pullDependentsUpfront,
        HostName host,
        URI objects) {
    /**
     * What the agent answers on its host.
     *
     * @param requestsPerSecond of all containers together, steadily
     * @param requestsAtOnce that may come at once
     * @param introspectionPort of the introspection API
     * @param introspectionOffHost whether it listens on all addresses, and not on loopback alone
     * @param metadataFiles whether each container gets a file about itself
     * @param apiInContainers whether containers are told how to reach the control plane
     * @param zoneUntold whether tasks are not told in which zone they are
     * @param taskRoles whether tasks with a role are offered a place
     * @param taskRolesOnHostNetwork the same of those on the host's network
     * @param auditLog what the names of the files begin with that tell who asked for credentials; absent for none
     * @param imds how a metadata service of the host's own behaves; absent for none
     */
    public record Local(
            int requestsPerSecond,
            int requestsAtOnce,
            int introspectionPort,
            boolean introspectionOffHost,
            boolean metadataFiles,
            boolean apiInContainers,
            boolean zoneUntold,
            boolean taskRoles,
            boolean taskRolesOnHostNetwork,
            @Nullable Path auditLog,
            @Nullable ImdsSettings imds) {}

    public AgentConfig {
        reservedPorts = Set.copyOf(reservedPorts);
        reservedPortsUdp = Set.copyOf(reservedPortsUdp);
        instanceAttributes = List.copyOf(instanceAttributes);
        instanceTags = List.copyOf(instanceTags);
        registries = Map.copyOf(registries);
        logDrivers = List.copyOf(logDrivers);
    }
}
