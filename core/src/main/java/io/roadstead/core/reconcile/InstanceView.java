package io.roadstead.core.reconcile;

import io.roadstead.core.model.Scope;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The instances whose agents are away, in any order. */
public record InstanceView(List<Away> away) {
    public InstanceView {
        away = List.copyOf(away);
    }

    /**
     * An instance, not INACTIVE, whose agent is not connected.
     *
     * @param ec2InstanceId absent for a host that is not an EC2 instance
     * @param seenAwayFor for how long this leader saw it away without interruption, as {@link Absences} say
     */
    public record Away(
            Scope scope,
            String cluster,
            String instanceId,
            @Nullable String ec2InstanceId,
            Duration seenAwayFor) {}
}
