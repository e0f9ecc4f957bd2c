package io.roadstead.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import io.roadstead.agent.engine.ContainerRequest;
import io.roadstead.agent.runtime.RuntimeFault;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Docker's events of the agent's containers, without a gap that nobody hears of.
 *
 * <p>Such streams can die without a word. So each is asked for with an end, {@link #WINDOW} ahead: Docker closes it then
 * and the next one goes on from there; one that Docker does not close by itself was dead, and then, as after any other
 * break, the listener is told that something may have been missed.
 */
final class EventStream implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    private static final Duration WINDOW = Duration.ofSeconds(60);
    private static final Duration OVERDUE = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** A stream that ends sooner tells of clocks that disagree: then the next one is not asked for at once. */
    private static final Duration SHORTEST_WINDOW = Duration.ofSeconds(1);

    /** Who is told. */
    interface Consumer {
        void event(JsonNode event);

        void back();
    }

    private final DockerApi api;
    private final Consumer consumer;
    private final Thread thread;
    private final CountDownLatch open = new CountDownLatch(1);
    private volatile boolean closed;

    EventStream(DockerApi api, Consumer consumer) {
        this.api = api;
        this.consumer = consumer;
        this.thread = Thread.ofVirtual().name("docker-events").unstarted(this::run);
    }

    /** Returns once Docker has taken the subscription, or says that it did not in time. */
    boolean start(Duration timeout) throws InterruptedException {
        thread.start();
        return open.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void run() {
        Instant since = Instant.now();
        boolean broken = false;
        Duration pause = FIRST_PAUSE;
        while (!closed) {
            Instant begun = Instant.now();
            Instant until = begun.plus(WINDOW);
            try {
                read(since, until, broken);
                since = until;
                broken = false;
                pause = FIRST_PAUSE;
                if (Duration.between(begun, Instant.now()).compareTo(SHORTEST_WINDOW) >= 0) {
                    continue;
                }
            } catch (IOException | RuntimeFault | TimeoutException | RuntimeException e) {
                if (closed) {
                    return;
                }
                LOG.warn("Docker's events broke off; trying again", e);
                broken = true;
            } catch (InterruptedException e) {
                return;
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                return;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    /** Reads one stream to its end, on a thread that an interrupt frees from a silent socket. */
    private void read(Instant since, Instant until, boolean afterBreak)
            throws IOException, RuntimeFault, TimeoutException, InterruptedException {
        FutureTask<Boolean> reading = new FutureTask<>(() -> {
            try (Response response = api.open("GET", path(since, until), Map.of());
                    InputStream body = response.getBody()) {
                open.countDown();
                if (afterBreak) {
                    consumer.back();
                }
                // Even making the iterator waits for a first event.
                try (MappingIterator<JsonNode> events =
                        DockerApi.JSON.readerFor(JsonNode.class).readValues(body)) {
                    while (events.hasNextValue()) {
                        consumer.event(events.nextValue());
                    }
                }
                return Instant.now().isAfter(until.minus(SHORTEST_WINDOW));
            }
        });
        Thread reader = Thread.ofVirtual().name("docker-event-reader").start(reading);
        try {
            boolean whole = reading.get(WINDOW.plus(OVERDUE).toMillis(), TimeUnit.MILLISECONDS);
            if (!whole) {
                throw new IOException("Docker ended its event stream before the time asked for");
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeFault fault -> throw fault;
                case IOException io -> throw io;
                case RuntimeException other -> throw other;
                case null, default -> throw new IOException("reading Docker's events failed", e);
            }
        } finally {
            reader.interrupt();
        }
    }

    private static String path(Instant since, Instant until) {
        String filters =
                "{\"type\":[\"container\"],\"event\":[\"start\",\"die\",\"oom\",\"health_status\"],\"label\":[\""
                        + ContainerRequest.TASK_ARN_LABEL + "\"]}";
        return "/events?since=" + seconds(since) + "&until=" + seconds(until) + "&filters="
                + URLEncoder.encode(filters, StandardCharsets.UTF_8);
    }

    private static String seconds(Instant instant) {
        return "%d.%09d".formatted(instant.getEpochSecond(), instant.getNano());
    }
}
