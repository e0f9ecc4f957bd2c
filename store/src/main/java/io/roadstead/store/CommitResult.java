package io.roadstead.store;

import java.util.List;

/** What became of a transaction. {@code Unknown} is a case of the type, so that no caller forgets it. */
public sealed interface CommitResult {
    /** It happened, it is durable, and this is its revision. */
    record Committed(Revision revision) implements CommitResult {}

    /**
     * It did not happen: these keys were not as the guards said. A lost lease is told as {@code lease/<name>}.
     */
    record Conflict(List<Key> keys) implements CommitResult {
        public Conflict {
            keys = List.copyOf(keys);
        }
    }

    /** Nobody knows whether it happened: ask {@link Store#outcome} with the operation's id. */
    record Unknown(Throwable cause) implements CommitResult {}
}
