package io.roadstead.store;

/** What must hold at the moment of a commit, or nothing of it happens. */
public sealed interface Guard {
    /** No record has this key. */
    record Absent(Key key) implements Guard {}

    /** The record was last written by this revision. */
    record At(Key key, Revision revision) implements Guard {}

    /** The lease under this name is still held in this epoch. */
    record Leader(Epoch epoch) implements Guard {}
}
