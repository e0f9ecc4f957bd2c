package io.roadstead.agent.engine;

import io.roadstead.core.model.Resources;
import java.time.Duration;

/**
 * What the engine goes by. The names of the environment variables stand in {@code AgentConfig}; the rest are the
 * agent's own constants, settings here so that tests can shorten them.
 *
 * @param cluster as configured, for the containers' labels
 * @param total what this instance has registered: the reserved ports are in use from the start
 * @param createTimeout how long Docker may take to create a container
 * @param cleanupWait between a task's stop and the removal of its containers
 * @param cleanupJitter up to which is added to that wait, at random
 * @param imageCleanup which images are removed, and when
 * @param containerReportDelay how long news of single containers waits for news of their task while that is pending
 * @param startSettle how long after a crash a start that was under way may still take effect
 * @param pullDependentsUpfront whether images are pulled before what their containers depend on is ready
 * @param sharedVolumesMatchFully whether a shared volume that is there must have the definition's labels and options
 * @param verifyEvery how often running containers are compared with Docker, to which up to a tenth is added at random
 */
public record EngineSettings(
        String cluster,
        String region,
        Resources total,
        PullBehavior pullBehavior,
        TaskGroups taskGroups,
        PullLimits pullLimits,
        Duration createTimeout,
        Duration startTimeout,
        Duration stopTimeout,
        Duration cleanupWait,
        Duration cleanupJitter,
        ImageCleanup imageCleanup,
        Duration containerReportDelay,
        Duration startSettle,
        boolean pullDependentsUpfront,
        Duration verifyEvery,
        boolean sharedVolumesMatchFully) {
    /** How many containers of a task are made anew because the port chosen for them was taken by another program. */
    static final int MAX_PORT_ATTEMPTS = 5;

    /** Of a container that waited for another which never came. Source: agent-protocol 3.4. */
    static final int DEPENDANT_EXIT_CODE = 143;

    /** What a stop call may take beyond the container's own grace. Source: agent-protocol 7.4. */
    static final Duration STOP_MARGIN = Duration.ofMinutes(2);

    /** How long before a death the kernel's kill for memory is taken as its cause. */
    static final Duration OOM_WINDOW = Duration.ofSeconds(5);

    /** How soon a container about which nothing certain is known is looked at again. */
    static final Duration RECHECK = Duration.ofMillis(500);

    /** The same after a look, a stop or a removal that failed. */
    static final Duration RECHECK_AFTER_FAULT = Duration.ofSeconds(5);

    /** How long the removal of a stopped task's containers is tried. Source: agent-protocol 7.7. */
    static final Duration CLEANUP_GIVES_UP = Duration.ofDays(3);
}
