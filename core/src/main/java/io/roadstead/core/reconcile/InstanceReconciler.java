package io.roadstead.core.reconcile;

import io.roadstead.core.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Takes a host for terminated when its agent was away for long enough: its tasks are then told STOPPED and the instance
 * is deregistered. ECS knows from EC2 that a host is gone; here nobody says so, and an agent that is merely not connected
 * loses no task. Source: ecs-behaviour 4.4, 6.8.
 *
 * <p>The longest away goes first, at most {@link Settings#perRound} in a round.
 */
public final class InstanceReconciler implements Reconciler<InstanceView, Action.OfScheduler> {
    /**
     * When a host is taken for terminated.
     *
     * @param lostAfter how long an agent must be seen away without interruption
     * @param lookEvery how often to look; an absence is known that exactly
     * @param longestGap between two looks before the observation counts as interrupted
     * @param perRound how many instances one round loses
     */
    public record Settings(Duration lostAfter, Duration lookEvery, Duration longestGap, int perRound) {
        public static final Settings DEFAULT =
                new Settings(Duration.ofMinutes(15), Duration.ofSeconds(10), Duration.ofMinutes(1), 10);

        public Settings {
            if (perRound < 1) {
                throw new IllegalArgumentException("perRound is " + perRound + "; a round must lose at least 1");
            }
            if (longestGap.compareTo(lookEvery) < 0) {
                throw new IllegalArgumentException("longestGap is " + longestGap + " and lookEvery " + lookEvery
                        + ": every observation would count as interrupted");
            }
        }
    }

    private final Settings settings;

    public InstanceReconciler(Settings settings) {
        this.settings = settings;
    }

    @Override
    public List<Action.OfScheduler> decide(InstanceView view, Instant now, Ids ids) {
        List<InstanceView.Away> longest = new ArrayList<>(view.away());
        longest.sort(Comparator.comparing(InstanceView.Away::seenAwayFor)
                .reversed()
                .thenComparing(each -> each.scope().account())
                .thenComparing(each -> each.scope().region())
                .thenComparing(InstanceView.Away::cluster)
                .thenComparing(InstanceView.Away::instanceId));
        List<Action.OfScheduler> actions = new ArrayList<>();
        for (InstanceView.Away each : longest) {
            if (each.seenAwayFor().compareTo(settings.lostAfter()) < 0) {
                actions.add(new Action.WakeAt(now.plus(settings.lookEvery())));
                return actions;
            }
            if (actions.size() == settings.perRound()) {
                actions.add(new Action.WakeAt(now));
                return actions;
            }
            String host = Objects.requireNonNullElse(each.ec2InstanceId(), each.instanceId());
            actions.add(new Action.LoseInstance(
                    each.scope(), each.cluster(), each.instanceId(), ServiceTexts.hostTerminated(host)));
        }
        return actions;
    }
}
