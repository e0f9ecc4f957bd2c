package io.roadstead.control.write;

import io.roadstead.store.Revision;

/** What became of a round's transaction. */
sealed interface Ending {
    /** It is stored, at this revision. */
    record Stored(Revision revision) implements Ending {}

    /** It is not stored and never will be: what it had read is no longer so. This revision shows what is. */
    record Lost(Revision seen) implements Ending {}

    /** It could not be learned. */
    record Failed(RuntimeException cause) implements Ending {}
}
