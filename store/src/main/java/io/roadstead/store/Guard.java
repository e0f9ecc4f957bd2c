package io.roadstead.store;

/** What must hold at the moment of a commit, or nothing of it happens. */
public sealed interface Guard {
    /** No record has this key. */
    record Absent(Key key) implements Guard {}

    /** The record was last written by this revision. */
    record At(Key key, Revision revision) implements Guard {}

    /** The lease under this name is still held in this epoch. */
    record Leader(Epoch epoch) implements Guard {
        static final String CONFLICT_PREFIX = "lease/";

        /** How a {@link CommitResult.Conflict} names a lease that is not held. */
        public static Key conflictKey(String leaseName) {
            return new Key(CONFLICT_PREFIX + leaseName);
        }
    }
}
