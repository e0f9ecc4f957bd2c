package io.roadstead.core.reconcile;

import io.roadstead.core.event.ServiceNews.Level;
import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.Deployment.RolloutState;
import java.util.List;

/**
 * What a round of a service's scheduler is whatever its strategy: ended tasks are counted, the rollout is led on, a
 * deleted service ends; in between, the strategy starts and stops tasks.
 */
final class ServiceRound {
    static final String STEADY = "steady";

    private final ServiceView view;
    private final SchedulerSettings settings;
    private final Decision decision;
    private final Census census;
    private final Rollout rollout;

    /** @param desired how many tasks the service wants */
    ServiceRound(ServiceView view, SchedulerSettings settings, Decision decision, Census census, int desired) {
        this.view = view;
        this.settings = settings;
        this.decision = decision;
        this.census = census;
        this.rollout = new Rollout(view, decision, census, desired);
    }

    /** @return whether the strategy is to start and stop tasks now, and {@link #close} to be called then */
    boolean open() {
        return switch (view.service().status()) {
            case ACTIVE -> begin();
            case DRAINING -> {
                Deletion.go(view, decision, census);
                yield false;
            }
            case INACTIVE -> {
                Conclusions.accountOnly(decision, census);
                yield false;
            }
        };
    }

    private boolean begin() {
        if (decision.service().primary().isEmpty()) {
            Conclusions.accountOnly(decision, census);
            return false;
        }
        rollout.takeUp();
        new Conclusions(settings, decision, census).draw(primary());
        if (rollout.failed()) {
            // The PRIMARY may be another one now.
            decision.again();
            return false;
        }
        ImageDigests.fill(view, decision, census, primary());
        return true;
    }

    /**
     * Completes the deployment and tells of a steady state, when they are reached.
     *
     * @param allGood whether the PRIMARY has the tasks it shall have, all healthy, and nothing was to be done
     * @param alone whether no task of an older deployment is left
     * @param quiet whether no task is on its way to STOPPED either
     */
    void close(boolean allGood, boolean alone, boolean quiet) {
        rollout.dropEmpty();
        if (allGood && alone && primary().rolloutState() == RolloutState.IN_PROGRESS) {
            rollout.completeOrBake();
        } else {
            rollout.notBaking();
        }
        boolean steady = allGood && quiet && primary().rolloutState() == RolloutState.COMPLETED;
        if (!steady) {
            decision.clear(STEADY);
        } else if (decision.tellLasting(
                STEADY, "", ServiceTexts.steadyState(decision.service().name()))) {
            decision.publish(Level.INFO, "SERVICE_STEADY_STATE", null);
        }
    }

    private Deployment primary() {
        return decision.service().primary().orElseThrow();
    }

    List<Action.OfScheduler> actions() {
        return decision.actions();
    }
}
