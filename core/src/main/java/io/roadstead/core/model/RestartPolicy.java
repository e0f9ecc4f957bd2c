package io.roadstead.core.model;

import java.util.List;

/**
 * Whether a container that ended is started again in its place, without its task being any the worse for it.
 *
 * <p>Worked example: with a period of 300, one that ran for 299 seconds and ends is not started again; one that ran for
 * 300 is, and counts its next 300 from there.
 *
 * <p>Source: ecs-behaviour 3.6, agent-protocol 7.4.
 *
 * @param ignoredExitCodes after which it stays stopped
 * @param restartAttemptPeriod seconds it must have run since its start or its last restart
 */
public record RestartPolicy(boolean enabled, List<Integer> ignoredExitCodes, int restartAttemptPeriod) {
    public RestartPolicy {
        ignoredExitCodes = List.copyOf(ignoredExitCodes);
    }
}
