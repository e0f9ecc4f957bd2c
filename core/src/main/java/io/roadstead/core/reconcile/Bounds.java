package io.roadstead.core.reconcile;

import io.roadstead.core.model.DeploymentConfiguration;

/**
 * How few healthy and how many living tasks a service may have while its scheduler stops and starts them.
 *
 * <p>Of 4 tasks with 50 and 200 percent 2 must stay healthy and 8 may live; of 3 with 75 and 125 percent 3 must stay and
 * 3 may live: the least is rounded up, the most is rounded down. Source: ecs-behaviour 6.2.
 *
 * @param desired what the service wants
 * @param min healthy RUNNING tasks that its own stops leave at least
 * @param max tasks not STOPPED that its own starts reach at most
 */
public record Bounds(int desired, int min, int max) {
    public static Bounds of(int desired, DeploymentConfiguration configuration) {
        long least = ((long) desired * configuration.minimumHealthyPercent() + 99) / 100;
        long most = (long) desired * configuration.maximumPercent() / 100;
        return new Bounds(desired, saturated(least), saturated(most));
    }

    private static int saturated(long count) {
        return (int) Math.min(Integer.MAX_VALUE, count);
    }
}
