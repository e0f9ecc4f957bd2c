package io.roadstead.control.gateway;

import java.time.Duration;

/**
 * The gateway's times and limits.
 *
 * @param heartbeat how often each session gets a heartbeat; agents give up after 60 s. Source: agent-protocol 2.3
 * @param silence how long an agent may be silent, heartbeats unanswered, before its session is closed
 * @param acknowledgeWithin how long a first message may stay unacknowledged before it is sent again
 * @param acknowledgeWithinMost what that doubles up to
 * @param payloadTasks tasks in one payload
 * @param payloadBytes bytes in one payload, unless a single task is larger
 * @param payloadsInFlight payloads sent and neither acknowledged nor overdue
 * @param manifestAttempts manifests sent in one session
 * @param credentialAttempts times one set of credentials is sent by itself
 * @param refreshBefore how long before their expiry credentials are replaced
 * @param refreshEvery how often they are replaced anyway. Source: ecs-behaviour 9.4
 * @param retryIssuing when to ask again for credentials that were not to be had
 * @param reconnectGrace how long an agent that closed its session in good order (1000, as the unmodified agent does
 *     every half hour) may take to come back before it counts as disconnected
 * @param tick how often due timers are looked for
 */
public record GatewaySettings(
        Duration heartbeat,
        Duration silence,
        Duration acknowledgeWithin,
        Duration acknowledgeWithinMost,
        int payloadTasks,
        int payloadBytes,
        int payloadsInFlight,
        int manifestAttempts,
        int credentialAttempts,
        Duration refreshBefore,
        Duration refreshEvery,
        Duration retryIssuing,
        Duration reconnectGrace,
        Duration tick) {
    public static final GatewaySettings DEFAULTS = new GatewaySettings(
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofSeconds(5),
            Duration.ofMinutes(1),
            10,
            256 * 1024,
            16,
            5,
            3,
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofMinutes(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1));

    /** The same with other times between heartbeats and of patience, for tests. */
    public GatewaySettings withTimes(Duration newHeartbeat, Duration newAcknowledgeWithin, Duration newTick) {
        return new GatewaySettings(
                newHeartbeat,
                silence,
                newAcknowledgeWithin,
                acknowledgeWithinMost,
                payloadTasks,
                payloadBytes,
                payloadsInFlight,
                manifestAttempts,
                credentialAttempts,
                refreshBefore,
                refreshEvery,
                retryIssuing,
                reconnectGrace,
                newTick);
    }

    /** How long to wait for the acknowledgement of what was sent {@code attempts} times before. */
    Duration patience(int attempts) {
        Duration patience = acknowledgeWithin;
        for (int i = 0; i < attempts && patience.compareTo(acknowledgeWithinMost) < 0; i++) {
            patience = patience.multipliedBy(2);
        }
        return patience.compareTo(acknowledgeWithinMost) < 0 ? patience : acknowledgeWithinMost;
    }
}
