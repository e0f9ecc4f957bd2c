package io.roadstead.agent.logs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.roadstead.agent.docker.LogHistory;
import io.roadstead.agent.endpoint.Handler;
import io.roadstead.core.Ids;
import io.roadstead.wire.AccessKey;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.FixedAccessKeys;
import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.ControlClient;
import io.roadstead.wire.json.Json;
import io.roadstead.wire.sigv4.Authorization;
import io.roadstead.wire.sigv4.RequestHeaders;
import io.roadstead.wire.sigv4.SigV4Verifier;
import io.roadstead.wire.sigv4.SignedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The little of CloudWatch Logs that Docker's awslogs driver speaks to, on this host's loopback address. Lines are taken
 * here, made to last, and delivered in the background; a group or a stream is made by the control plane itself while the
 * driver waits, so that what is missing fails the container's start, as it does with ECS.
 *
 * <p>Only who has the key that drivers get by their credentials' path may write.
 */
public final class LogSpool implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LogSpool.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String CONTENT_TYPE = "application/x-amz-json-1.1";
    private static final String TARGET = "Logs_20140328.";
    private static final Set<String> PASSED = Set.of("CreateLogGroup", "CreateLogStream");
    /** Touched while the spool lives, so that the next one knows since when nobody took lines. */
    private static final String ALIVE = "alive";

    /** Holds the moment from which on lines may have been missed, until they have been looked for. */
    private static final String MISSED_SINCE = "missed-since";

    private static final String EXISTS = "ResourceAlreadyExistsException";
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;
    /** A batch of 1 MiB whose every byte had to be escaped. */
    private static final int BODY_LIMIT = 8 << 20;

    private static final int BACKLOG = 256;
    private static final long RETRY_MILLIS = 250;

    private final String tag;
    private final SpoolIdentity identity;
    private final SpoolSettings settings;
    private final SpoolJournal journal;
    private final Delivery delivery;
    private final SigV4Verifier verifier;
    private final HttpServer server;
    private final InstantSource clock;
    private final ExecutorService threads;
    private final Path directory;
    private final Path alive;
    private final Instant began;
    private final Optional<Instant> lastAlive;
    /** Made by this spool's drivers, or written to. */
    private final Set<StreamKey> known = ConcurrentHashMap.newKeySet();

    private LogSpool(
            String tag,
            SpoolIdentity identity,
            SpoolSettings settings,
            SpoolJournal journal,
            Delivery delivery,
            HttpServer server,
            Path directory,
            InstantSource clock)
            throws IOException {
        this.tag = tag;
        this.identity = identity;
        this.settings = settings;
        this.journal = journal;
        this.delivery = delivery;
        this.server = server;
        this.directory = directory;
        this.alive = directory.resolve(ALIVE);
        this.clock = clock;
        this.lastAlive = Files.exists(alive)
                ? Optional.of(Files.getLastModifiedTime(alive).toInstant())
                : Optional.empty();
        this.began = clock.instant();
        this.verifier = new SigV4Verifier(
                FixedAccessKeys.of(new AccessKey(
                        identity.accessKeyId(), identity.secret(), "000000000000", "arn:aws:iam::000000000000:root")),
                clock);
        this.threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("spool-", 0).factory());
    }

    /**
     * Takes lines from now on, and delivers what a former run left.
     *
     * @param tag of this agent's ids at the host's endpoint
     * @param directory where lines wait; made when it is not there
     * @param client calls the control plane as this agent
     * @throws IOException when the directory cannot be used, or no port be listened on
     */
    public static LogSpool start(
            String tag, Path directory, ControlClient client, SpoolSettings settings, InstantSource clock, Ids ids)
            throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        SpoolIdentity identity = SpoolIdentity.load(directory, ids);
        HttpServer server;
        try {
            server = listen(identity.port());
        } catch (BindException taken) {
            log.error(
                    "Port {} of the loopback address, which running containers send their log lines to, is taken by"
                            + " another program: their lines are lost until they are restarted. New ones use another.",
                    identity.port());
            identity = identity.movedTo(SpoolIdentity.freePort(), directory);
            server = listen(identity.port());
        }
        SpoolJournal journal = SpoolJournal.open(directory, settings.segmentBytes(), settings.largest());
        Delivery delivery = new Delivery(journal, client, identity.id(), settings);
        LogSpool spool = new LogSpool(tag, identity, settings, journal, delivery, server, directory, clock);
        journal.found().forEach(record -> {
            spool.known.add(record.stream());
            delivery.add(record);
        });
        server.createContext("/", spool::handle);
        server.setExecutor(spool.threads);
        server.start();
        spool.threads.execute(spool::beat);
        return spool;
    }

    private static HttpServer listen(int port) throws IOException {
        return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    }

    /** What a driver needs to find its way here, as Docker's log options. Source: design 7. */
    Map<String, String> driverOptions() {
        return Map.of(
                "awslogs-endpoint",
                "http://127.0.0.1:" + identity.port(),
                "awslogs-credentials-endpoint",
                credentialsPath());
    }

    /** Whether a driver with these options sends to this spool. */
    boolean isOwn(Map<String, String> options) {
        return driverOptions()
                .getOrDefault("awslogs-credentials-endpoint", "")
                .equals(options.get("awslogs-credentials-endpoint"));
    }

    /**
     * Sends, in the background, the lines that were written while no agent ran.
     *
     * @param history what Docker has of them
     */
    public void recover(LogHistory history) {
        Optional<Instant> from = missedSince();
        if (from.isEmpty()) {
            return;
        }
        Recovery recovery = new Recovery(this, history, from.get(), began);
        threads.execute(() -> {
            try {
                Thread.sleep(settings.driverHolds());
                if (recovery.run(settings.longestPause())) {
                    Files.deleteIfExists(directory.resolve(MISSED_SINCE));
                }
            } catch (InterruptedException stopping) {
                log.debug("What was missed is looked for at the next start");
            } catch (IOException e) {
                log.warn("That nothing is missed any more cannot be noted; it is looked for again", e);
            }
        });
    }

    /** Since when lines may be missed: noted, for this run may end before it has looked. */
    private Optional<Instant> missedSince() {
        Path note = directory.resolve(MISSED_SINCE);
        try {
            if (Files.exists(note)) {
                return Optional.of(Instant.parse(Files.readString(note).strip()));
            }
            if (lastAlive.isPresent()) {
                Instant since = lastAlive.get().minus(settings.heartbeat()).minus(settings.driverHolds());
                Path fresh = directory.resolve(MISSED_SINCE + ".new");
                Files.writeString(fresh, since + "\n");
                Files.move(fresh, note, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                return Optional.of(since);
            }
        } catch (IOException | DateTimeException e) {
            log.warn("Whether lines were lost while no agent ran cannot be told", e);
        }
        return Optional.empty();
    }

    /** Calls the control plane as this agent. */
    ControlClient.Reply pass(String region, String operation, byte[] body) {
        return delivery.pass(region, operation, body);
    }

    /** Waits until all that was taken of a stream has arrived. */
    void awaitDelivered(StreamKey stream) throws InterruptedException {
        delivery.awaitDelivered(stream);
    }

    /** Takes a batch as if a driver had sent it. */
    SpoolJournal.Spooled take(StreamKey stream, byte[] batch) {
        known.add(stream);
        SpoolJournal.Spooled taken = journal.append(stream, batch);
        delivery.add(taken);
        return taken;
    }

    private void beat() {
        try {
            while (true) {
                try {
                    if (!Files.exists(alive)) {
                        Files.createFile(alive);
                    }
                    Files.setLastModifiedTime(alive, FileTime.from(clock.instant()));
                } catch (IOException e) {
                    log.warn("It cannot be noted in {} that this agent lives", alive, e);
                }
                Thread.sleep(settings.heartbeat());
            }
        } catch (InterruptedException stopping) {
            log.debug("The log spool ends");
        }
    }

    /** The path at the host's endpoint under which drivers find their key; its rest cannot be guessed. */
    private String credentialsPath() {
        return "/v2/credentials/" + tag + "-" + identity.ticket();
    }

    /** Answers, in the endpoint's place, Docker's question for the drivers' key. */
    public Handler before(Handler endpoint) {
        byte[] path = credentialsPath().getBytes(StandardCharsets.UTF_8);
        return request -> MessageDigest.isEqual(path, request.path().getBytes(StandardCharsets.UTF_8))
                ? Handler.Answer.json(
                        OK,
                        JSON.createObjectNode()
                                .put("AccessKeyId", identity.accessKeyId())
                                .put("SecretAccessKey", identity.secret().reveal())
                                .toString())
                : endpoint.answer(request);
    }

    /** A group could not be made for its stream. The message says which, and why. */
    static final class NotMadeException extends RuntimeException {
        NotMadeException(AwsException why) {
            super("group: " + why.errorType() + ": " + why.text(), why, false, false);
        }
    }

    /**
     * Makes a stream at the control plane; one that is there is as good.
     *
     * @param createGroup whether its group is made if it is missing
     * @throws AwsException as the control plane refuses
     * @throws NotMadeException as it refuses the group
     * @throws ApiError when it cannot be reached, and the stream is not known to be there
     */
    void createStream(StreamKey stream, boolean createGroup) {
        byte[] body = bytes(
                JSON.createObjectNode().put("logGroupName", stream.group()).put("logStreamName", stream.stream()));
        try {
            require(passOn(stream.region(), "CreateLogStream", body));
        } catch (AwsException refused) {
            if (createGroup && refused.errorType().equals("ResourceNotFoundException")) {
                createGroup(stream);
                createStream(stream, false);
            } else if (!refused.errorType().equals(EXISTS)) {
                throw refused;
            }
        } catch (ApiError unreachable) {
            if (!known.contains(stream)) {
                throw unreachable;
            }
        }
        known.add(stream);
    }

    private void createGroup(StreamKey stream) {
        try {
            require(passOn(
                    stream.region(),
                    "CreateLogGroup",
                    bytes(JSON.createObjectNode().put("logGroupName", stream.group()))));
        } catch (AwsException refused) {
            if (!refused.errorType().equals(EXISTS)) {
                throw new NotMadeException(refused);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        delivery.close();
        threads.shutdownNow();
        journal.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] answer;
        int status = OK;
        try (exchange) {
            try {
                answer = answer(exchange);
            } catch (AwsException refusal) {
                status = refusal.status();
                answer = Json.encode(refusal);
            } catch (ApiError | SpoolJournal.FullException | UncheckedIOException unavailable) {
                log.warn("Log lines were not taken: {}", unavailable.getMessage());
                status = UNAVAILABLE;
                answer = Json.encode(new AwsException(
                        "ServiceUnavailableException",
                        UNAVAILABLE,
                        String.valueOf(unavailable.getMessage()),
                        Map.of()));
            }
            exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private byte[] answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(BODY_LIMIT + 1);
        if (body.length > BODY_LIMIT) {
            throw AwsException.invalidParameter("The request body is too long: at most " + BODY_LIMIT + " bytes.");
        }
        RequestHeaders headers = name -> {
            List<String> values = exchange.getRequestHeaders().get(name);
            return values == null ? null : String.join(",", values);
        };
        String query = exchange.getRequestURI().getRawQuery() == null
                ? ""
                : exchange.getRequestURI().getRawQuery();
        Authorization authorization = Authorization.of(query, headers);
        verifier.verify(
                new SignedRequest(
                        exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(), query, headers, body),
                "logs");
        String target = String.valueOf(headers.get("x-amz-target"));
        String operation = target.startsWith(TARGET) ? target.substring(TARGET.length()) : target;
        if (operation.equals("PutLogEvents")) {
            return put(authorization.region(), body);
        }
        if (PASSED.contains(operation)) {
            return passed(authorization.region(), operation, body);
        }
        throw AwsException.unsupportedFeature("The log spool of an agent takes PutLogEvents, CreateLogStream and"
                + " CreateLogGroup, and not " + operation + ".");
    }

    private byte[] put(String region, byte[] body) throws IOException {
        StreamKey stream = stream(region, JSON.readTree(body));
        return bytes(JSON.createObjectNode()
                .put("nextSequenceToken", Long.toString(take(stream, body).number())));
    }

    private byte[] passed(String region, String operation, byte[] body) throws IOException {
        StreamKey stream = stream(region, JSON.readTree(body));
        try {
            byte[] answer = require(passOn(region, operation, body));
            if (operation.equals("CreateLogStream")) {
                known.add(stream);
            }
            return answer;
        } catch (ApiError unreachable) {
            if (operation.equals("CreateLogStream") && known.contains(stream)) {
                // A container that is started again: its lines may wait here like those of before.
                throw new AwsException(EXISTS, "The specified log stream already exists");
            }
            throw unreachable;
        }
    }

    /** Waits a while for a control plane that is away. */
    private ControlClient.Reply passOn(String region, String operation, byte[] body) {
        long began = System.nanoTime();
        while (true) {
            try {
                return delivery.pass(region, operation, body);
            } catch (ApiError unreachable) {
                if (System.nanoTime() - began > settings.passLimit().toNanos()) {
                    throw unreachable;
                }
            }
            try {
                Thread.sleep(RETRY_MILLIS);
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                throw new ApiError(ApiError.UNREACHABLE, "the agent stops");
            }
        }
    }

    private static byte[] require(ControlClient.Reply reply) {
        if (reply.status() == OK) {
            return reply.body();
        }
        try {
            JsonNode answer = JSON.readTree(reply.body());
            throw new AwsException(
                    answer.path("__type").asText("ServiceUnavailableException"),
                    reply.status(),
                    answer.path("message").asText(new String(reply.body(), StandardCharsets.UTF_8)),
                    Map.of());
        } catch (IOException notJson) {
            throw new AwsException(
                    "ServiceUnavailableException", UNAVAILABLE, "the control plane's answer is not JSON", Map.of());
        }
    }

    private static StreamKey stream(String region, JsonNode request) {
        return new StreamKey(
                region,
                request.path("logGroupName").asText(),
                request.path("logStreamName").asText());
    }

    private static byte[] bytes(JsonNode document) {
        return document.toString().getBytes(StandardCharsets.UTF_8);
    }
}
