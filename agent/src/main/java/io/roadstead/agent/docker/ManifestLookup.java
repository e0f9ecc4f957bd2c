package io.roadstead.agent.docker;

import io.roadstead.agent.engine.Fault;
import io.roadstead.agent.runtime.RuntimeFault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has Docker ask a registry which image a tag means, a few times over.
 *
 * <p>Source: agent-protocol 7.6. As with {@link ImagePull}, an answer that another try cannot change is not asked for
 * again.
 */
final class ManifestLookup {
    private static final Logger LOG = LoggerFactory.getLogger(ManifestLookup.class);

    private static final int MAX_TRIES = 9;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final int PAUSE_GROWTH = 3;

    /** What a missed deadline is told as. */
    private static final String TRANSITION = "MANIFEST_PULLED";

    /** Their digest is of no use: what is pulled by it cannot be verified. */
    private static final String SCHEMA_1 = "application/vnd.docker.distribution.manifest.v1";

    private final DockerApi api;
    private final ImageName image;
    private final Map<String, String> registryHeaders;
    private final Duration timeout;
    private final long deadline;

    ManifestLookup(DockerApi api, ImageName image, Map<String, String> registryHeaders, Duration timeout) {
        this.api = api;
        this.image = image;
        this.registryHeaders = registryHeaders;
        this.timeout = timeout;
        this.deadline = System.nanoTime() + timeout.toNanos();
    }

    Optional<String> run() throws RuntimeFault {
        Duration pause = FIRST_PAUSE;
        RuntimeFault first = null;
        for (int tried = 1; ; tried++) {
            try {
                return attempt();
            } catch (RuntimeFault e) {
                if (first == null) {
                    first = e;
                } else if (e.fault() instanceof Fault.TimedOut) {
                    // What was said before tells more than that time was over while asking again.
                    throw first;
                }
                if (tried == MAX_TRIES || !ImagePull.worthAnotherTry(e.fault()) || left() <= pause.toNanos()) {
                    throw e;
                }
                LOG.info("Asking for {} failed, try {} of {}: {}", image.repository(), tried, MAX_TRIES, e.fault());
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RuntimeFault(new Fault.DaemonGone("interrupted while asking for an image"), e);
            }
            Duration next = pause.multipliedBy(PAUSE_GROWTH);
            pause = next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
        }
    }

    private Optional<String> attempt() throws RuntimeFault {
        DockerApi.Reply reply;
        try {
            reply = api.ask(
                    "GET",
                    "/distribution/" + image.repository() + ":" + image.tagOrDigest() + "/json",
                    registryHeaders,
                    Duration.ofNanos(Math.max(1, left())),
                    TRANSITION);
        } catch (RuntimeFault e) {
            // What was left of the time is no news; what it was in all is.
            throw e.fault() instanceof Fault.TimedOut
                    ? new RuntimeFault(new Fault.TimedOut(TRANSITION, timeout), e)
                    : e;
        }
        if (reply.status() / 100 != 2) {
            throw new RuntimeFault(DockerApi.refusal(reply));
        }
        String type = reply.body().path("Descriptor").path("mediaType").asText("");
        String digest = reply.body().path("Descriptor").path("digest").asText("");
        return digest.isEmpty() || type.startsWith(SCHEMA_1) ? Optional.empty() : Optional.of(digest);
    }

    private long left() {
        return deadline - System.nanoTime();
    }
}
