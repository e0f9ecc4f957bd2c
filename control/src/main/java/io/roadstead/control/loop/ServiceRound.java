package io.roadstead.control.loop;

import io.roadstead.control.index.Keys;
import io.roadstead.control.place.TaskStarts;
import io.roadstead.control.write.Change;
import io.roadstead.control.write.Draft;
import io.roadstead.core.Ids;
import io.roadstead.core.model.Cluster;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.ServiceKey;
import io.roadstead.core.reconcile.Action;
import io.roadstead.core.reconcile.Reconciler;
import io.roadstead.core.reconcile.ServiceView;
import io.roadstead.core.reconcile.Starts;
import io.roadstead.store.Epoch;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * One look at one service: what is decided becomes one change of the cluster's writer, or nothing of it does.
 *
 * <p>Applied again when it lost a race, but only {@link #MAX_RACES} times: should this server lead no longer, its changes
 * can never be stored, and would keep those that share its transactions from being.
 */
final class ServiceRound implements Change<ServiceRound.Result> {
    static final int MAX_RACES = 3;

    private final Parts parts;
    private final ServiceKey key;
    private final Epoch epoch;
    private final int startLimit;
    private int applied;

    /** What every look needs. */
    record Parts(
            ServiceViews views,
            Reconciler<ServiceView, Action.OfScheduler> replicas,
            Reconciler<ServiceView, Action.OfScheduler> daemons,
            Starts outcomes,
            TaskStarts starts,
            InstantSource clock,
            Ids ids) {}

    /**
     * What came of it.
     *
     * @param lost it lost its races, and nothing is stored
     * @param acted whether anything is to be written
     * @param blocked whether a task found no instance
     * @param wakeAt when to look again although nothing changed
     */
    record Result(boolean lost, boolean acted, boolean blocked, Optional<Instant> wakeAt) {
        static final Result NOTHING = new Result(false, false, false, Optional.empty());
        static final Result LOST = new Result(true, false, false, Optional.empty());
    }

    /** @param startLimit how many tasks this look may start */
    ServiceRound(Parts parts, ServiceKey key, Epoch epoch, int startLimit) {
        this.parts = parts;
        this.key = key;
        this.epoch = epoch;
        this.startLimit = startLimit;
    }

    @Override
    public Result apply(Draft draft) {
        applied++;
        if (applied > MAX_RACES) {
            return Result.LOST;
        }
        draft.led(epoch);
        Optional<Service> service = draft.read(Keys.service(key.scope(), key.cluster(), key.name()), Service.class);
        Optional<Cluster> cluster = draft.peek(Keys.cluster(key.scope(), key.cluster()), Cluster.class);
        if (service.isEmpty() || cluster.isEmpty()) {
            return Result.NOTHING;
        }
        Instant now = parts.clock().instant();
        ServiceView view = parts.views().of(draft, cluster.get(), service.get());
        List<Action.OfScheduler> actions =
                switch (service.get().schedulingStrategy()) {
                    case REPLICA -> parts.replicas().decide(view, now, parts.ids());
                    case DAEMON -> parts.daemons().decide(view, now, parts.ids());
                };
        return new ServiceActions(parts, draft, cluster.get(), view, now, startLimit).carryOut(actions);
    }
}
