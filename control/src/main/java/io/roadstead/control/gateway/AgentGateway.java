package io.roadstead.control.gateway;

import io.roadstead.control.Pauses;
import io.roadstead.control.gateway.AgentHandshake.Channel;
import io.roadstead.control.gateway.AgentHandshake.Outcome;
import io.roadstead.core.Ids;
import io.roadstead.core.model.AgentConnection;
import io.roadstead.wire.Gate;
import io.roadstead.wire.agent.AcsMessage;
import io.roadstead.wire.sigv4.SigV4Verifier;
import io.roadstead.wire.websocket.Handshake;
import io.roadstead.wire.websocket.HandshakeRequest;
import io.roadstead.wire.websocket.Listener;
import io.roadstead.wire.websocket.Session;
import io.roadstead.wire.websocket.WebSocketEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of all agents that dialled this server: answers their upgrades, tells them of changes, and records which
 * of them are connected.
 *
 * <p>Its rule: an instance has one session of each channel, the newest. An older one is closed once the newer stands,
 * with a code on which agents wait before they dial again, so that two agents with one identity do not chase each other.
 *
 * <p>It never polls: whoever follows the Store calls {@link #changed} and {@link #taken}.
 */
public final class AgentGateway implements AutoCloseable {
    /** RFC 6455's registry: a server that cannot take the session now. Agents dial again with a growing pause. */
    static final int TRY_AGAIN_LATER = 1013;

    /** Openings and endings of sessions going on at once; those of one instance always wait for each other. */
    private static final int STRIPES = 256;

    /** When to try again to record an end that could not be stored. */
    private static final Duration RETRY_RECORDING = Duration.ofSeconds(5);

    /** How long {@link #close} waits for the ends of sessions to be stored. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(AgentGateway.class);

    private final String server;
    private final Ports ports;
    private final SigV4Verifier verifier;
    private final GatewaySettings settings;
    private final Ids ids;
    private final InstantSource clock;
    private final Pauses pauses;
    private final AgentHandshake handshakes;
    private final ConcurrentMap<InstanceKey, AcsConnection> sessions = new ConcurrentHashMap<>();
    private final ConcurrentMap<InstanceKey, TcsConnection> telemetry = new ConcurrentHashMap<>();
    private final ConcurrentMap<InstanceKey, End> ends = new ConcurrentHashMap<>();
    private final ReentrantLock[] stripes = new ReentrantLock[STRIPES];
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread ticker;
    private volatile boolean closing;

    /** What the gateway needs of the rest of the house. */
    public record Ports(
            Instances instances,
            Connections connections,
            TaskCredentials credentials,
            TaskNews news,
            HealthReports health,
            MetricsSink metrics) {}

    /** A session that is over and whose end is to be recorded at {@code due}, unless the agent is back by then. */
    private record End(String sessionId, Instant due) {}

    private AgentGateway(
            String server,
            Ports ports,
            SigV4Verifier verifier,
            Gate gate,
            GatewaySettings settings,
            Ids ids,
            InstantSource clock,
            Pauses pauses) {
        this.server = server;
        this.ports = ports;
        this.verifier = verifier;
        this.settings = settings;
        this.ids = ids;
        this.clock = clock;
        this.pauses = pauses;
        this.handshakes = new AgentHandshake(verifier, gate, ports.instances());
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new ReentrantLock();
        }
        this.ticker = Thread.ofVirtual().name("agent gateway ticks").unstarted(this::tickUntilClosed);
    }

    /**
     * Corrects what a former run left recorded, then is ready for agents.
     *
     * @param server this server's name, the same after a restart, without {@code /}
     * @param gate who lets agents in whose signature is right
     */
    public static AgentGateway open(
            String server,
            Ports ports,
            SigV4Verifier verifier,
            Gate gate,
            GatewaySettings settings,
            Ids ids,
            InstantSource clock) {
        return open(server, ports, verifier, gate, settings, ids, clock, Pauses.REAL);
    }

    /** @param pauses how it waits from one look at due timers to the next */
    public static AgentGateway open(
            String server,
            Ports ports,
            SigV4Verifier verifier,
            Gate gate,
            GatewaySettings settings,
            Ids ids,
            InstantSource clock,
            Pauses pauses) {
        ports.connections().correct(server, clock.instant());
        AgentGateway gateway = new AgentGateway(server, ports, verifier, gate, settings, ids, clock, pauses);
        gateway.ticker.start();
        return gateway;
    }

    /** What answers upgrades of {@code /acs/ws}. */
    public WebSocketEndpoint acs() {
        return request -> switch (check(request, Channel.ACS)) {
            case Outcome.Refused refused -> refused.answer();
            case Outcome.Welcome welcome -> new Handshake.Accept(socket -> openAcs(welcome, socket));
        };
    }

    /** What answers upgrades of {@code /tcs/ws}. */
    public WebSocketEndpoint tcs() {
        return request -> switch (check(request, Channel.TCS)) {
            case Outcome.Refused refused -> refused.answer();
            case Outcome.Welcome welcome -> new Handshake.Accept(socket -> openTcs(welcome, request, socket));
        };
    }

    /** The instance or one of its tasks changed: its agent, if it is here, is told soon. Returns at once. */
    public void changed(InstanceKey instance) {
        AcsConnection session = sessions.get(instance);
        if (session != null) {
            session.changed();
        }
    }

    /** A connection was recorded, by whatever server: a session here that it displaces is closed. Returns at once. */
    public void taken(AgentConnection connection) {
        InstanceKey instance = new InstanceKey(connection.scope(), connection.cluster(), connection.instanceId());
        AcsConnection session = sessions.get(instance);
        String owner = connection.session();
        if (session != null && connection.connected() && owner != null && !owner.startsWith(server + "/")) {
            displace(session);
        }
    }

    /** Agents connected here. */
    public int connected() {
        return sessions.size();
    }

    /** Closes all sessions; agents dial again at once, another server or this one when it is back. */
    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        ticker.interrupt();
        List<Future<?>> recordings = new ArrayList<>();
        telemetry.values().forEach(session -> session.close(Session.GOING_AWAY, "the server is stopping"));
        for (AcsConnection session : sessions.values()) {
            session.close(Session.GOING_AWAY, "the server is stopping");
            recordings.add(executor.submit(() -> record(session.instance(), new End(session.id(), clock.instant()))));
        }
        ends.forEach((instance, end) -> recordings.add(executor.submit(() -> record(instance, end))));
        executor.shutdown();
        try {
            if (!executor.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("Not all of {} ends of sessions were recorded: the next start does it.", recordings.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Outcome check(HandshakeRequest request, Channel channel) {
        Outcome outcome = handshakes.check(request, channel);
        if (outcome instanceof Outcome.Refused refused) {
            log.info(
                    "An agent at {} was refused for {}: {}: {}",
                    request.remote(),
                    request.path(),
                    refused.answer().errorType(),
                    refused.answer().message());
        }
        return outcome;
    }

    private Listener openAcs(Outcome.Welcome welcome, Session socket) {
        InstanceKey instance = welcome.instance();
        Instant now = clock.instant();
        AcsConnection session = new AcsConnection(
                instance,
                server + "/" + ids.uuid(),
                socket,
                new AcsSession(instance, settings, ids, ports.credentials(), now),
                ports.instances(),
                ports.news(),
                clock,
                this::execute,
                this::ended);
        Connections.Opened opened = new Connections.Opened(
                session.id(),
                welcome.parameter("agentVersion"),
                welcome.parameter("agentHash"),
                welcome.parameter("dockerVersion"));
        ReentrantLock stripe = stripe(instance);
        AcsConnection older;
        stripe.lock();
        try {
            if (closing) {
                socket.close(Session.GOING_AWAY, "the server is stopping");
                return session;
            }
            ports.connections().opened(instance, opened, now);
            older = sessions.put(instance, session);
            ends.remove(instance);
        } catch (RuntimeException fault) {
            log.error("The session of {} could not be recorded.", instance.arn(), fault);
            socket.close(TRY_AGAIN_LATER, "the session could not be recorded");
            return session;
        } finally {
            stripe.unlock();
        }
        log.info("The agent of {} is connected from {}.", instance.arn(), socket.remote());
        if (older != null) {
            displace(older);
        }
        session.changed();
        if (closing) {
            session.close(Session.GOING_AWAY, "the server is stopping");
        }
        return session;
    }

    private Listener openTcs(Outcome.Welcome welcome, HandshakeRequest request, Session socket) {
        TcsConnection session = new TcsConnection(
                welcome.instance(),
                request,
                socket,
                verifier,
                ports.health(),
                ports.metrics(),
                settings,
                clock,
                over -> telemetry.remove(over.instance(), over));
        TcsConnection older = telemetry.put(welcome.instance(), session);
        if (older != null) {
            older.close(Session.POLICY_VIOLATION, AcsMessage.NEWER_SESSION);
        }
        if (closing) {
            session.close(Session.GOING_AWAY, "the server is stopping");
        }
        return session;
    }

    private static void displace(AcsConnection older) {
        log.info(
                "A newer session of {} takes the place of {}.", older.instance().arn(), older.id());
        older.close(Session.POLICY_VIOLATION, AcsMessage.NEWER_SESSION);
    }

    private void ended(AcsConnection session, int code, String reason) {
        InstanceKey instance = session.instance();
        log.info("The session {} of {} ended with {} {}.", session.id(), instance.arn(), code, reason);
        Instant now = clock.instant();
        End end = new End(session.id(), code == Session.NORMAL ? now.plus(settings.reconnectGrace()) : now);
        ReentrantLock stripe = stripe(instance);
        stripe.lock();
        try {
            if (!sessions.remove(instance, session)) {
                return;
            }
            ends.put(instance, end);
        } finally {
            stripe.unlock();
        }
        if (!closing && !end.due().isAfter(now)) {
            record(instance, end);
        }
    }

    /** Records an end unless the agent has come back; what cannot be stored now is tried again. */
    private void record(InstanceKey instance, End end) {
        ReentrantLock stripe = stripe(instance);
        stripe.lock();
        try {
            AcsConnection current = sessions.get(instance);
            if (current == null || current.id().equals(end.sessionId())) {
                ports.connections().ended(instance, end.sessionId(), clock.instant());
            }
            ends.remove(instance, end);
        } catch (RuntimeException fault) {
            log.error("The end of session {} of {} could not be recorded.", end.sessionId(), instance.arn(), fault);
            ends.replace(instance, end, new End(end.sessionId(), clock.instant().plus(RETRY_RECORDING)));
        } finally {
            stripe.unlock();
        }
    }

    private void tickUntilClosed() {
        try {
            while (!closing) {
                pauses.pause(settings.tick());
                Instant now = clock.instant();
                sessions.values().forEach(session -> session.tick(now));
                telemetry.values().forEach(session -> session.tick(now));
                ends.forEach((instance, end) -> {
                    if (!end.due().isAfter(now)) {
                        execute(() -> record(instance, end));
                    }
                });
            }
        } catch (InterruptedException e) {
            log.debug("No more ticks: the gateway is closing.");
        }
    }

    private void execute(Runnable work) {
        try {
            executor.execute(work);
        } catch (RejectedExecutionException e) {
            log.debug("Nothing more is done for agents: the gateway is closing.");
        }
    }

    private ReentrantLock stripe(InstanceKey instance) {
        return stripes[Math.floorMod(instance.hashCode(), STRIPES)];
    }
}
