package io.roadstead.core.reconcile;

import io.roadstead.core.model.Scope;
import java.time.Instant;

/** What a reconciler wants done. Each is safe to do twice. */
public sealed interface Action {
    /** Drop a stopped task's record: it is no longer describable. */
    record ForgetTask(Scope scope, String cluster, String taskId) implements Action {}

    /** Drop a deregistered container instance's record. */
    record ForgetInstance(Scope scope, String cluster, String instanceId) implements Action {}

    /** Drop an idempotency token: the same token means a new request from now on. */
    record ForgetToken(Scope scope, String cluster, String token) implements Action {}

    /** Ask again then, even when nothing changes until then. Replaces timers inside logic. */
    record WakeAt(Instant when) implements Action {}
}
