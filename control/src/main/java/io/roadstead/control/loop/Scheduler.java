package io.roadstead.control.loop;

import io.roadstead.control.index.Index;
import io.roadstead.control.place.ClusterFleets;
import io.roadstead.control.place.TaskStarts;
import io.roadstead.control.write.Writers;
import io.roadstead.core.Ids;
import io.roadstead.core.model.ServiceKey;
import io.roadstead.core.reconcile.Action;
import io.roadstead.core.reconcile.InstanceReconciler;
import io.roadstead.core.reconcile.Reconciler;
import io.roadstead.core.reconcile.ServiceView;
import io.roadstead.core.reconcile.Starts;
import io.roadstead.store.Epoch;
import io.roadstead.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the one server that holds the lease {@value #LEASE} does: it keeps services as they are wished, and gives up hosts that are
 * gone. Every server has one of these; those that do not lead ask from time to time whether they do now.
 *
 * <p>Without threads and without waiting: whoever drives it calls {@link #step} when the instant it last answered has
 * come, and whenever {@link #onWork} tells that something came in between. {@link SchedulerThread} drives it in
 * production, a simulation in virtual time.
 */
public final class Scheduler {
    /** The name of the lease. */
    public static final String LEASE = "scheduler";

    /** A clock that is set back by less delays what was due by less, and nobody minds. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(Scheduler.class);

    private final InstantSource clock;
    private final Leadership leadership;
    private final ServiceLoop services;
    private final InstanceLoop instances;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private @Nullable Epoch led;
    private Instant last = Instant.EPOCH;

    /**
     * The pure halves.
     *
     * @param replicas decides for services of the strategy REPLICA
     * @param daemons decides for those of the strategy DAEMON
     * @param starts says what follows from a placement, for both
     * @param instances when a host is taken for terminated
     */
    public record Deciders(
            Reconciler<ServiceView, Action.OfScheduler> replicas,
            Reconciler<ServiceView, Action.OfScheduler> daemons,
            Starts starts,
            InstanceReconciler.Settings instances) {
        /** With the usual patience for agents that are away. */
        public Deciders(
                Reconciler<ServiceView, Action.OfScheduler> replicas,
                Reconciler<ServiceView, Action.OfScheduler> daemons,
                Starts starts) {
            this(replicas, daemons, starts, InstanceReconciler.Settings.DEFAULT);
        }
    }

    /** @param server this server's own name, which holds the lease */
    public Scheduler(
            Store store,
            Index index,
            Writers writers,
            ClusterFleets fleets,
            Surroundings surroundings,
            Deciders deciders,
            InstantSource clock,
            Ids ids,
            String server,
            LoopSettings settings) {
        this.clock = clock;
        this.leadership = new Leadership(store, LEASE, server, settings.lease());
        this.services = new ServiceLoop(
                index,
                writers,
                new ServiceRound.Parts(
                        new ServiceViews(fleets, surroundings),
                        deciders.replicas(),
                        deciders.daemons(),
                        deciders.starts(),
                        new TaskStarts(fleets, ids),
                        clock,
                        ids),
                settings,
                this::tellWork);
        this.instances = new InstanceLoop(index, writers, deciders.instances(), clock, ids, this::tellWork);
        index.listen(changes -> services.changed(changes, clock.instant()));
    }

    /** Tells that something came which may be due earlier than {@link #step} last said; on any thread: return soon. */
    public void onWork(Runnable listener) {
        listeners.add(listener);
    }

    /** Something about the service changed that no record tells, for example its targets' health. From any thread. */
    public void mark(ServiceKey service) {
        services.mark(service, clock.instant());
    }

    /**
     * Does what is due. By one thread at a time; does not wait for what it begins, but for the store's word on the lease.
     *
     * @return when to call again at the latest
     */
    public Instant step(Instant now) {
        boolean setBack = now.isBefore(last.minus(CLOCK_TOLERANCE));
        last = now;
        if (setBack) {
            log.info("The clock was set back: everything is looked at again.");
            leadership.askAnew();
        }
        Optional<Epoch> epoch = leadership.at(now);
        if (epoch.isEmpty()) {
            if (led != null) {
                log.info("Another server schedules from now on.");
                services.rest();
                led = null;
            }
            return leadership.askAt();
        }
        if (setBack || !epoch.get().equals(led)) {
            log.info("This server schedules, in epoch {}.", epoch.get().number());
            led = epoch.get();
            services.lead(now);
            instances.lead();
        }
        Instant due = earlier(instances.step(epoch.get(), now), leadership.askAt());
        return services.step(epoch.get(), now).map(soon -> earlier(soon, due)).orElse(due);
    }

    /** Lets another server lead at once. Not to be stepped any more. */
    public void resign() {
        services.rest();
        leadership.resign();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private void tellWork() {
        listeners.forEach(Runnable::run);
    }
}
