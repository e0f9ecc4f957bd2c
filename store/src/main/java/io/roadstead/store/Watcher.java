package io.roadstead.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of changes, one call after another and each seeing what the last one did, though not always on the same
 * thread. Must return soon: who falls too far behind is lost.
 */
public interface Watcher {
    /**
     * Changes in order; a batch never ends within a revision. It may be empty: then nothing of the watched prefix changed
     * up to there.
     *
     * @param upTo everything up to this revision has now been told
     */
    void changed(List<Change> changes, Revision upTo);

    /** Changes were missed (compacted, or the connection broke): list again, then watch again. No call follows. */
    void lost();

    /** A record written ({@code value} present) or removed ({@code value} absent). */
    @SuppressWarnings("ArrayRecordComponent") // equality of changes is never asked for
    record Change(Key key, byte @Nullable [] value, Revision revision) {}
}
