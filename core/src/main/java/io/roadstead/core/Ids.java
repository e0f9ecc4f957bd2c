package io.roadstead.core;

/**
 * Where new names come from. An argument wherever one is needed, so that a decision can be replayed bit for bit.
 */
public interface Ids {
    /** 32 hexadecimal digits: the id of a task or container instance. */
    String hex();

    /** A UUID in its usual form: containers, attachments, messages. */
    String uuid();

    /** A uniform number from 0 (inclusive) to {@code bound} (exclusive), for the random placement strategy. */
    int below(int bound);
}
