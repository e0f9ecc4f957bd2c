package io.roadstead.simulation;

import io.roadstead.wire.sigv4.Credentials;
import io.roadstead.wire.sigv4.RequestHeaders;
import io.roadstead.wire.sigv4.SigV4Signer;
import io.roadstead.wire.websocket.HandshakeRequest;
import io.roadstead.wire.websocket.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The agent's side of the control channel: it dials any server, hangs up when it hears nothing and after half an hour, and
 * dials again with growing pauses. Source: agent-protocol 2.1, 2.3.
 */
final class SimSession {
    private static final Duration IDLE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final SimWorld world;
    private final SimHost host;
    private final SimProcess process;
    private final String cluster;
    private final Draw draw;
    private @Nullable SimSocket socket;
    private boolean dialling;
    private int tries;
    private Instant heardAt = SimWorld.BEGIN;
    private boolean retired;

    SimSession(SimWorld world, SimHost host, SimProcess process, String cluster, Draw draw) {
        this.world = world;
        this.host = host;
        this.process = process;
        this.cluster = cluster;
        this.draw = draw;
    }

    String name() {
        return host.name();
    }

    /** The connection that is open. */
    @Nullable
    SimSocket socket() {
        return socket;
    }

    /** Whether it was told that its instance is deregistered. */
    boolean retired() {
        return retired;
    }

    /** A new process of the agent begins. */
    void begin() {
        tries = 0;
    }

    /** The machine becomes, or was given up as, another instance. */
    void forget() {
        retired = false;
    }

    /**
     * The agent is gone.
     *
     * @param silently whether the server does not notice
     */
    void drop(boolean silently) {
        SimSocket open = socket;
        socket = null;
        dialling = false;
        if (open != null) {
            open.agentGone(silently);
        }
    }

    /** How long it waits before it tries again what just failed. */
    Duration pause() {
        long millis = Math.min(LONGEST_PAUSE.toMillis(), 250L << Math.min(tries, 10));
        tries++;
        return draw.between(Duration.ofMillis(millis), Duration.ofMillis(millis * 6 / 5));
    }

    /** Connects to any server, unless it does already. */
    void dial() {
        if (dialling || socket != null || retired) {
            return;
        }
        dialling = true;
        SimServer server = world.anyServer(draw);
        String query = "agentHash=sim&agentVersion=1.105.1&clusterArn=" + cluster + "&containerInstanceArn="
                + String.valueOf(host.instanceArn()).replace(":", "%3A").replace("/", "%2F")
                + "&dockerVersion=sim&protocolVersion=2&sendCredentials=false&seqNum=1";
        Map<String, String> headers = new HashMap<>(
                new SigV4Signer(Credentials.of(SimServer.KEY_ID, SimServer.SECRET), SimServer.SCOPE.region(), "ecs")
                        .sign(
                                "GET",
                                "/acs/ws",
                                query,
                                Map.of("Host", "simulation"),
                                new byte[0],
                                world.timeline().now()));
        headers.put("Host", "simulation");
        HandshakeRequest request = new HandshakeRequest("/acs/ws", query, RequestHeaders.of(headers), host.name());
        int mine = process.number();
        world.timeline().after(world.network().latency(), () -> {
            if (process.number() != mine) {
                return;
            }
            if (world.network().cut(host.name(), server.name())) {
                refused("no answer");
            } else {
                server.dial(request, this);
            }
        });
    }

    /** The upgrade was not to be. */
    void refused(String why) {
        if (!process.running() || !dialling) {
            return;
        }
        dialling = false;
        if (why.equals("InactiveInstanceException")) {
            world.trace("agent retired", host.name());
            retired = true;
            return;
        }
        process.later(pause(), this::dial);
    }

    void connected(SimSocket opened) {
        if (!process.running() || !dialling || socket != null) {
            opened.agentGone(false);
            return;
        }
        dialling = false;
        socket = opened;
        tries = 0;
        heardAt = world.timeline().now();
        world.trace("agent connected", host.name(), opened.server().name());
        Duration renew = draw.between(Duration.ofMinutes(30), Duration.ofMinutes(35));
        process.later(renew, () -> {
            if (socket == opened) {
                opened.hangUp(Session.NORMAL);
                socket = null;
                dial();
            }
        });
    }

    void disconnected(SimSocket ended, int code) {
        if (socket == ended) {
            world.trace("agent disconnected", host.name(), code);
            socket = null;
            boolean atOnce = code == Session.NORMAL || code == Session.GOING_AWAY;
            process.later(atOnce ? Duration.ofMillis(10) : pause(), this::dial);
        }
    }

    /** Looks from now on whether it still hears something. */
    void watchSilence() {
        process.later(IDLE, () -> {
            SimSocket open = socket;
            if (open != null && !heardAt.plus(IDLE).isAfter(world.timeline().now())) {
                world.trace("agent hears nothing", host.name());
                socket = null;
                open.hangUp(Session.ABNORMAL);
                process.later(pause(), this::dial);
            }
            watchSilence();
        });
    }

    /** A server has sent something. */
    void heard(SimSocket from, String text) {
        if (socket == from && process.running()) {
            heardAt = world.timeline().now();
            host.heard(from, text);
        }
    }
}
