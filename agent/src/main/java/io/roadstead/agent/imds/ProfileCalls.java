package io.roadstead.agent.imds;

import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.ControlClient;
import io.roadstead.wire.client.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The credentials of the instance profile, asked of the control plane and asked again every hour, long before they expire.
 * While it cannot be asked, what is known holds.
 */
public final class ProfileCalls implements ProfileCredentials {
    private static final Logger LOG = LoggerFactory.getLogger(ProfileCalls.class);
    private static final Duration RENEW = Duration.ofHours(1);

    /** How soon to ask again when nothing, or nothing good, was answered. */
    private static final Duration RETRY = Duration.ofSeconds(10);

    private final ControlClient client;
    private final String profile;
    private final String instanceId;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Known known;
    private Instant askAt = Instant.MIN;

    public ProfileCalls(ControlClient client, String profile, String instanceId, InstantSource clock) {
        this.client = client;
        this.profile = profile;
        this.instanceId = instanceId;
        this.clock = clock;
    }

    @Override
    public Optional<Known> get() {
        lock.lock();
        try {
            Instant now = clock.instant();
            if (!now.isBefore(askAt)) {
                ask(now);
            }
            return Optional.ofNullable(known);
        } finally {
            lock.unlock();
        }
    }

    private void ask(Instant now) {
        try {
            Json answer = client.call(
                    "roadstead",
                    "Roadstead_20261101.GetInstanceCredentials",
                    Json.object().put("instanceProfile", profile).put("instanceId", instanceId));
            Known told = read(answer);
            known = told;
            askAt = now.plus(told.keys() == null ? RETRY : RENEW);
        } catch (ApiError e) {
            LOG.warn("The credentials of instance profile {} cannot be renewed: {}", profile, e.getMessage());
            askAt = now.plus(RETRY);
        }
    }

    private static Known read(Json answer) {
        return new Known(
                answer.path("code").text(),
                answer.path("message").text(),
                present(answer, "instanceProfileArn"),
                present(answer, "instanceProfileId"),
                present(answer, "role"),
                answer.has("accessKeyId")
                        ? new Keys(
                                answer.path("lastUpdated").text(),
                                answer.path("accessKeyId").text(),
                                answer.path("secretAccessKey").text(),
                                answer.path("token").text(),
                                answer.path("expiration").text())
                        : null);
    }

    private static @Nullable String present(Json answer, String member) {
        return answer.has(member) ? answer.path(member).text() : null;
    }
}
