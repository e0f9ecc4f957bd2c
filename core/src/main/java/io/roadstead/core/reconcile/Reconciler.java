package io.roadstead.core.reconcile;

import io.roadstead.core.Ids;
import java.time.Instant;
import java.util.List;

/**
 * Decides what must be done so that what is comes to agree with what is wanted. The same view, instant and ids give the
 * same actions, always; a view that already agrees gives none but {@link Action.WakeAt}.
 *
 * @param <V> what it looks at
 * @param <A> what it may want done
 */
public interface Reconciler<V, A extends Action> {
    List<A> decide(V view, Instant now, Ids ids);
}
