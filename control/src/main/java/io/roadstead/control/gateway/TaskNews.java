package io.roadstead.control.gateway;

import io.roadstead.core.model.DesiredStatus;
import java.time.Instant;

/** Who is told what agents acknowledged. May block; told again after every new session. */
@FunctionalInterface
public interface TaskNews {
    /** The instance's agent has taken the order to run or to stop this task; it has not carried it out yet. */
    void acknowledged(InstanceKey instance, String taskId, DesiredStatus order, Instant now);
}
