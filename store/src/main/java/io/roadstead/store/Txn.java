package io.roadstead.store;

import java.util.List;

/**
 * A guarded transaction: all guards hold and all writes happen, or none.
 *
 * @param operationId the caller's own name for this attempt: committing the same id again answers as the first time, and
 *     {@link Store#outcome} tells of it after an {@link CommitResult.Unknown}
 * @param writes at most {@link #MAX_WRITES}, one per key, {@link #MAX_BYTES} together
 */
public record Txn(String operationId, List<Guard> guards, List<Write> writes) {
    /** What fits one etcd transaction beside its guards. */
    public static final int MAX_WRITES = 100;

    public static final int MAX_BYTES = 512 * 1024;

    public Txn {
        guards = List.copyOf(guards);
        writes = List.copyOf(writes);
    }
}
