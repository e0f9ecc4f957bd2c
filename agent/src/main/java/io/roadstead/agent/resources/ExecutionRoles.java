package io.roadstead.agent.resources;

import io.roadstead.wire.sigv4.Credentials;
import java.util.Optional;

/** The credentials of tasks' execution roles, as the control plane pushed them; they are kept in memory alone. */
@FunctionalInterface
public interface ExecutionRoles {
    /** Those of a task, the newest; empty while none came. */
    Optional<Credentials> of(String taskArn);
}
