package io.roadstead.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who is told of changes, on one thread, one call after another. Must return soon. */
public interface Watcher {
    /** Changes in order; a batch never ends within a revision. */
    void changed(List<Change> changes, Revision upTo);

    /** Changes were missed (compacted, or the connection broke): list again, then watch again. No call follows. */
    void lost();

    /** A record written ({@code value} present) or removed ({@code value} absent). */
    @SuppressWarnings("ArrayRecordComponent") // equality of changes is never asked for
    record Change(Key key, byte @Nullable [] value, Revision revision) {}
}
