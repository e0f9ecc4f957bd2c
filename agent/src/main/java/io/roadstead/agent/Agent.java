package io.roadstead.agent;

import io.roadstead.agent.config.AgentConfig;
import io.roadstead.agent.control.Capabilities;
import io.roadstead.agent.control.ControlApi;
import io.roadstead.agent.control.Draining;
import io.roadstead.agent.control.Registrar;
import io.roadstead.agent.control.SessionTimes;
import io.roadstead.agent.control.Sessions;
import io.roadstead.agent.control.StateReporter;
import io.roadstead.agent.control.TaskCalls;
import io.roadstead.agent.credentials.RoleCredentials;
import io.roadstead.agent.docker.DockerRuntime;
import io.roadstead.agent.docker.DockerSettings;
import io.roadstead.agent.docker.RegistryLogins;
import io.roadstead.agent.endpoint.EndpointSettings;
import io.roadstead.agent.endpoint.Handler;
import io.roadstead.agent.engine.EngineSettings;
import io.roadstead.agent.engine.EngineState;
import io.roadstead.agent.engine.Event;
import io.roadstead.agent.engine.TaskEngine;
import io.roadstead.agent.engine.TaskGroups;
import io.roadstead.agent.imds.ImdsSettings;
import io.roadstead.agent.logs.AwslogsRoute;
import io.roadstead.agent.logs.LogSpool;
import io.roadstead.agent.logs.SpoolSettings;
import io.roadstead.agent.loop.Attendant;
import io.roadstead.agent.loop.EffectRunner;
import io.roadstead.agent.loop.EngineLoop;
import io.roadstead.agent.metadata.EndpointIds;
import io.roadstead.agent.resources.EnvironmentFileSource;
import io.roadstead.agent.resources.RoleCalls;
import io.roadstead.agent.resources.TaskResources;
import io.roadstead.agent.runtime.ContainerRuntime;
import io.roadstead.agent.runtime.RuntimeFault;
import io.roadstead.agent.runtime.RuntimeInfo;
import io.roadstead.agent.state.AgentStore;
import io.roadstead.agent.state.Registration;
import io.roadstead.agent.stats.ContainerStats;
import io.roadstead.agent.stats.StatsSettings;
import io.roadstead.core.Ids;
import io.roadstead.core.model.Resources;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Store;
import io.roadstead.store.sqlite.SqliteStore;
import io.roadstead.wire.client.ControlClient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The container agent: remembers, registers, listens, runs. It begins with what it remembers, so a restart adopts the
 * containers of before; stopping it leaves them running.
 */
public final class Agent implements AutoCloseable {
    /** The file in the data directory that holds the agent's state. */
    public static final String STATE_FILE = "agent.db";

    /** The directory below it where log lines wait for the control plane. */
    public static final String SPOOL_DIRECTORY = "logs";

    private static final Logger log = LoggerFactory.getLogger(Agent.class);
    private static final Duration CONTAINER_REPORT_DELAY = Duration.ofSeconds(10);
    private static final Duration START_SETTLE = Duration.ofSeconds(2);
    /** Between the first and the second try of a call as a task's role. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private static final Duration VERIFY_EVERY = Duration.ofMinutes(5);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final CompletableFuture<String> connected = new CompletableFuture<>();
    private volatile @Nullable Sessions sessions;
    private volatile @Nullable LocalApis localApis;
    private volatile @Nullable Draining draining;
    private volatile boolean closing;

    private Agent() {}

    /**
     * Starts an agent. Registration goes on in the background, for as long as the control plane is away.
     *
     * @throws RuntimeFault when Docker does not answer
     * @throws IOException when the data directory cannot be made
     * @throws IllegalStateException when the data directory belongs to an agent of another cluster
     */
    public static Agent start(AgentConfig config, Clock clock) throws RuntimeFault, IOException {
        Agent agent = new Agent();
        try {
            agent.wire(config, clock);
            return agent;
        } catch (RuntimeFault | IOException | RuntimeException e) {
            agent.close();
            throw e;
        }
    }

    /**
     * Starts an agent over a runtime and a store that are given, and stay open when it is closed.
     *
     * @param groups how task limits are kept there
     */
    public static Agent start(
            AgentConfig config,
            ContainerRuntime runtime,
            TaskGroups groups,
            Store store,
            SessionTimes times,
            Clock clock)
            throws RuntimeFault {
        Agent agent = new Agent();
        try {
            agent.wire(
                    config, runtime, groups, store, times, null, UnaryOperator.identity(), new RegistryLogins(), clock);
            return agent;
        } catch (RuntimeFault | RuntimeException e) {
            agent.close();
            throw e;
        }
    }

    private void wire(AgentConfig config, Clock clock) throws RuntimeFault, IOException {
        Files.createDirectories(
                config.data(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Store store = SqliteStore.open(config.data().resolve(STATE_FILE), clock);
        parts.push(store);
        Ids ids = new RandomIds();
        HttpClient http = ControlApi.client(config.proxies());
        parts.push(http::shutdownNow);
        LogSpool spool = LogSpool.start(
                new EndpointIds(new AgentStore(store, new RecordCodec(), ids).endpointSecret()).tag(),
                config.data().resolve(SPOOL_DIRECTORY),
                new ControlClient(config.server(), config.region(), config.credentials(), http),
                SpoolSettings.DEFAULT,
                clock,
                ids);
        parts.push(spool);
        RegistryLogins logins = new RegistryLogins();
        DockerRuntime runtime = new DockerRuntime(new DockerSettings(
                config.docker(),
                config.bindAddress(),
                config.firstPort(),
                config.lastPort(),
                config.registries(),
                config.cgroups(),
                new AwslogsRoute(spool),
                logins));
        parts.push(runtime);
        spool.recover(runtime.logHistory());
        TaskGroups groups =
                config.taskLimits() ? runtime.cgroups().probe(runtime.info().cgroupDriver()) : new TaskGroups.Off();
        if (groups instanceof TaskGroups.Impossible impossible) {
            log.warn("Tasks with CPU or memory limits of their own are refused on this host: {}", impossible.why());
        }
        wire(
                config,
                runtime,
                groups,
                store,
                SessionTimes.DEFAULTS,
                EndpointSettings.usual(),
                spool::before,
                logins,
                clock);
    }

    private void wire(
            AgentConfig config,
            ContainerRuntime runtime,
            TaskGroups groups,
            Store store,
            SessionTimes times,
            @Nullable EndpointSettings endpoint,
            UnaryOperator<Handler> beforeEndpoint,
            RegistryLogins logins,
            Clock clock)
            throws RuntimeFault {
        Ids ids = new RandomIds();
        AgentStore remembered = new AgentStore(store, new RecordCodec(), ids);
        Registration registration = registration(remembered, config);
        RuntimeInfo host = runtime.info();
        Resources resources = Capabilities.resources(host, config);

        HttpClient http = ControlApi.client(config.proxies());
        parts.push(http::shutdownNow);
        ControlApi api = new ControlApi(config, http, clock);
        TaskEngine engine = new TaskEngine(settings(config, resources, groups));
        EngineLoop loop = new EngineLoop(
                engine,
                remembered,
                EngineState.resumed(remembered.tasks(), remembered.images(), clock.instant()),
                ids,
                clock);
        StateReporter reporter = new StateReporter(api, config.cluster());
        ContainerStats stats =
                new ContainerStats(loop::state, runtime, StatsSettings.usual(host.cpus(), host.memoryBytes()), clock);
        RoleCredentials roles = new RoleCredentials();
        LocalApis local = null;
        if (endpoint != null) {
            local = LocalApis.start(
                    config,
                    endpoint,
                    remembered.endpointSecret(),
                    loop::state,
                    runtime,
                    new TaskCalls(api, config.cluster()),
                    stats::document,
                    roles,
                    beforeEndpoint);
            parts.push(local);
            localApis = local;
            ImdsSettings imds = config.local().imds();
            if (imds != null) {
                parts.push(
                        InstanceMetadata.start(config, imds, remembered.endpointSecret(), local::facts, http, clock));
            }
        }
        Attendant attendant = local == null ? Attendant.NONE : local.attendant();
        TaskResources resourcesOfTasks = new TaskResources(
                roles::execution,
                TaskResources.Sources.of(
                        new RoleCalls(config.server(), http, FIRST_PAUSE),
                        config.region(),
                        logins,
                        EnvironmentFileSource.of(config.objects(), config.region(), http, clock)),
                logins,
                attendant);
        EffectRunner effects = new EffectRunner(runtime, reporter, resourcesOfTasks, resourcesOfTasks, event -> {
            CompletableFuture<Void> unused = loop.submit(event);
        });
        parts.push(effects);
        effects.watch();
        loop.start(effects::run);
        parts.push(loop);
        if (!config.metricsDisabled()) {
            stats.start();
            parts.push(stats);
        }
        CompletableFuture<Void> unused = loop.submit(new Event.Resumed());

        Thread registering = Thread.ofVirtual()
                .name("registration")
                .start(() -> register(
                        config,
                        clock,
                        remembered,
                        registration,
                        runtime,
                        host,
                        groups,
                        loop,
                        api,
                        reporter,
                        roles,
                        http,
                        times,
                        stats));
        parts.push(registering::interrupt);
    }

    private void register(
            AgentConfig config,
            Clock clock,
            AgentStore remembered,
            Registration registration,
            ContainerRuntime runtime,
            RuntimeInfo host,
            TaskGroups groups,
            EngineLoop loop,
            ControlApi api,
            StateReporter reporter,
            RoleCredentials roles,
            HttpClient http,
            SessionTimes times,
            ContainerStats stats) {
        String known = registration.containerInstanceArn();
        LocalApis apis = localApis;
        try {
            Registrar.Registered answered = new Registrar(api, config)
                    .register(
                            known,
                            Capabilities.resources(host, config),
                            Capabilities.attributes(
                                    host, groups, config, apis != null && apis.reachable(), known == null));
            String arn = answered.arn();
            if (apis != null) {
                apis.registered(arn, answered.availabilityZone());
            }
            Registration registered = registration.registered(arn);
            remembered.save(registered);
            log.info("Registered as {}", arn);
            Draining own = new Draining(api, config.cluster(), arn, remembered, loop::state);
            draining = own;
            Sessions opened = Sessions.start(
                    config,
                    registered,
                    arn,
                    host.version(),
                    loop,
                    remembered,
                    roles,
                    runtime,
                    api,
                    reporter,
                    http,
                    clock,
                    times,
                    stats::drain,
                    () -> connected.complete(arn));
            sessions = opened;
            if (closing) {
                opened.close();
                return;
            }
            own.undo();
        } catch (Registrar.RefusedException refused) {
            log.error("{}", refused.getMessage());
            connected.completeExceptionally(refused);
        } catch (InterruptedException stopping) {
            log.debug("Registration was given up, for the agent stops");
        }
    }

    /** Whether the control channel is open now. */
    public boolean connected() {
        Sessions open = sessions;
        return open != null && open.connected();
    }

    /**
     * Waits for the first session.
     *
     * @return the container instance's ARN
     * @throws TimeoutException when it does not open in time
     * @throws ExecutionException when the control plane refused this host for good; the cause says why
     */
    public String awaitConnected(Duration limit) throws InterruptedException, TimeoutException, ExecutionException {
        return connected.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Completes exceptionally when the control plane refuses this host for good. */
    public CompletableFuture<String> registered() {
        return connected;
    }

    /**
     * Sets the instance DRAINING and waits until the tasks of services have left; the next start sets it ACTIVE again.
     *
     * @param limit of the wait
     * @return empty when the agent is not registered yet, and there is nothing to drain
     */
    public Optional<Draining.Outcome> drain(Duration limit) throws InterruptedException {
        Draining own = draining;
        return own == null ? Optional.empty() : Optional.of(own.drain(limit));
    }

    /** Stops listening and remembers everything; containers go on. */
    @Override
    public void close() {
        closing = true;
        Sessions open = sessions;
        if (open != null) {
            open.close();
        }
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                log.warn("A part of the agent did not stop in good order", e);
            }
        }
    }

    private static Registration registration(AgentStore remembered, AgentConfig config) {
        Registration registration = remembered.registration().orElseGet(() -> Registration.none(config.cluster()));
        if (!registration.cluster().equals(config.cluster())) {
            throw new IllegalStateException("The data directory " + config.data() + " belongs to an agent of cluster "
                    + registration.cluster() + ", and this one is for cluster " + config.cluster()
                    + ": name another data directory, or remove that one once its tasks are stopped.");
        }
        return registration;
    }

    private static EngineSettings settings(AgentConfig config, Resources resources, TaskGroups groups) {
        return new EngineSettings(
                config.cluster(),
                config.region(),
                resources,
                config.pullBehavior(),
                groups,
                config.pullLimits(),
                config.createTimeout(),
                config.startTimeout(),
                config.stopTimeout(),
                config.cleanupWait(),
                config.cleanupJitter(),
                config.imageCleanup(),
                CONTAINER_REPORT_DELAY,
                START_SETTLE,
                config.pullDependentsUpfront(),
                VERIFY_EVERY,
                config.sharedVolumesMatchFully());
    }
}
