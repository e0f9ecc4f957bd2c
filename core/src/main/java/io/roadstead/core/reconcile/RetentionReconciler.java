package io.roadstead.core.reconcile;

import io.roadstead.core.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Forgets what nobody can ask for any more: stopped tasks, deregistered instances and deleted services some time
 * after their end, idempotency tokens some time after their use, and what services told the event bus some time after it was told.
 *
 * <p>Its one rule: nothing is forgotten before its time, and the oldest goes first, at most {@link Settings#perRound} in
 * a round. When more is due than one round takes, it asks to be woken at once; otherwise when the next falls due.
 *
 * <p>Example, with an hour for tasks: at 12:00 tasks stopped at 10:50 and 11:30 give {@code ForgetTask} for the first and
 * {@code WakeAt(12:30)} for the second.
 */
public final class RetentionReconciler implements Reconciler<RetentionView, Action.OfRetention> {
    /**
     * How long things are kept.
     *
     * @param stoppedTasks ECS keeps them "at least one hour". Source: ecs-behaviour 4.2.
     * @param deregisteredInstances how long an INACTIVE instance stays describable; ECS names no time
     * @param tokens how long the same token gives the same answer; ECS names no time for RunTask
     * @param news how long a server may be down and still take all of a service's news into its journal
     * @param deletedServices how long an INACTIVE service stays describable; ECS says "for a while"
     * @param perRound how many are forgotten in one round
     */
    public record Settings(
            Duration stoppedTasks,
            Duration deregisteredInstances,
            Duration tokens,
            Duration news,
            Duration deletedServices,
            int perRound) {
        public static final Settings DEFAULT = new Settings(
                Duration.ofHours(1),
                Duration.ofHours(1),
                Duration.ofHours(24),
                Duration.ofHours(1),
                Duration.ofHours(1),
                100);

        public Settings {
            if (perRound < 1) {
                throw new IllegalArgumentException("perRound is " + perRound + "; a round must forget at least 1");
            }
        }
    }

    private final Settings settings;

    public RetentionReconciler(Settings settings) {
        this.settings = settings;
    }

    @Override
    public List<Action.OfRetention> decide(RetentionView view, Instant now, Ids ids) {
        List<Due> dues = new ArrayList<>();
        for (RetentionView.StoppedTask task : view.tasks()) {
            dues.add(new Due(
                    task.stoppedAt().plus(settings.stoppedTasks()),
                    task.taskId(),
                    new Action.ForgetTask(task.scope(), task.cluster(), task.taskId())));
        }
        for (RetentionView.DeregisteredInstance instance : view.instances()) {
            dues.add(new Due(
                    instance.deregisteredAt().plus(settings.deregisteredInstances()),
                    instance.instanceId(),
                    new Action.ForgetInstance(instance.scope(), instance.cluster(), instance.instanceId())));
        }
        for (RetentionView.UsedToken token : view.tokens()) {
            dues.add(new Due(
                    token.usedAt().plus(settings.tokens()),
                    token.token(),
                    new Action.ForgetToken(token.scope(), token.cluster(), token.token())));
        }
        for (RetentionView.ToldNews told : view.news()) {
            dues.add(new Due(
                    told.at().plus(settings.news()),
                    told.news(),
                    new Action.ForgetNews(told.scope(), told.cluster(), told.news())));
        }
        for (RetentionView.EndedService ended : view.services()) {
            dues.add(new Due(
                    ended.endedAt().plus(settings.deletedServices()),
                    ended.service().cluster() + "/" + ended.service().name(),
                    new Action.ForgetService(ended.service(), ended.endedAt())));
        }
        dues.sort(Comparator.comparing(Due::when).thenComparing(Due::id));

        List<Action.OfRetention> actions = new ArrayList<>();
        for (Due due : dues) {
            if (due.when().isAfter(now)) {
                actions.add(new Action.WakeAt(due.when()));
                return actions;
            }
            if (actions.size() == settings.perRound()) {
                actions.add(new Action.WakeAt(now));
                return actions;
            }
            actions.add(due.action());
        }
        return actions;
    }

    private record Due(Instant when, String id, Action.OfRetention action) {}
}
