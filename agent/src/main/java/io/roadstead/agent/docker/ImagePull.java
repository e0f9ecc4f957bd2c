package io.roadstead.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import io.roadstead.agent.engine.Fault;
import io.roadstead.agent.runtime.RuntimeFault;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets an image from its registry: tried again a few times, watched for progress, given up when time is over.
 *
 * <p>Source: agent-protocol 7.6. Unlike the original, an answer that another try cannot change (no such image, access
 * denied) is not asked for again: its user learns of it thirteen seconds sooner.
 */
final class ImagePull {
    private static final Logger LOG = LoggerFactory.getLogger(ImagePull.class);

    private static final int MAX_TRIES = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(1100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** Between looks at a pull that has not begun within the time after which one that has is given up. */
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(10);

    /** How long Docker may take to begin. */
    static final Duration BEGIN_TIMEOUT = Duration.ofMinutes(5);

    private final DockerApi api;
    private final ImageName image;
    private final Map<String, String> registryHeaders;
    private final Duration timeout;
    private final Duration inactivityTimeout;
    private final long deadline;

    ImagePull(
            DockerApi api,
            ImageName image,
            Map<String, String> registryHeaders,
            Duration timeout,
            Duration inactivityTimeout) {
        this.api = api;
        this.image = image;
        this.registryHeaders = registryHeaders;
        this.timeout = timeout;
        this.inactivityTimeout = inactivityTimeout;
        this.deadline = System.nanoTime() + timeout.toNanos();
    }

    void run() throws RuntimeFault {
        Duration pause = FIRST_PAUSE;
        RuntimeFault first = null;
        for (int tried = 1; ; tried++) {
            try {
                attempt();
                return;
            } catch (RuntimeFault e) {
                if (first == null) {
                    first = e;
                } else if (e.fault() instanceof Fault.TimedOut) {
                    // Docker waits for the download that got stuck before: that is what went wrong.
                    throw first;
                }
                if (tried == MAX_TRIES || !worthAnotherTry(e.fault()) || left() <= pause.toNanos()) {
                    throw e;
                }
                LOG.info("Pulling {} failed, try {} of {}: {}", image.repository(), tried, MAX_TRIES, e.fault());
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RuntimeFault(new Fault.DaemonGone("interrupted while pulling an image"), e);
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    static boolean worthAnotherTry(Fault fault) {
        return switch (fault) {
            case Fault.Refused refused -> !isFinal(refused.text());
            case Fault.PullInactive _ -> true;
            case Fault.NotFound _,
                    Fault.TimedOut _,
                    Fault.DaemonGone _,
                    Fault.NameTaken _,
                    Fault.PortTaken _,
                    Fault.NoPortFree _,
                    Fault.BadConfig _,
                    Fault.BadHostConfig _ -> false;
        };
    }

    private static boolean isFinal(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.contains("not found")
                || lower.contains("manifest unknown")
                || lower.contains("denied")
                || lower.contains("unauthorized")
                || lower.contains("no basic auth credentials")
                || lower.contains("no matching manifest")
                || lower.contains("invalid reference format");
    }

    private void attempt() throws RuntimeFault {
        Progress progress = new Progress();
        Thread reader = Thread.ofVirtual().name("docker-pull").start(() -> read(progress));
        try {
            while (!progress.done.await(waitNanos(progress), TimeUnit.NANOSECONDS)) {
                Fault late = late(progress);
                if (late != null) {
                    reader.interrupt();
                    throw new RuntimeFault(late);
                }
            }
        } catch (InterruptedException e) {
            reader.interrupt();
            Thread.currentThread().interrupt();
            throw new RuntimeFault(new Fault.DaemonGone("interrupted while pulling an image"), e);
        }
        RuntimeFault failure = progress.failure.get();
        if (failure != null) {
            throw failure;
        }
    }

    /** Until it is time to look: nobody wakes the waiting thread when the pull begins, after which it waits less long. */
    private long waitNanos(Progress progress) {
        Duration patience =
                progress.begun || inactivityTimeout.compareTo(BEGIN_TIMEOUT) < 0 ? inactivityTimeout : BEGIN_TIMEOUT;
        long untilImpatient = progress.lastSign + patience.toNanos() - System.nanoTime();
        return Math.max(SHORTEST_WAIT.toNanos(), Math.min(untilImpatient, left()));
    }

    private @Nullable Fault late(Progress progress) {
        if (left() <= 0) {
            return new Fault.TimedOut("pulled", timeout);
        }
        long silent = System.nanoTime() - progress.lastSign;
        if (!progress.begun) {
            return silent >= BEGIN_TIMEOUT.toNanos() ? new Fault.TimedOut("pullBegin", BEGIN_TIMEOUT) : null;
        }
        return silent >= inactivityTimeout.toNanos() ? new Fault.PullInactive() : null;
    }

    private long left() {
        return deadline - System.nanoTime();
    }

    private void read(Progress progress) {
        String path = "/images/create?fromImage=" + encode(image.repository()) + "&tag=" + encode(image.tagOrDigest());
        try (Response response = api.open("POST", path, registryHeaders);
                InputStream body = response.getBody();
                MappingIterator<JsonNode> lines =
                        DockerApi.JSON.readerFor(JsonNode.class).readValues(body)) {
            while (lines.hasNextValue()) {
                JsonNode line = lines.nextValue();
                progress.begun = true;
                progress.lastSign = System.nanoTime();
                String error = line.path("errorDetail")
                        .path("message")
                        .asText(line.path("error").asText(""));
                if (!error.isEmpty()) {
                    progress.failure.set(new RuntimeFault(new Fault.Refused(error)));
                }
            }
        } catch (RuntimeFault e) {
            progress.failure.set(e);
        } catch (IOException | RuntimeException e) {
            progress.failure.set(api.gone(e));
        } finally {
            progress.done.countDown();
        }
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** What the reading thread tells the waiting one. */
    private static final class Progress {
        final CountDownLatch done = new CountDownLatch(1);
        final AtomicReference<@Nullable RuntimeFault> failure = new AtomicReference<>();
        volatile boolean begun;
        volatile long lastSign = System.nanoTime();
    }
}
