package io.roadstead.simulation;

import io.roadstead.core.model.HealthStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A task on a host: what the host's engine runs, and what the agent wrote down of it. */
final class SimTask {
    final String arn;
    final List<String> containers;
    final Behaviour behaviour;
    /** Whether its containers have health checks. */
    final boolean checked;

    HealthStatus health = HealthStatus.UNKNOWN;
    Phase phase = Phase.PULLING;
    boolean stopWanted;
    boolean ran;

    @Nullable
    Integer exitCode;

    @Nullable
    String reason;

    Told told = Told.NOTHING;
    int reportsUnderWay;

    /** Where its containers are. */
    enum Phase {
        PULLING,
        RUNNING,
        STOPPED
    }

    /** What the control plane has acknowledged. */
    enum Told {
        NOTHING,
        RUNNING,
        STOPPED
    }

    SimTask(String arn, List<String> containers, Behaviour behaviour, boolean checked) {
        this.arn = arn;
        this.containers = List.copyOf(containers);
        this.behaviour = behaviour;
        this.checked = checked;
    }

    /** The last part of its ARN. */
    String id() {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }

    boolean live() {
        return phase != Phase.STOPPED;
    }
}
