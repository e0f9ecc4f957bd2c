package io.roadstead.agent.state;

import org.jspecify.annotations.Nullable;

/**
 * Who this agent is.
 *
 * @param cluster as configured
 * @param containerInstanceArn absent before the first registration
 * @param sequenceNumber of the newest manifest taken, -1 before the first
 */
public record Registration(String cluster, @Nullable String containerInstanceArn, long sequenceNumber) {
    public static Registration none(String cluster) {
        return new Registration(cluster, null, -1);
    }

    public Registration registered(String arn) {
        return new Registration(cluster, arn, sequenceNumber);
    }

    public Registration at(long newSequenceNumber) {
        return new Registration(cluster, containerInstanceArn, newSequenceNumber);
    }
}
