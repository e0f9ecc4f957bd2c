package io.roadstead.agent.engine;

import io.roadstead.core.model.ContainerStatus;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.core.model.NetworkBinding;
import io.roadstead.core.model.RestartPolicy;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A container's state while one event is being decided: the record's members, free to change. */
final class ContainerDraft {
    final ContainerSpec spec;
    Stage stage;
    boolean busy;
    boolean unsure;

    @Nullable
    Instant recheckAt;

    @Nullable
    String dockerName;

    @Nullable
    String dockerId;

    int attempts;

    @Nullable
    LocalImage image;

    List<NetworkBinding> bindings;

    @Nullable
    Instant startedAt;

    @Nullable
    Instant stopAskedAt;

    @Nullable
    Instant stoppedAt;

    @Nullable
    Integer exitCode;

    @Nullable
    String reason;

    @Nullable
    Death earlyDeath;

    @Nullable
    Health health;

    ContainerStatus told;
    boolean removed;
    int restarts;

    @Nullable
    Instant restartedAt;

    @Nullable
    Instant restartedAfter;

    ContainerDraft(ContainerState state) {
        spec = state.spec();
        stage = state.stage();
        busy = state.busy();
        unsure = state.unsure();
        recheckAt = state.recheckAt();
        dockerName = state.dockerName();
        dockerId = state.dockerId();
        attempts = state.attempts();
        image = state.image();
        bindings = state.bindings();
        startedAt = state.startedAt();
        stopAskedAt = state.stopAskedAt();
        stoppedAt = state.stoppedAt();
        exitCode = state.exitCode();
        reason = state.reason();
        earlyDeath = state.earlyDeath();
        health = state.health();
        told = state.told();
        removed = state.removed();
        restarts = state.restarts();
        restartedAt = state.restartedAt();
        restartedAfter = state.restartedAfter();
    }

    ContainerState freeze() {
        return new ContainerState(
                spec,
                stage,
                busy,
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

    /** What Docker knows it by, absent when it was never to be created. */
    @Nullable
    String idOrName() {
        return dockerId != null ? dockerId : dockerName;
    }

    /** The first error stays: later ones follow from it. Source: agent-protocol 3.2. */
    void remember(String error) {
        if (reason == null) {
            reason = error;
        }
    }

    void runs(Instant now) {
        stage = Stage.RUNNING;
        busy = false;
        if (startedAt == null) {
            startedAt = now;
        } else {
            restartedAt = now;
        }
        if (spec.healthChecked() && health == null) {
            health = Health.starting(now);
        }
    }

    /** The end, whether or not it ever ran. */
    void ends(Instant when) {
        stage = Stage.STOPPED;
        busy = false;
        unsure = false;
        recheckAt = null;
        earlyDeath = null;
        stoppedAt = when;
    }

    /** The end of one that ran. */
    void dies(Death death) {
        exitCode = death.exitCode();
        if (killedForMemory(death)) {
            remember(Reasons.OUT_OF_MEMORY);
        } else if (death.error() != null) {
            remember(Reasons.dockerState(death.error()));
        }
        ends(death.at());
    }

    /** Whether this is the death that its last restart answered. */
    boolean hasOutlived(Death death) {
        return restartedAfter != null && !death.at().isAfter(restartedAfter);
    }

    /** Whether its policy has it started again. Source: agent-protocol 7.4. */
    boolean mayRestart(Death death, Instant now) {
        RestartPolicy policy = spec.restartPolicy();
        Instant since = restartedAt == null ? startedAt : restartedAt;
        return policy != null
                && policy.enabled()
                && stage != Stage.STOPPING
                && since != null
                && !policy.ignoredExitCodes().contains(death.exitCode())
                && !now.isBefore(since.plusSeconds(policy.restartAttemptPeriod()));
    }

    /** To be started again: the same container, of which nobody is told. */
    void restarts(Death death) {
        stage = Stage.CREATED;
        busy = false;
        unsure = false;
        recheckAt = null;
        earlyDeath = null;
        exitCode = death.exitCode();
        restarts++;
        restartedAfter = death.at();
        if (spec.healthChecked()) {
            // Whatever is said of its former run is older than its end.
            health = new Health(new HealthReading(HealthStatus.UNKNOWN, death.at(), null, null), death.at());
        }
    }

    /** Created, or started, again after it ran: on its way from one run to the next. */
    boolean restarting() {
        return startedAt != null && (stage == Stage.CREATED || stage == Stage.STARTING);
    }

    /** The end of one that Docker no longer has. */
    void vanishes(Instant now) {
        remember(Reasons.VANISHED);
        ends(now);
    }

    /** Takes note of a reading of its health. @return whether that was news */
    boolean feels(@Nullable HealthReading reading) {
        if (!spec.healthChecked() || reading == null) {
            return false;
        }
        Health after = Health.after(health, reading);
        boolean news = !after.equals(health);
        health = after;
        return news;
    }

    /** To be created once more, from the beginning. */
    void startsOver() {
        stage = Stage.PULLED;
        busy = false;
        dockerName = null;
        dockerId = null;
        earlyDeath = null;
        bindings = List.of();
    }

    ContainerStatus status() {
        return switch (stage) {
            case WAITING, PULLING, PULLED, CREATING -> ContainerStatus.PENDING;
            case RUNNING -> ContainerStatus.RUNNING;
            case CREATED, STARTING, STOPPING -> startedAt == null ? ContainerStatus.PENDING : ContainerStatus.RUNNING;
            case STOPPED -> ContainerStatus.STOPPED;
        };
    }

    /**
     * Whether memory was the cause of this death. SIGKILL must have ended it, and the kernel's kill for memory must have
     * come just before: {@code OOMKilled} alone also stands on a container whose child was killed long ago, or whose
     * neighbour under the same task limit was. A kill for memory before our own stop explains nothing either: then it
     * is the stop that ended it. Only when no kill was seen at all, as after a crash of the agent, is the flag believed.
     */
    private boolean killedForMemory(Death death) {
        if (death.exitCode() != 137) {
            return false;
        }
        if (death.oomAt() == null) {
            return death.oomFlag() && stopAskedAt == null;
        }
        boolean recent = !death.oomAt().plus(EngineSettings.OOM_WINDOW).isBefore(death.at());
        return recent && (stopAskedAt == null || !death.oomAt().isBefore(stopAskedAt));
    }
}
