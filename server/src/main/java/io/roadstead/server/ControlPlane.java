package io.roadstead.server;

import io.roadstead.control.access.Accounts;
import io.roadstead.control.access.KeyRenewal;
import io.roadstead.control.access.Keyring;
import io.roadstead.control.access.TaskNames;
import io.roadstead.control.access.TaskRoles;
import io.roadstead.control.agents.AgentRecords;
import io.roadstead.control.agents.InstanceHealth;
import io.roadstead.control.api.EcsApi;
import io.roadstead.control.api.OwnApi;
import io.roadstead.control.calls.RefusedCalls;
import io.roadstead.control.events.EventBus;
import io.roadstead.control.events.EventJournal;
import io.roadstead.control.events.EventRecorder;
import io.roadstead.control.events.JournalBus;
import io.roadstead.control.gateway.AgentGateway;
import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.control.loop.RetentionLoop;
import io.roadstead.control.loop.Scheduler;
import io.roadstead.control.loop.SchedulerThread;
import io.roadstead.control.loop.Surroundings;
import io.roadstead.control.place.ClusterFleets;
import io.roadstead.control.write.Writers;
import io.roadstead.core.Ids;
import io.roadstead.core.model.Cluster;
import io.roadstead.core.model.Scope;
import io.roadstead.core.reconcile.DaemonReconciler;
import io.roadstead.core.reconcile.ServiceReconciler;
import io.roadstead.core.reconcile.Starts;
import io.roadstead.server.findings.FindingWorker;
import io.roadstead.server.findings.FindingsApi;
import io.roadstead.services.events.EventsService;
import io.roadstead.services.events.record.Identities;
import io.roadstead.services.identity.IdentityService;
import io.roadstead.services.identity.document.DocumentKind;
import io.roadstead.services.identity.document.MalformedPolicyException;
import io.roadstead.services.identity.document.PolicyParser;
import io.roadstead.services.identity.gate.DenialsApi;
import io.roadstead.services.identity.gate.Enforcement;
import io.roadstead.services.identity.gate.PolicyGate;
import io.roadstead.services.identity.session.KnownCaller;
import io.roadstead.services.logs.LogsService;
import io.roadstead.services.objects.ObjectsService;
import io.roadstead.services.objects.blob.DirectoryBlobs;
import io.roadstead.services.secrets.SecretsService;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Store;
import io.roadstead.store.sqlite.SqliteStore;
import io.roadstead.wire.AccessKeys;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.ServiceApi;
import io.roadstead.wire.client.LocalCalls;
import io.roadstead.wire.http.HttpServer;
import io.roadstead.wire.sigv4.SigV4Verifier;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One server of a control plane: store, index, writers, API, gateway and loop, started in this order and stopped in the
 * other. Starting is recovering: everything it knows it reads from the store.
 */
public final class ControlPlane implements AutoCloseable {
    /** The region of the cluster that is there from the start. */
    public static final String FIRST_REGION = "us-east-1";

    public static final String STORE_FILE = "roadstead.db";
    public static final String MASTER_KEY_FILE = "master.key";
    public static final String EVENTS_DIRECTORY = "events";
    public static final String LOGS_DIRECTORY = "logs";
    public static final String CALLS_DIRECTORY = "calls";
    public static final String OBJECTS_DIRECTORY = "objects";

    private final HttpServer http;
    private final String endpoint;
    private final EventBus events;
    private final Deque<AutoCloseable> parts;

    private ControlPlane(HttpServer http, String endpoint, EventBus events, Deque<AutoCloseable> parts) {
        this.http = http;
        this.endpoint = endpoint;
        this.events = events;
        this.parts = parts;
    }

    /**
     * Starts a server; it answers when this returns.
     *
     * @throws io.roadstead.store.StoreException when the data directory is in use or damaged, saying which and what to do
     * @throws IOException when the data directory cannot be made or read
     */
    public static ControlPlane start(Settings settings) throws IOException {
        Files.createDirectories(
                settings.data(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        InstantSource clock = InstantSource.system();
        return start(settings, SqliteStore.open(settings.data().resolve(STORE_FILE), clock), clock);
    }

    /** As {@link #start(Settings)}, over a store given; it is closed with the server. */
    public static ControlPlane start(Settings settings, Store store, InstantSource clock) throws IOException {
        Deque<AutoCloseable> parts = new ArrayDeque<>();
        parts.push(store);
        try {
            return wire(settings, store, clock, parts);
        } catch (IOException | RuntimeException e) {
            closeAll(parts);
            throw e;
        }
    }

    private static ControlPlane wire(Settings settings, Store store, InstantSource clock, Deque<AutoCloseable> parts)
            throws IOException {
        Ids ids = new RandomIds();
        RecordCodec codec = new RecordCodec();
        Index index = Index.open(store, codec);
        parts.push(index);
        // Before anything else happens, and closed after everything: what a server does is told.
        EventJournal journal = EventJournal.open(
                settings.data().resolve(EVENTS_DIRECTORY), settings.events().journal(), clock);
        parts.push(journal);
        parts.push(EventRecorder.start(store, index, codec, journal, clock, settings.events()));
        JournalBus events = new JournalBus(journal, settings.events().retry());
        parts.push(events);
        Writers writers = new Writers(store, index, ids);
        parts.push(writers);
        firstCluster(writers, clock);

        Keyring master =
                Keyring.open(settings.masterKeys().file(), settings.data().resolve(MASTER_KEY_FILE));
        Accounts accounts = new Accounts(index, writers, master, settings.rootKey(), clock, ids);
        IdentityService identity = IdentityService.open(store, codec, master, clock, ids);
        parts.push(identity);
        TaskRoles roles = new TaskRoles(identity.roles(), master, roleChecks(settings.iam()));
        Surroundings surroundings = Surroundings.withRoles(Surroundings.NONE, roles);
        AccessKeys keys =
                (id, token) -> accounts.find(id, token).or(() -> identity.keys().find(id, token));
        SigV4Verifier verifier = new SigV4Verifier(keys, clock);
        PolicyGate gate = identity.gate(settings.iam());

        AgentRecords records = new AgentRecords(index, writers);
        InstanceHealth health = new InstanceHealth();
        AgentGateway gateway = AgentGateway.open(
                settings.server(),
                new AgentGateway.Ports(records, records, roles, records, records, health),
                verifier,
                gate,
                settings.gateway(),
                ids,
                clock);
        records.tell(gateway);
        parts.push(RetentionLoop.start(store, index, writers, clock, ids, settings.server(), settings.retention()));

        ClusterFleets fleets = new ClusterFleets(index);
        Scheduler scheduler = new Scheduler(
                store,
                index,
                writers,
                fleets,
                surroundings,
                new Scheduler.Deciders(
                        new ServiceReconciler(settings.scheduler()),
                        new DaemonReconciler(settings.scheduler()),
                        new Starts(settings.scheduler()),
                        settings.instances()),
                clock,
                ids,
                settings.server(),
                settings.loop());
        parts.push(SchedulerThread.start(scheduler, clock));
        LogsService logs =
                LogsService.open(store, codec, settings.data().resolve(LOGS_DIRECTORY), settings.logs(), clock, ids);
        parts.push(logs);
        DirectoryBlobs blobs = DirectoryBlobs.open(settings.data().resolve(OBJECTS_DIRECTORY), master);
        ObjectsService objects = ObjectsService.open(
                store, codec, blobs, ControlPlane::requireBucketPolicy, ObjectsService.Settings.DEFAULT, clock, ids);
        parts.push(objects);
        ServiceApi ecs = EcsApi.of(index, writers, fleets, health, roles, clock, ids);
        SecretsService secrets = SecretsService.open(store, codec, master, clock, ids);
        parts.push(secrets);
        KeyRenewal renewal = KeyRenewal.start(
                master,
                List.of(accounts, identity.sealedKeys(), secrets.sealedValues(), blobs, new TaskNames(index, master)),
                settings.masterKeys().renewal(),
                clock);
        parts.push(renewal);
        FindingWorker findings =
                FindingWorker.start(settings.findings(), index, scope -> new LocalCalls(ecs, root(scope))::call, clock);
        parts.push(findings);
        EventsService trail = EventsService.open(
                settings.data().resolve(CALLS_DIRECTORY),
                EventsService.Settings.DEFAULT,
                caller -> {
                    KnownCaller known = identity.known(caller);
                    return new Identities.Known(known.id(), known.roleArn(), known.since());
                },
                clock);
        parts.push(trail);
        RefusedCalls refused = new RefusedCalls(RefusedCalls.Settings.DEFAULT, clock);
        HttpServer http = HttpServer.start(new HttpServer.Settings(
                new InetSocketAddress(settings.bind(), settings.port()),
                Stream.concat(
                                Stream.of(
                                        ecs,
                                        OwnApi.of(
                                                accounts,
                                                journal,
                                                refused,
                                                new OwnApi.Explaining(
                                                        index,
                                                        settings.scheduler(),
                                                        surroundings,
                                                        records.checks(),
                                                        clock,
                                                        ids),
                                                new FindingsApi(findings),
                                                new DenialsApi(gate),
                                                identity.instanceCredentials(settings.iam()),
                                                renewal),
                                        logs.api(),
                                        trail.api()),
                                Stream.concat(identity.apis().stream(), secrets.apis().stream()))
                        .toList(),
                verifier,
                Map.of("/acs/ws", gateway.acs(), "/tcs/ws", gateway.tcs()),
                refused,
                gate,
                trail.calls(),
                List.of(objects.api())));
        parts.push(http);
        // Agents are told to come back before the port closes under them.
        parts.push(gateway);
        return new ControlPlane(http, "http://" + settings.bind() + ":" + http.port(), events, parts);
    }

    /** The base URL clients use. */
    public String endpoint() {
        return endpoint;
    }

    public int port() {
        return http.port();
    }

    /** Where to hear of what happens. */
    public EventBus events() {
        return events;
    }

    /** Stops answering and closes the store; containers go on, and agents wait for the server to be back. */
    @Override
    public void close() {
        closeAll(parts);
    }

    private static TaskRoles.Mode roleChecks(Enforcement iam) {
        return switch (iam) {
            case ENFORCE -> TaskRoles.Mode.ENFORCE;
            case AUDIT -> TaskRoles.Mode.AUDIT;
            case OFF -> TaskRoles.Mode.OFF;
        };
    }

    /** Refuses the document of a bucket's policy that is none. */
    private static void requireBucketPolicy(String document) {
        try {
            PolicyParser.parse(document, DocumentKind.RESOURCE);
        } catch (MalformedPolicyException e) {
            throw new AwsException("MalformedPolicy", e.text());
        }
    }

    /** As whom the server itself looks. */
    private static Caller root(Scope scope) {
        return new Caller(scope, "arn:aws:iam::" + scope.account() + ":root", "-", "http://localhost");
    }

    /** The cluster {@code default} of the first account, which commands mean when they name none. */
    private static void firstCluster(Writers writers, InstantSource clock) {
        Scope scope = new Scope(Accounts.FIRST_ACCOUNT, FIRST_REGION);
        writers.ofScope(scope).submit(draft -> {
            var key = Keys.cluster(scope, "default");
            if (draft.read(key, Cluster.class).isEmpty()) {
                draft.put(
                        key,
                        new Cluster(
                                scope,
                                "default",
                                Cluster.Status.ACTIVE,
                                List.of(new Cluster.Setting("containerInsights", "disabled")),
                                List.of(),
                                clock.instant()));
            }
            return key;
        });
    }

    private static void closeAll(Deque<AutoCloseable> parts) {
        RuntimeException failure = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                failure = failure == null ? new IllegalStateException("closing the server failed", e) : failure;
                failure.addSuppressed(e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Where a server keeps everything, for messages. */
    public static Path storeFile(Path data) {
        return data.resolve(STORE_FILE);
    }
}
