package io.roadstead.core.reconcile;

import io.roadstead.core.event.ServiceNews.DeploymentStateChange;
import io.roadstead.core.event.ServiceNews.Level;
import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.Deployment.RolloutState;
import io.roadstead.core.model.DeploymentConfiguration;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.ServiceDeployment;
import io.roadstead.core.model.ServiceDeployment.AlarmWatch;
import io.roadstead.core.model.ServiceDeployment.CircuitBreaker;
import io.roadstead.core.model.ServiceDeployment.Status;
import io.roadstead.core.model.ServiceDeployment.Watch;
import io.roadstead.core.model.ServiceRevision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The course of the PRIMARY deployment and of its service deployment: taken up, completed, failed, rolled back, stopped.
 * Source: ecs-behaviour 6.3, 6.5, 6.6, 6.11, 8.5.
 */
final class Rollout {
    static final String IN_PROGRESS = "SERVICE_DEPLOYMENT_IN_PROGRESS";
    static final String COMPLETED = "SERVICE_DEPLOYMENT_COMPLETED";
    static final String FAILED = "SERVICE_DEPLOYMENT_FAILED";

    private final ServiceView view;
    private final Decision decision;

    private final Census census;
    private final int desired;

    /** @param desired how many tasks the service wants */
    Rollout(ServiceView view, Decision decision, Census census, int desired) {
        this.view = view;
        this.decision = decision;
        this.census = census;
        this.desired = desired;
    }

    /** Who found that a deployment fails. */
    private enum Finder {
        BREAKER,
        ALARMS,
        CALLER
    }

    /**
     * How a deployment failed.
     *
     * @param event the cause, as the service event says it
     * @param reason the deployment's rolloutStateReason
     * @param rollback whether it is to be rolled back
     * @param alarms those that failed it
     */
    private record Failure(Finder finder, String event, String reason, boolean rollback, List<String> alarms) {}

    /** Lets a new deployment begin, ends those it replaces, and keeps the wanted counts as the service wants them. */
    void takeUp() {
        Service service = decision.service();
        Deployment primary = service.primary().orElseThrow();
        for (ServiceDeployment each : decision.serviceDeployments()) {
            if (each.id().equals(primary.serviceDeploymentId())) {
                takeUp(primary, each);
            } else if (!each.status().ended()) {
                decision.put(each.withStatus(
                        Status.STOPPED,
                        "The service deployment was replaced by the newer deployment " + primary.id() + ".",
                        decision.now()));
            }
        }
        for (Deployment each : service.deployments()) {
            int wanted = each.status() == Deployment.Status.PRIMARY ? desired : left(each);
            if (each.desiredCount() != wanted) {
                decision.change(each.id(), before -> before.withDesiredCount(wanted, decision.now()));
            }
        }
    }

    /** What is left of an old deployment. One that was never completed is not kept up: it has what it has. */
    private int left(Deployment old) {
        int left = Math.min(desired, old.desiredCount());
        return old.rolloutState() == RolloutState.COMPLETED
                ? left
                : Math.min(left, census.activeOf(old.id()).size());
    }

    private void takeUp(Deployment primary, ServiceDeployment current) {
        ServiceDeployment after = current;
        if (after.status() == Status.PENDING) {
            after = after.started(decision.now());
            if (!ringing(after).isEmpty()) {
                // An alarm that rings already says nothing about this deployment. Source: ecs-behaviour 6.6.
                after = after.withWatches(
                        after.circuitBreaker(), new AlarmWatch(Watch.DISABLED, List.of()), decision.now());
            }
            publish(Level.INFO, IN_PROGRESS, primary.id(), primary.rolloutStateReason());
        }
        if (!after.status().ended() && after.requestedTaskCount() != desired) {
            after = after.withRequestedTaskCount(desired, decision.now());
        }
        decision.put(after);
    }

    /**
     * Fails the deployment when a caller, an alarm or its circuit breaker says so.
     *
     * @return whether it did: then the round is over, for the PRIMARY may be another one
     */
    boolean failed() {
        Deployment primary = decision.service().primary().orElseThrow();
        ServiceDeployment current = decision.serviceDeployment(primary.serviceDeploymentId());
        if (current == null || primary.rolloutState() != RolloutState.IN_PROGRESS) {
            return false;
        }
        DeploymentConfiguration configuration = decision.service().desired().deploymentConfiguration();
        int threshold = configuration.circuitBreaker().threshold().failures(desired);
        watch(primary, current, configuration, threshold);
        if (current.status() == Status.ROLLBACK_REQUESTED) {
            fail(primary, byCaller("a rollback was requested", true));
            return true;
        }
        if (current.status() == Status.STOP_REQUESTED) {
            fail(primary, byCaller("a stop was requested", false));
            return true;
        }
        List<String> ringing = ringing(current);
        if (current.rollback() == null && !ringing.isEmpty()) {
            fail(
                    primary,
                    new Failure(
                            Finder.ALARMS,
                            "alarm detected",
                            ServiceTexts.alarmsFailed(ringing),
                            configuration.alarms().rollback(),
                            ringing));
            return true;
        }
        if (configuration.circuitBreaker().enable() && primary.progress().breakerFailures() >= threshold) {
            fail(
                    primary,
                    new Failure(
                            Finder.BREAKER,
                            "tasks failed to start",
                            ServiceTexts.BREAKER_FAILED,
                            configuration.circuitBreaker().rollback(),
                            List.of()));
            return true;
        }
        return false;
    }

    /** The watched alarms that are in ALARM, as long as this service deployment watches any. */
    private List<String> ringing(ServiceDeployment current) {
        if (current.alarms().state() != Watch.MONITORING) {
            return List.of();
        }
        return current.configuration().alarms().alarmNames().stream()
                .filter(name -> view.alarms().states().get(name) == Alarms.State.ALARM)
                .toList();
    }

    private static Failure byCaller(String event, boolean rollback) {
        return new Failure(Finder.CALLER, event, "ECS deployment stopped: " + event + ".", rollback, List.of());
    }

    /** Keeps the service deployment's counters; those of one that is rolling back stay as they were when it failed. */
    private void watch(
            Deployment primary, ServiceDeployment current, DeploymentConfiguration configuration, int threshold) {
        if (!current.deploymentId().equals(primary.id())) {
            return;
        }
        Watch state = configuration.circuitBreaker().enable() ? Watch.MONITORING : Watch.DISABLED;
        CircuitBreaker breaker = new CircuitBreaker(state, primary.progress().breakerFailures(), threshold);
        if (!breaker.equals(current.circuitBreaker())) {
            decision.put(current.withWatches(breaker, current.alarms(), decision.now()));
        }
    }

    private void fail(Deployment primary, Failure failure) {
        String name = decision.service().name();
        ServiceDeployment current =
                triggered(Objects.requireNonNull(decision.serviceDeployment(primary.serviceDeploymentId())), failure);
        boolean rollingBack = current.rollback() != null;
        Optional<ServiceRevision> target =
                failure.rollback() && !rollingBack ? lastCompleted(view, primary) : Optional.empty();
        decision.tell(ServiceTexts.deploymentFailed(name, primary.id(), failure.event()));
        publish(Level.ERROR, FAILED, primary.id(), failure.reason());
        if (target.isPresent()) {
            String id = Deployments.idOf(target.get());
            String reason =
                    switch (failure.finder()) {
                        case BREAKER -> ServiceTexts.breakerRollingBack(id);
                        case ALARMS -> ServiceTexts.alarmsRollingBack(id);
                        case CALLER -> ServiceTexts.requestedRollingBack(id);
                    };
            Deployments.RolledBack rolledBack = Deployments.rollBack(
                    decision.service(), current, target.get(), failure.reason(), reason, decision.now());
            decision.put(rolledBack.service());
            decision.put(rolledBack.serviceDeployment());
            decision.tell(ServiceTexts.rollingBack(name, id));
            publish(Level.INFO, IN_PROGRESS, id, reason);
            return;
        }
        decision.change(primary.id(), each -> each.withRollout(RolloutState.FAILED, failure.reason(), decision.now()));
        boolean wanted = rollingBack || current.status() == Status.ROLLBACK_REQUESTED;
        decision.put(
                current.withStatus(wanted ? Status.ROLLBACK_FAILED : Status.STOPPED, failure.reason(), decision.now()));
    }

    private ServiceDeployment triggered(ServiceDeployment current, Failure failure) {
        CircuitBreaker breaker = current.circuitBreaker();
        return switch (failure.finder()) {
            case BREAKER ->
                current.withWatches(
                        new CircuitBreaker(Watch.TRIGGERED, breaker.failureCount(), breaker.threshold()),
                        current.alarms(),
                        decision.now());
            case ALARMS ->
                current.withWatches(breaker, new AlarmWatch(Watch.TRIGGERED, failure.alarms()), decision.now());
            case CALLER -> current;
        };
    }

    /** The service revision to roll back to: the target of the newest service deployment that was SUCCESSFUL. */
    static Optional<ServiceRevision> lastCompleted(ServiceView view, Deployment failing) {
        for (ServiceDeployment each : view.serviceDeployments()) {
            ServiceRevision revision = view.revisions().get(each.targetRevision());
            if (each.status() == Status.SUCCESSFUL
                    && revision != null
                    && !revision.number().equals(failing.number())) {
                return Optional.of(revision);
            }
        }
        return Optional.empty();
    }

    /** The deployment did what it was to do; what its alarms say is waited for first. */
    void completeOrBake() {
        Deployment primary = decision.service().primary().orElseThrow();
        ServiceDeployment current = decision.serviceDeployment(primary.serviceDeploymentId());
        boolean watched = current != null && current.alarms().state() == Watch.MONITORING;
        Duration bake = watched ? view.alarms().bakeTime() : Duration.ZERO;
        Instant since = Objects.requireNonNullElse(primary.progress().bakingSince(), decision.now());
        // A clock that jumped back begins the wait anew.
        Instant from = since.isAfter(decision.now()) ? decision.now() : since;
        if (!decision.now().isBefore(from.plus(bake))) {
            complete();
            return;
        }
        decision.wakeAt(from.plus(bake));
        bakingSince(primary, from);
    }

    /** Something of it is not good any more: the wait for its alarms begins again when it is. */
    void notBaking() {
        bakingSince(decision.service().primary().orElseThrow(), null);
    }

    private void bakingSince(Deployment primary, @Nullable Instant since) {
        if (!Objects.equals(primary.progress().bakingSince(), since)) {
            decision.change(
                    primary.id(), each -> each.withProgress(each.progress().withBakingSince(since)));
        }
    }

    private void complete() {
        Service service = decision.service();
        Deployment primary = service.primary().orElseThrow();
        Deployment completed =
                primary.withRollout(RolloutState.COMPLETED, ServiceTexts.completed(primary.id()), decision.now());
        decision.put(service.withDeployments(List.of(completed)));
        ServiceDeployment current = decision.serviceDeployment(primary.serviceDeploymentId());
        if (current != null && !current.status().ended()) {
            boolean rollingBack = current.rollback() != null;
            decision.put(watchesOver(current)
                    .withStatus(
                            rollingBack ? Status.ROLLBACK_SUCCESSFUL : Status.SUCCESSFUL,
                            current.statusReason(),
                            decision.now()));
        }
        decision.tell(ServiceTexts.deploymentCompleted(service.name(), primary.id()));
        publish(Level.INFO, COMPLETED, primary.id(), completed.rolloutStateReason());
    }

    private ServiceDeployment watchesOver(ServiceDeployment current) {
        CircuitBreaker breaker = current.circuitBreaker();
        AlarmWatch alarms = current.alarms();
        return current.withWatches(
                new CircuitBreaker(over(breaker.state()), breaker.failureCount(), breaker.threshold()),
                new AlarmWatch(over(alarms.state()), alarms.triggered()),
                decision.now());
    }

    private static Watch over(Watch state) {
        return state == Watch.MONITORING ? Watch.MONITORING_COMPLETE : state;
    }

    /**
     * Drops ACTIVE deployments whose last task is gone; not the newest, which stays until the PRIMARY is completed, and
     * not one that was completed and shall still have tasks.
     */
    void dropEmpty() {
        List<Deployment> kept = new ArrayList<>();
        boolean newest = true;
        for (Deployment each : decision.service().deployments()) {
            boolean primary = each.status() == Deployment.Status.PRIMARY;
            boolean wanted = each.rolloutState() == RolloutState.COMPLETED && each.desiredCount() > 0;
            if (primary || newest || wanted || !census.of(each.id()).isEmpty()) {
                kept.add(each);
            }
            newest &= primary;
        }
        if (kept.size() < decision.service().deployments().size()) {
            decision.put(decision.service().withDeployments(kept));
        }
    }

    private void publish(Level level, String eventName, String deploymentId, String reason) {
        decision.publish(new DeploymentStateChange(level, eventName, deploymentId, decision.now(), reason));
    }
}
