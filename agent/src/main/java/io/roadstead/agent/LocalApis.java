package io.roadstead.agent;

import io.roadstead.agent.config.AgentConfig;
import io.roadstead.agent.control.AgentVersion;
import io.roadstead.agent.credentials.RoleCredentials;
import io.roadstead.agent.endpoint.ApiSplice;
import io.roadstead.agent.endpoint.EndpointSettings;
import io.roadstead.agent.endpoint.Handler;
import io.roadstead.agent.endpoint.HostEndpoint;
import io.roadstead.agent.endpoint.HttpPort;
import io.roadstead.agent.engine.EngineState;
import io.roadstead.agent.loop.Attendant;
import io.roadstead.agent.metadata.AuditLog;
import io.roadstead.agent.metadata.ControlPlane;
import io.roadstead.agent.metadata.EndpointIds;
import io.roadstead.agent.metadata.HostFacts;
import io.roadstead.agent.metadata.IntrospectionApi;
import io.roadstead.agent.metadata.Lookup;
import io.roadstead.agent.metadata.MetadataApi;
import io.roadstead.agent.metadata.StatsSource;
import io.roadstead.agent.metadata.TaskAttendant;
import io.roadstead.agent.runtime.ContainerRuntime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the agent answers on its host: its containers at the endpoint, and the operator at the introspection API. Where
 * the host does not allow it the agent goes on without, and says so once.
 */
final class LocalApis implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LocalApis.class);
    private static final Duration RETRY = Duration.ofMinutes(1);

    /** What ends them. */
    private final Deque<Runnable> parts = new ConcurrentLinkedDeque<>();

    private final AgentConfig config;
    private final TaskAttendant attendant;
    private volatile HostFacts host;
    private volatile boolean closed;

    private LocalApis(AgentConfig config, EndpointIds ids, Supplier<EngineState> state, ContainerRuntime runtime) {
        this.config = config;
        this.host = new HostFacts(config.cluster(), null, null);
        this.attendant = config.local().metadataFiles()
                ? TaskAttendant.withFiles(ids, config.data(), config.selinuxCapable(), state, () -> this.host, runtime)
                : TaskAttendant.withoutFiles(ids, state);
    }

    /**
     * Answers from now on.
     *
     * @param secret from which the ids of containers are made
     * @param roles the credentials of tasks' roles
     * @param before who may answer in the containers' endpoint's place
     */
    static LocalApis start(
            AgentConfig config,
            EndpointSettings settings,
            String secret,
            Supplier<EngineState> state,
            ContainerRuntime runtime,
            ControlPlane plane,
            StatsSource stats,
            RoleCredentials roles,
            UnaryOperator<Handler> before) {
        EndpointIds ids = new EndpointIds(secret);
        LocalApis apis = new LocalApis(config, ids, state, runtime);
        Lookup lookup = new Lookup(state, ids, runtime);
        apis.serveContainers(
                settings,
                ids,
                before.apply(new MetadataApi(
                        lookup,
                        apis::forTasks,
                        plane,
                        stats,
                        roles,
                        new AuditLog(config.local().auditLog(), () -> apis.host, InstantSource.system()),
                        new MetadataApi.Limit(
                                config.local().requestsPerSecond(),
                                config.local().requestsAtOnce()),
                        System::nanoTime)));
        IntrospectionApi introspection = new IntrospectionApi(lookup, () -> apis.host, AgentVersion.VERSION);
        Thread opening = Thread.ofVirtual().name("introspection").start(() -> apis.serveOperator(introspection));
        apis.parts.push(opening::interrupt);
        return apis;
    }

    /** Who gives containers the variables by which they find this. */
    Attendant attendant() {
        return attendant;
    }

    /** What is known of the instance now. */
    HostFacts facts() {
        return host;
    }

    /** Whether containers reach the endpoint. */
    boolean reachable() {
        return attendant.reachable();
    }

    /** What tasks are told of the host at the endpoint. */
    private HostFacts forTasks() {
        HostFacts all = host;
        return config.local().zoneUntold() ? new HostFacts(all.cluster(), all.containerInstanceArn(), null) : all;
    }

    /** The instance is registered now. */
    void registered(String containerInstanceArn, @Nullable String availabilityZone) {
        host = new HostFacts(config.cluster(), containerInstanceArn, availabilityZone);
    }

    @Override
    public void close() {
        closed = true;
        for (Runnable part = parts.poll(); part != null; part = parts.poll()) {
            part.run();
        }
    }

    private void serveContainers(EndpointSettings settings, EndpointIds ids, Handler api) {
        try {
            HostEndpoint endpoint = HostEndpoint.start(settings, ids.tag(), api);
            parts.push(endpoint::close);
            attendant.endpointAt(settings.address().getHostAddress());
            if (config.local().apiInContainers()) {
                offerApi(settings.address());
            }
        } catch (HostEndpoint.UnavailableException e) {
            log.warn(
                    "Containers get no metadata endpoint, and no variables that name it: {}. All else goes on.",
                    e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A control plane on loopback is joined to the endpoint's address; another is reached where it is. */
    private void offerApi(InetAddress address) {
        URI server = config.server();
        InetSocketAddress there = new InetSocketAddress(
                server.getHost(),
                server.getPort() >= 0 ? server.getPort() : "https".equals(server.getScheme()) ? 443 : 80);
        if (there.isUnresolved() || !there.getAddress().isLoopbackAddress()) {
            attendant.apiAt(server.toString());
            return;
        }
        ApiSplice splice = ApiSplice.start(address, there);
        parts.push(splice::close);
        attendant.apiAt(server.getScheme() + "://" + address.getHostAddress() + ":" + there.getPort());
    }

    /** One agent of a host has the port; another says so, and has it when that one ends. */
    private void serveOperator(IntrospectionApi api) {
        InetSocketAddress address = config.local().introspectionOffHost()
                ? new InetSocketAddress(config.local().introspectionPort())
                : new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), config.local().introspectionPort());
        boolean told = false;
        try {
            while (true) {
                try {
                    HttpPort port = HttpPort.open(address, "Roadstead", api);
                    parts.push(port::close);
                    if (closed) {
                        port.close();
                    }
                    return;
                } catch (IOException e) {
                    if (!told) {
                        told = true;
                        log.info(
                                "The introspection API is not served, for {} cannot be had ({}): another agent of this"
                                        + " host has it, and this one takes it when that one ends",
                                address,
                                e.getMessage());
                    }
                }
                Thread.sleep(RETRY);
            }
        } catch (InterruptedException stopping) {
            log.debug("The introspection API was not opened, for the agent stops");
        }
    }
}
