package io.roadstead.agent.engine;

import io.roadstead.core.model.ContainerStatus;
import io.roadstead.core.model.NetworkBinding;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the engine knows of a container.
 *
 * @param busy whether an effect on it is under way; never true after a restart
 * @param unsure whether it must be looked at before anything is done about it: so after a restart
 * @param recheckAt when to look at it again
 * @param dockerName decided, and made durable, before the container is created
 * @param dockerId Docker's id, once created
 * @param attempts how often it was made anew for want of a free port
 * @param startedAt when it was known to run; absent for one that never ran
 * @param stopAskedAt when its stop was begun
 * @param reason the first error met
 * @param earlyDeath its end, told before the answer to its start
 * @param health absent for one that has no check, or of whose health nothing was heard yet; stays when it stops
 * @param told the last status acknowledged by the control plane, {@code PENDING} for none
 * @param removed whether it is gone from Docker, in cleanup
 * @param restarts how often it was started again by its restart policy
 * @param restartedAt when it last ran again
 * @param restartedAfter when the death was that its last restart answered: what is told of that one later is old news
 */
public record ContainerState(
        ContainerSpec spec,
        Stage stage,
        boolean busy,
        boolean unsure,
        @Nullable Instant recheckAt,
        @Nullable String dockerName,
        @Nullable String dockerId,
        int attempts,
        @Nullable LocalImage image,
        List<NetworkBinding> bindings,
        @Nullable Instant startedAt,
        @Nullable Instant stopAskedAt,
        @Nullable Instant stoppedAt,
        @Nullable Integer exitCode,
        @Nullable String reason,
        @Nullable Death earlyDeath,
        @Nullable Health health,
        ContainerStatus told,
        boolean removed,
        int restarts,
        @Nullable Instant restartedAt,
        @Nullable Instant restartedAfter) {
    public ContainerState {
        bindings = List.copyOf(bindings);
    }

    /** As {@link TaskState#lasting}. */
    ContainerState lasting() {
        return !busy
                ? this
                : new ContainerState(
                        spec,
                        stage,
                        false,
                        unsure,
                        recheckAt,
                        dockerName,
                        dockerId,
                        attempts,
                        image,
                        bindings,
                        startedAt,
                        stopAskedAt,
                        stoppedAt,
                        exitCode,
                        reason,
                        earlyDeath,
                        health,
                        told,
                        removed,
                        restarts,
                        restartedAt,
                        restartedAfter);
    }

    static ContainerState waiting(ContainerSpec spec) {
        return new ContainerState(
                spec,
                Stage.WAITING,
                false,
                false,
                null,
                null,
                null,
                0,
                null,
                List.of(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                ContainerStatus.PENDING,
                false,
                0,
                null,
                null);
    }
}
