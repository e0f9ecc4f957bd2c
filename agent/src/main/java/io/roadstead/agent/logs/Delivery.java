package io.roadstead.agent.logs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.ControlClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the journal's batches to the control plane: those of one stream one after another, those of many streams side by
 * side. A batch is tried until it has arrived, or the control plane says that it never can.
 */
final class Delivery implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Delivery.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String SERVICE = "logs";
    private static final String TARGET = "Logs_20140328.";
    private static final int OK = 200;
    private static final int SERVER_FAULT = 500;

    /** Refusals that are not the batch's fault: clocks, keys and load change. */
    private static final Set<String> PASSING = Set.of(
            "ThrottlingException",
            "InvalidSignatureException",
            "UnrecognizedClientException",
            "ExpiredTokenException",
            "AccessDeniedException");

    private final SpoolJournal journal;
    private final ControlClient client;
    private final String sender;
    private final SpoolSettings settings;
    private final Semaphore underWay;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<StreamKey, Deque<SpoolJournal.Spooled>> queues = new HashMap<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean away = new AtomicBoolean();
    private volatile boolean closed;

    /** @param sender the spool's name, by which the control plane knows a batch that comes again */
    Delivery(SpoolJournal journal, ControlClient client, String sender, SpoolSettings settings) {
        this.journal = journal;
        this.client = client;
        this.sender = sender;
        this.settings = settings;
        this.underWay = new Semaphore(settings.deliveries());
    }

    /** Delivers a batch once those of its stream before it have arrived. */
    void add(SpoolJournal.Spooled record) {
        lock.lock();
        try {
            Deque<SpoolJournal.Spooled> queue = queues.get(record.stream());
            if (queue != null) {
                queue.add(record);
                return;
            }
            Deque<SpoolJournal.Spooled> fresh = new ArrayDeque<>();
            fresh.add(record);
            queues.put(record.stream(), fresh);
        } finally {
            lock.unlock();
        }
        Thread thread = Thread.ofVirtual().name("logs " + record.stream()).unstarted(() -> deliverAll(record.stream()));
        threads.add(thread);
        thread.start();
    }

    /** Waits until nothing of a stream waits. */
    void awaitDelivered(StreamKey stream) throws InterruptedException {
        while (first(stream) != null) {
            Thread.sleep(settings.firstPause());
        }
    }

    /** Sends a driver's own call on, in the agent's name. */
    ControlClient.Reply pass(String region, String operation, byte[] body) {
        return client.inRegion(region).send(SERVICE, TARGET + operation, body);
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
    }

    private void deliverAll(StreamKey stream) {
        try {
            for (SpoolJournal.Spooled next = first(stream); next != null && !closed; next = afterFirst(stream)) {
                deliver(next);
            }
        } catch (InterruptedException stopping) {
            log.debug("Lines of {} wait for the next start", stream);
        } finally {
            threads.remove(Thread.currentThread());
        }
    }

    private SpoolJournal.@Nullable Spooled first(StreamKey stream) {
        lock.lock();
        try {
            Deque<SpoolJournal.Spooled> queue = queues.get(stream);
            return queue == null ? null : queue.peek();
        } finally {
            lock.unlock();
        }
    }

    /** The first is done: what comes after it, or null, and then the stream's thread ends. */
    private SpoolJournal.@Nullable Spooled afterFirst(StreamKey stream) {
        lock.lock();
        try {
            Deque<SpoolJournal.Spooled> queue = queues.get(stream);
            if (queue == null) {
                return null;
            }
            queue.poll();
            if (queue.isEmpty()) {
                queues.remove(stream);
            }
            return queue.peek();
        } finally {
            lock.unlock();
        }
    }

    private void deliver(SpoolJournal.Spooled record) throws InterruptedException {
        Duration pause = settings.firstPause();
        while (!closed) {
            boolean over;
            underWay.acquire();
            try {
                over = attempt(record);
            } finally {
                underWay.release();
            }
            if (over) {
                journal.delivered(record);
                return;
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2).compareTo(settings.longestPause()) < 0
                    ? pause.multipliedBy(2)
                    : settings.longestPause();
        }
    }

    /** Whether there is nothing more to be done for the batch. */
    private boolean attempt(SpoolJournal.Spooled record) {
        try {
            ObjectNode batch = (ObjectNode) JSON.readTree(journal.read(record));
            batch.put("sequenceToken", "roadstead:" + sender + ":" + record.number());
            ControlClient.Reply reply = pass(record.stream().region(), "PutLogEvents", JSON.writeValueAsBytes(batch));
            if (away.getAndSet(false)) {
                log.info("The control plane takes log events again");
            }
            return settled(record.stream(), reply);
        } catch (ApiError unreachable) {
            if (!closed && !away.getAndSet(true)) {
                log.warn("Log events wait on this host until the control plane is back: {}", unreachable.getMessage());
            }
            return false;
        } catch (IOException damaged) {
            log.error("A batch of {} cannot be read from the spool, and is lost", record.stream(), damaged);
            return true;
        }
    }

    private boolean settled(StreamKey stream, ControlClient.Reply reply) throws IOException {
        JsonNode answer = JSON.readTree(reply.body());
        if (reply.status() == OK) {
            if (answer.hasNonNull("rejectedLogEventsInfo")) {
                log.warn("Lines of {} were too old or too new to be kept: {}", stream, answer);
            }
            return true;
        }
        String type = answer.path("__type").asText();
        if (reply.status() >= SERVER_FAULT || PASSING.contains(type)) {
            return false;
        }
        if (type.equals("ResourceNotFoundException") && created(stream)) {
            return false;
        }
        log.error("Lines of {} were refused, and are lost: {}", stream, answer);
        return true;
    }

    /** Somebody deleted the stream under its container: the lines that come after begin another. */
    private boolean created(StreamKey stream) throws IOException {
        ControlClient.Reply reply = pass(
                stream.region(),
                "CreateLogStream",
                JSON.writeValueAsBytes(JSON.createObjectNode()
                        .put("logGroupName", stream.group())
                        .put("logStreamName", stream.stream())));
        return reply.status() == OK
                || JSON.readTree(reply.body()).path("__type").asText().equals("ResourceAlreadyExistsException");
    }
}
