package io.roadstead.agent.control;

import com.fasterxml.jackson.databind.JsonNode;
import io.roadstead.agent.config.AgentConfig;
import io.roadstead.wire.agent.AcsMessage;
import io.roadstead.wire.sigv4.SigV4Signer;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one session with the control plane open: dials, lets the {@link Channel} speak, and dials again, at once after an
 * orderly end and with growing pauses after any other. Source: agent-protocol 2.1, 2.3, 4.
 */
final class SessionLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SessionLoop.class);

    /** How long a discovered endpoint is used. Source: agent-protocol 1.8. */
    private static final Duration ENDPOINT_KEPT = Duration.ofHours(12);

    /** A session that ends sooner is not dialled again at once: a server that lets in and closes would be hammered. */
    private static final Duration SHORT_SESSION = Duration.ofSeconds(1);

    private final Channel channel;
    private final ControlApi api;
    private final AgentConfig config;
    private final HttpClient http;
    private final Clock clock;
    private final SessionTimes times;
    private final SigV4Signer signer;
    private final String instanceArn;
    private final Thread thread;
    private @Nullable URI endpoint;
    private Instant endpointUntil = Instant.MIN;
    private volatile @Nullable Socket socket;

    /** What is said in a session. */
    interface Channel {
        /** The member of DiscoverPollEndpoint's answer that says where it is. */
        String endpointMember();

        /** The query of the handshake. */
        Map<String, String> query();

        /** A session begins; {@code line} sends on it. */
        void opened(Line line) throws InterruptedException;

        /** A message came. @return whether it is one this channel knows, which keeps the session alive */
        boolean heard(String text, Line line) throws InterruptedException;

        /** Time has passed: say what is due. @return when to be asked again */
        Instant due(Instant now, Line line);

        void closed();
    }

    /** One open session, to speak on. */
    interface Line {
        void send(String text);

        /** As {@link #send}, with the signature that every telemetry frame carries. */
        void sendSigned(String text);
    }

    SessionLoop(
            String name,
            Channel channel,
            ControlApi api,
            AgentConfig config,
            HttpClient http,
            Clock clock,
            SessionTimes times,
            String instanceArn) {
        this.channel = channel;
        this.api = api;
        this.config = config;
        this.http = http;
        this.clock = clock;
        this.times = times;
        this.instanceArn = instanceArn;
        this.signer = new SigV4Signer(config.credentials(), config.region(), "ecs");
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Has the channel asked now what is due; nothing while there is no session, for a new one begins by asking. */
    void wake() {
        Socket open = socket;
        if (open != null) {
            open.wake();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        Socket open = socket;
        if (open != null) {
            open.close(Socket.GOING_AWAY, "the agent is stopping");
        }
    }

    private void run() {
        int tries = 0;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Instant opened = clock.instant();
                boolean orderly = session();
                Duration lived = Duration.between(opened, clock.instant());
                boolean atOnce = orderly && lived.compareTo(SHORT_SESSION) > 0;
                tries = atOnce || lived.compareTo(times.idle()) > 0 ? 0 : tries + 1;
                if (!atOnce) {
                    Thread.sleep(pause(tries));
                }
            } catch (ApiFault | Socket.RefusedException e) {
                endpointUntil = Instant.MIN;
                boolean inactive = String.valueOf(e.getMessage()).contains("InactiveInstanceException");
                Duration pause = inactive ? times.inactivePause() : pause(tries++);
                log.warn(
                        "{} is not connected: {}; trying again in {} ms",
                        thread.getName(),
                        e.getMessage(),
                        pause.toMillis());
                if (!slept(pause)) {
                    return;
                }
            } catch (InterruptedException closing) {
                return;
            } catch (RuntimeException e) {
                log.error("{} failed; a new session is opened", thread.getName(), e);
                if (!slept(pause(tries++))) {
                    return;
                }
            }
        }
    }

    private static boolean slept(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException closing) {
            return false;
        }
    }

    private static Duration pause(int tries) {
        return Backoff.SESSION.pause(tries, ThreadLocalRandom.current()::nextDouble);
    }

    /** Runs one session to its end. @return whether to dial again at once */
    private boolean session() throws ApiFault, InterruptedException, Socket.RefusedException {
        URI base = endpoint();
        String path = base.getRawPath() + "ws";
        String query = query(channel.query());
        String host = base.getRawAuthority();
        Map<String, String> headers =
                new HashMap<>(signer.sign("GET", path, query, Map.of("Host", host), new byte[0], clock.instant()));
        String scheme = base.getScheme().equals("https") ? "wss" : "ws";
        try (Socket open = Socket.open(http, URI.create(scheme + "://" + host + path + "?" + query), headers)) {
            socket = open;
            channel.opened(new OpenLine(open, path, query, host));
            return listen(open, new OpenLine(open, path, query, host));
        } finally {
            socket = null;
            channel.closed();
        }
    }

    private boolean listen(Socket open, Line line) throws InterruptedException {
        Instant renewAt = clock.instant().plus(times.renew()).plus(spread(times.renewSpread()));
        Instant idleAt = clock.instant().plus(times.idle()).plus(spread(times.idle()));
        boolean renewing = false;
        while (true) {
            Instant now = clock.instant();
            Instant wake = earliest(channel.due(now, line), idleAt, renewing ? idleAt : renewAt);
            Socket.Incoming incoming = open.next(Duration.between(now, wake));
            switch (incoming) {
                case Socket.Incoming.Text text -> {
                    if (channel.heard(text.text(), line)) {
                        idleAt = clock.instant().plus(times.idle()).plus(spread(times.idle()));
                    }
                }
                case Socket.Incoming.Woken _ -> log.debug("{} was woken", thread.getName());
                case Socket.Incoming.Closed closed -> {
                    if (displaced(closed)) {
                        log.warn(
                                "{} ended: another agent is connected as {}. Where that goes on in turns, two hosts have one"
                                        + " identity, as hosts cloned from one disk do; the way out:"
                                        + " ./roadstead doctor article ecs-create-custom-amis",
                                thread.getName(),
                                instanceArn);
                    } else {
                        log.info("{} ended: {} {}", thread.getName(), closed.code(), closed.reason());
                    }
                    return closed.code() == Socket.NORMAL
                            || closed.code() == Socket.GOING_AWAY
                            || closed.code() == Socket.ABNORMAL
                            || closed.code() == Socket.INTERNAL_ERROR;
                }
                case null -> {
                    Instant woken = clock.instant();
                    if (!woken.isBefore(idleAt)) {
                        log.warn("{} was silent for too long; dialling again", thread.getName());
                        return true;
                    }
                    if (!renewing && !woken.isBefore(renewAt)) {
                        renewing = true;
                        open.close(Socket.NORMAL, "ConnectionExpired: Reconnect to continue");
                    }
                }
            }
        }
    }

    /**
     * Whether the control plane ended a session that this agent still held because another one was opened for its instance.
     * An agent that dials again has given its former session up, and hears nothing of its end.
     */
    static boolean displaced(Socket.Incoming.Closed closed) {
        return closed.reason().equals(AcsMessage.NEWER_SESSION);
    }

    private URI endpoint() throws ApiFault, InterruptedException {
        URI known = endpoint;
        if (known != null && clock.instant().isBefore(endpointUntil)) {
            return known;
        }
        JsonNode answer = api.call(
                "DiscoverPollEndpoint",
                ControlApi.input()
                        .put("cluster", config.cluster())
                        .put("containerInstance", instanceArn)
                        .put("zoneId", ""));
        String text = answer.path(channel.endpointMember()).asText();
        if (!text.startsWith("http://") && !text.startsWith("https://")) {
            throw new ApiFault("DiscoverPollEndpoint", "the answer has no URL for " + channel.endpointMember());
        }
        URI found = URI.create(text.endsWith("/") ? text : text + "/");
        endpoint = found;
        endpointUntil = clock.instant().plus(ENDPOINT_KEPT);
        return found;
    }

    private static String query(Map<String, String> parameters) {
        StringJoiner query = new StringJoiner("&");
        parameters.forEach((name, value) -> query.add(
                name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20")));
        return query.toString();
    }

    private static Duration spread(Duration most) {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most.toMillis()));
    }

    private static Instant earliest(Instant one, Instant two, Instant three) {
        Instant first = one.isBefore(two) ? one : two;
        return first.isBefore(three) ? first : three;
    }

    private final class OpenLine implements Line {
        private final Socket open;
        private final String path;
        private final String query;
        private final String host;

        private OpenLine(Socket open, String path, String query, String host) {
            this.open = open;
            this.path = path;
            this.query = query;
            this.host = host;
        }

        @Override
        public void send(String text) {
            open.send(text);
        }

        @Override
        public void sendSigned(String text) {
            open.send(signer.signFrame(path, query, host, text, clock.instant()));
        }
    }
}
