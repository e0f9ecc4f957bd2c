package io.roadstead.agent.endpoint;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One agent's part in the endpoint that all agents of a host share.
 *
 * <p>Each agent answers on a loopback port of its own and tells the others which ({@link Peers}). One of them, the first
 * to get it, listens on the host's address; it answers what is for itself and hands on the rest, request by request, by
 * the tag that each id begins with. The others try to listen as well, over and over: when the listener dies, the next
 * of them has its place within a second.
 */
public final class HostEndpoint implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostEndpoint.class);

    /** How the listeners of this host know each other. */
    static final String NAME = "Roadstead";

    private static final int TAG_LENGTH = 8;

    /** What has an id in its path, which begins with the tag of the agent it is of. */
    private static final Pattern WITH_ID = Pattern.compile("/(?:v3|v4|api|v2/credentials)/([0-9a-f]{8})-[^/]*(?:/.*)?");

    /** Where the id stands in the query instead. */
    private static final String BY_QUERY = "/v1/credentials";

    private static final Pattern ID = Pattern.compile("([0-9a-f]{8})-.*");

    /** By which the agent that listens tells another who called, {@code address port}. */
    private static final String CALLER = "x-roadstead-caller";

    private static final String USER_AGENT = "user-agent";

    /** What the listener itself says of each answer. */
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("content-length", "content-type", "connection", "date", "server", "transfer-encoding");

    private static final Duration PROBE_LIMIT = Duration.ofSeconds(1);

    /** Longer than the longest of what is answered by a call of the control plane. */
    private static final Duration HAND_ON_LIMIT = Duration.ofSeconds(10);

    private static final int MAX_FIRST_TRIES = 3;
    private static final Duration FIRST_TRY_PAUSE = Duration.ofMillis(200);

    private final EndpointSettings settings;
    private final String tag;
    private final Handler handler;
    private final Peers peers;
    private final HostAddress host;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(PROBE_LIMIT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private @Nullable HttpPort own;
    private @Nullable HttpPort shared;
    private @Nullable Thread trying;
    private boolean closed;

    private HostEndpoint(EndpointSettings settings, String tag, Handler handler) {
        this.settings = settings;
        this.tag = tag;
        this.handler = handler;
        this.peers = new Peers(settings.peers());
        this.host = new HostAddress(settings.address(), settings.port());
    }

    /** Containers of this host cannot reach their agents; the message says why, and what would help. */
    public static final class UnavailableException extends Exception {
        UnavailableException(String message) {
            super(message);
        }
    }

    /**
     * Answers from now on, by itself or through another agent of this host.
     *
     * @param tag of the ids of this agent's containers: eight lower-case hexadecimal digits and then a hyphen
     * @throws UnavailableException when nobody can listen there
     */
    public static HostEndpoint start(EndpointSettings settings, String tag, Handler handler)
            throws UnavailableException, InterruptedException {
        if (!tag.matches("[0-9a-f]{" + TAG_LENGTH + "}")) {
            throw new IllegalArgumentException(
                    "a tag must be " + TAG_LENGTH + " hexadecimal digits, and is '" + tag + "'");
        }
        HostEndpoint endpoint = new HostEndpoint(settings, tag, handler);
        try {
            endpoint.open();
            return endpoint;
        } catch (HostAddress.Impossible | IOException e) {
            endpoint.close();
            throw new UnavailableException(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            endpoint.close();
            throw e;
        }
    }

    private synchronized void open() throws HostAddress.Impossible, IOException, InterruptedException {
        if (settings.bringUp()) {
            host.add();
        }
        HttpPort port = HttpPort.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                NAME,
                request -> handler.answer(handedOn(request)));
        own = port;
        try {
            peers.announce(tag, port.port());
        } catch (IOException e) {
            throw new IOException(
                    "the agents of this host tell each other of themselves in " + settings.peers()
                            + ", which cannot be written without root: " + e,
                    e);
        }
        for (int tried = 1; !listen(); tried++) {
            if (listenedOnByPeer()) {
                LOG.debug("Another agent of this host listens on {}", settings.address());
                break;
            }
            if (tried == MAX_FIRST_TRIES) {
                throw new IOException(
                        "port " + settings.port() + " of " + settings.address().getHostAddress()
                                + " is taken by a program that is no Roadstead agent: stop it");
            }
            Thread.sleep(FIRST_TRY_PAUSE);
        }
        trying = Thread.ofVirtual().name("endpoint").start(this::keepTrying);
    }

    /** Whether this agent is the one that listens for all of the host. */
    public synchronized boolean listening() {
        return shared != null;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (trying != null) {
                trying.interrupt();
            }
            if (shared != null) {
                shared.close();
            }
            if (own != null) {
                peers.withdraw(tag);
                own.close();
            }
        }
        http.shutdownNow();
    }

    private synchronized boolean listen() throws IOException, HostAddress.Impossible, InterruptedException {
        if (closed) {
            return false;
        }
        HttpPort port;
        try {
            port = HttpPort.open(new InetSocketAddress(settings.address(), settings.port()), NAME, this::dispatch);
        } catch (BindException taken) {
            return false;
        }
        try {
            if (settings.bringUp()) {
                host.redirect();
            }
        } catch (HostAddress.Impossible | InterruptedException e) {
            port.close();
            throw e;
        }
        shared = port;
        return true;
    }

    private void keepTrying() {
        try {
            while (true) {
                Thread.sleep(listening() ? settings.renewEvery() : settings.retryEvery());
                try {
                    if (!listening()) {
                        if (listen()) {
                            LOG.info("This agent now listens on {} for all agents of this host", settings.address());
                        }
                    } else if (settings.bringUp()) {
                        host.add();
                        host.redirect();
                    }
                } catch (HostAddress.Impossible | IOException e) {
                    LOG.warn("Containers cannot reach {} at the moment: {}", settings.address(), e.getMessage());
                }
            }
        } catch (InterruptedException stopping) {
            LOG.debug("The endpoint is closed");
        }
    }

    private boolean listenedOnByPeer() throws InterruptedException {
        URI uri = uri(settings.address().getHostAddress(), settings.port(), "/", Map.of());
        try {
            HttpResponse<Void> response = http.send(
                    HttpRequest.newBuilder(uri).timeout(PROBE_LIMIT).build(), HttpResponse.BodyHandlers.discarding());
            return response.headers().firstValue("Server").orElse("").equals(NAME);
        } catch (IOException silent) {
            return false;
        }
    }

    private Handler.Answer dispatch(Handler.Request request) {
        Matcher matcher = request.path().equals(BY_QUERY)
                ? ID.matcher(request.query().getOrDefault("id", ""))
                : WITH_ID.matcher(request.path());
        if (!matcher.matches() || matcher.group(1).equals(tag)) {
            return handler.answer(request);
        }
        OptionalInt port = peers.port(matcher.group(1));
        return port.isEmpty() ? handler.answer(request) : handOn(request, port.getAsInt());
    }

    private Handler.Answer handOn(Handler.Request request, int port) {
        URI uri = uri(InetAddress.getLoopbackAddress().getHostAddress(), port, request.path(), request.query());
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(uri)
                            .timeout(HAND_ON_LIMIT)
                            .header(CALLER, request.caller() + " " + request.callerPort())
                            .header(USER_AGENT, request.header(USER_AGENT))
                            .method(request.method(), HttpRequest.BodyPublishers.ofString(request.body()))
                            .build(),
                    HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            Handler.Answer answer = new Handler.Answer(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse("text/plain"),
                    response.body(),
                    Map.of());
            for (Map.Entry<String, List<String>> header :
                    response.headers().map().entrySet()) {
                if (!OF_THE_CONNECTION.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                    answer = answer.with(header.getKey(), header.getValue().getFirst());
                }
            }
            return answer;
        } catch (IOException away) {
            LOG.debug("The agent on port {} is away", port, away);
            return Handler.Answer.plain(503, "the agent of this container is away; try again\n");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Handler.Answer.plain(503, "the agent stops; try again\n");
        }
    }

    /** As it came to the agent that listens. Only this host's own processes reach the port of a single agent. */
    private static Handler.Request handedOn(Handler.Request request) {
        String[] caller = request.header(CALLER).split(" ", 2);
        return caller.length < 2 || !caller[1].matches("[0-9]{1,5}")
                ? request
                : new Handler.Request(
                        request.method(),
                        request.path(),
                        request.query(),
                        request.body(),
                        caller[0],
                        Integer.parseInt(caller[1]),
                        request.headers());
    }

    private static URI uri(String host, int port, String path, Map<String, String> query) {
        StringBuilder text = new StringBuilder();
        query.forEach((name, value) ->
                text.append(text.isEmpty() ? "" : "&").append(name).append('=').append(value));
        try {
            return new URI("http", null, host, port, path, text.isEmpty() ? null : text.toString(), null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("a request that was received cannot be handed on", e);
        }
    }
}
