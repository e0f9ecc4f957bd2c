package io.roadstead.core.reconcile;

import io.roadstead.core.definition.Launch;
import io.roadstead.core.definition.ServiceLaunch;
import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.Deployment.RolloutState;
import io.roadstead.core.model.Protection;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.placement.Demand;
import io.roadstead.core.placement.Node;
import io.roadstead.core.placement.PlacementRequest;
import io.roadstead.core.placement.Placer;
import io.roadstead.core.reconcile.Action.StartCause;
import io.roadstead.core.reconcile.Judged.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks of a daemon start and stop in this round: on each of its instances one of the PRIMARY, and the percentages
 * of the number of instances kept. See {@link RollingUpdate} for the same of a replica service.
 */
final class DaemonUpdate {
    private final ServiceView view;
    private final SchedulerSettings settings;
    private final Decision decision;
    private final DaemonPlaces places;
    private final @Nullable TaskDefinition definition;
    private final StartThrottle throttle;
    private final Deployment primary;
    private final Bounds bounds;
    private final Stops stops;
    private final List<Judged> all;
    private final boolean failed;

    /** @param definition the PRIMARY's; absent when it was deleted underneath */
    DaemonUpdate(
            ServiceView view,
            SchedulerSettings settings,
            Decision decision,
            DaemonPlaces places,
            @Nullable TaskDefinition definition) {
        this.view = view;
        this.settings = settings;
        this.definition = definition;
        this.decision = decision;
        this.places = places;
        this.throttle = new StartThrottle(settings);
        this.primary = decision.service().primary().orElseThrow();
        this.all = places.places().values().stream().flatMap(List::stream).toList();
        this.bounds = Bounds.of(places.wanted(), decision.service().desired().deploymentConfiguration());
        this.stops = new Stops(view, decision, Census.count(all, each -> each.is(Standing.HEALTHY)), bounds.min());
        this.failed = primary.rolloutState() == RolloutState.FAILED;
    }

    void decide() {
        if (failed) {
            refill();
        } else if (definition == null) {
            Starts.definitionGone(decision);
        } else {
            start(definition);
        }
        stops.all(places.violating(), each -> true);
        stops.all(places.draining(), each -> true);
        stops.all(surplus(), each -> true);
        stopUnhealthy();
        List<Judged> old = all.stream()
                .filter(each -> each.active() && !places.ofPrimary(each))
                .toList();
        if (!failed) {
            drain(old);
        }
        stops.tell();
        tellProtection();
        tellBlocked(old);
    }

    /** The PRIMARY is coming: those go first in whose place a healthy one of it stands already. */
    private void drain(List<Judged> old) {
        stops.all(old, each -> each.is(Standing.PENDING) && !each.guarded());
        stops.within(old, each -> each.is(Standing.UNPROVEN));
        stops.within(old, each -> each.is(Standing.HEALTHY) && replaced(each));
        stops.within(old, each -> each.is(Standing.HEALTHY) && !replaced(each));
        OldTasks.lessDesired(decision, stops, old);
        wakeWhenProtectionEnds(old);
    }

    private boolean replaced(Judged old) {
        return places.places().getOrDefault(old.task().containerInstanceId(), List.of()).stream()
                .anyMatch(each -> places.ofPrimary(each) && each.is(Standing.HEALTHY));
    }

    /** Nothing else tells of that instant, and until then a protected task keeps its place. */
    private void wakeWhenProtectionEnds(List<Judged> old) {
        for (Judged each : old) {
            Protection protection = each.task().protection();
            if (each.guarded() && protection != null) {
                decision.wakeAt(protection.until());
            }
        }
    }

    private void start(TaskDefinition wanted) {
        List<String> lacking = new ArrayList<>();
        places.places().forEach((instance, here) -> {
            boolean has = here.stream().anyMatch(each -> each.active() && places.ofPrimary(each));
            // One beside the other at most, whatever the percentage.
            boolean free = here.isEmpty() || (here.size() == 1 && bounds.max() > bounds.desired());
            if (!has && free && places.connected(instance)) {
                lacking.add(instance);
            }
        });
        if (lacking.isEmpty()) {
            decision.clear(Starts.PLACEMENT);
            return;
        }
        Instant next = primary.progress().nextStartAt();
        if (next != null && throttle.holds(primary.progress(), decision.now())) {
            decision.wakeAt(next);
            return;
        }
        String refusal = view.refusals().get(wanted.arn());
        if (refusal != null) {
            Starts.notNow(decision, settings, refusal);
            return;
        }
        // Empty places first: a task more there is worth more than one beside an old one.
        lacking.sort(Comparator.comparing((String instance) ->
                        !places.places().getOrDefault(instance, List.of()).isEmpty())
                .thenComparing(Comparator.naturalOrder()));
        start(primary, wanted, lacking, room());
    }

    /** How many tasks may be started beside those that live. */
    private int room() {
        return bounds.max() - all.size();
    }

    private void start(Deployment deployment, TaskDefinition wanted, List<String> lacking, int most) {
        List<String> chosen = fittingFirst(deployment, wanted, lacking);
        int count = Math.min(most, chosen.size());
        if (count > 0) {
            decision.start(deployment.id(), count, chosen.subList(0, count), null, StartCause.SCALE);
        }
    }

    /**
     * The PRIMARY failed for good and starts nothing more: what a completed deployment loses of what is left of it is
     * replaced, as {@link OldTasks#refill} does for replicas, on an instance that has no task at all. Instances whose old
     * task was stopped for the failed deployment stay without, and so do new ones.
     */
    private void refill() {
        for (Deployment each : decision.service().deployments()) {
            TaskDefinition wanted = view.definitions().get(Census.definitionArn(decision.service(), each));
            boolean whole = !each.id().equals(primary.id()) && each.rolloutState() == RolloutState.COMPLETED;
            int has = Census.count(
                    all, task -> task.active() && each.id().equals(task.task().startedBy()));
            int lost = Math.min(each.desiredCount() - has, room());
            if (whole && wanted != null && lost > 0 && !view.refusals().containsKey(wanted.arn())) {
                Eligibility eligibility = new Eligibility(view.service(), wanted);
                List<String> lacking = new ArrayList<>();
                places.places().forEach((instance, here) -> {
                    if (here.isEmpty()
                            && places.connected(instance)
                            && eligibility.takes(
                                    Objects.requireNonNull(view.nodes().get(instance)))) {
                        lacking.add(instance);
                    }
                });
                start(each, wanted, lacking, lost);
                return;
            }
        }
    }

    /**
     * Those without room come last, else they would take the places of a round from the others for ever; they are asked
     * for all the same, so that the service hears why. No more are looked at than one round can start.
     */
    private List<String> fittingFirst(Deployment deployment, TaskDefinition wanted, List<String> lacking) {
        Launch launch = ServiceLaunch.of(decision.service(), deployment, wanted, 1, null);
        PlacementRequest request = new PlacementRequest(
                1,
                Demand.of(wanted, launch.overrides()),
                launch.group(),
                launch.placementConstraints(),
                launch.placementStrategy());
        List<String> fitting = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (String instance : lacking) {
            Node node = Objects.requireNonNull(view.nodes().get(instance));
            if (Placer.check(node, request).isEmpty()) {
                fitting.add(instance);
            } else {
                others.add(instance);
            }
            if (fitting.size() == settings.startsPerRound()) {
                break;
            }
        }
        fitting.addAll(others);
        return fitting;
    }

    /** More than one task of the PRIMARY on one instance: the best, and of equals the oldest, stays. */
    private List<Judged> surplus() {
        List<Judged> surplus = new ArrayList<>();
        for (List<Judged> here : places.places().values()) {
            here.stream()
                    .filter(each -> each.active() && places.ofPrimary(each))
                    .sorted(Comparator.comparing(DaemonReconciler::worth)
                            .thenComparing(each -> each.task().createdAt())
                            .thenComparing(Judged::id))
                    .skip(1)
                    .forEach(surplus::add);
        }
        return surplus;
    }

    /** Its replacement needs the place: all that the minimum does not need, else one after the other. */
    private void stopUnhealthy() {
        List<Judged> unhealthy = all.stream()
                .filter(each -> each.is(Standing.UNHEALTHY) && !stops.contains(each))
                .toList();
        int oneByOne = all.stream().anyMatch(each -> each.is(Standing.STOPPING)) ? 0 : 1;
        stops.some(unhealthy, each -> true, stops.healthy() >= bounds.min() ? unhealthy.size() : oneByOne);
    }

    private void tellProtection() {
        int held = stops.heldByProtection();
        if (held == 0) {
            decision.clear(RollingUpdate.PROTECTED);
            return;
        }
        decision.tellLasting(
                RollingUpdate.PROTECTED,
                Integer.toString(held),
                ServiceTexts.blockedByProtection(decision.service().name(), primary.id(), held));
    }

    /**
     * Neither a start nor a stop is possible, nothing is on its way, and yet old tasks are to be replaced: of one
     * instance 50 percent is one, and so is 100 percent. Source: ecs-behaviour 6.2.
     */
    private void tellBlocked(List<Judged> old) {
        boolean underway = decision.acts()
                || all.stream()
                        .anyMatch(each ->
                                each.is(Standing.STOPPING) || each.is(Standing.PENDING) || each.is(Standing.UNPROVEN));
        if (!failed && !old.isEmpty() && room() <= 0 && !underway && stops.heldByProtection() == 0) {
            decision.tellLasting(
                    RollingUpdate.BLOCKED,
                    "",
                    ServiceTexts.blockedByPercentages(decision.service().name()));
        } else {
            decision.clear(RollingUpdate.BLOCKED);
        }
    }
}
