package io.roadstead.core.reconcile;

import io.roadstead.core.event.ServiceNews;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.ServiceDeployment;
import io.roadstead.core.model.ServiceKey;
import io.roadstead.core.model.ServiceRevision;
import io.roadstead.core.model.StopCode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a reconciler wants done. Each is safe to do twice. */
public sealed interface Action {
    /** What the {@link RetentionReconciler} decides. */
    sealed interface OfRetention extends Action {}

    /** What the schedulers of services and instances decide. */
    sealed interface OfScheduler extends Action {}

    /** Drop a stopped task's record: it is no longer describable. */
    record ForgetTask(Scope scope, String cluster, String taskId) implements OfRetention {}

    /** Drop a deregistered container instance's record. */
    record ForgetInstance(Scope scope, String cluster, String instanceId) implements OfRetention {}

    /** Drop an idempotency token: the same token means a new request from now on. */
    record ForgetToken(Scope scope, String cluster, String token) implements OfRetention {}

    /**
     * Drop an INACTIVE service with its events, deployments and revisions.
     *
     * @param endedAt when it became INACTIVE; a service of its name that was made since is another one
     */
    record ForgetService(ServiceKey service, Instant endedAt) implements OfRetention {}

    /**
     * Drop what a service told the event bus: every journal had its time to take it.
     *
     * @param news its whole key
     */
    record ForgetNews(Scope scope, String cluster, String news) implements OfRetention {}

    /**
     * Place tasks of a deployment and write their records. What became of it is told by {@link Starts#outcome}, whose
     * actions belong to the same transaction.
     *
     * @param instances for a daemon: one task on each of these; empty for a replica, where the strategies choose
     * @param zone only instances of this zone will do; absent where any will
     * @param cause what the tasks are started for
     * @param more whether there would be more to start, had the round no limits: then the next may follow at once, unless
     *     these find no room
     */
    record StartTasks(
            ServiceKey service,
            String deploymentId,
            int count,
            List<String> instances,
            @Nullable String zone,
            StartCause cause,
            boolean more)
            implements OfScheduler {
        public StartTasks {
            instances = List.copyOf(instances);
        }
    }

    /** What tasks are started for; the service event says it. Source: ecs-behaviour 6.7, 6.8. */
    enum StartCause {
        SCALE,
        REPLACE_UNHEALTHY,
        REBALANCE_ZONES
    }

    /** Decide that these tasks shall stop. */
    record StopTasks(ServiceKey service, List<String> taskIds, StopCode code, String reason) implements OfScheduler {
        public StopTasks {
            taskIds = List.copyOf(taskIds);
        }
    }

    /** These stopped tasks have been counted and must not be counted again. */
    record AccountTasks(ServiceKey service, List<String> taskIds) implements OfScheduler {
        public AccountTasks {
            taskIds = List.copyOf(taskIds);
        }
    }

    /** Write the service as it is after the decision. Comes at most once, before the actions that tell of it. */
    record PutService(Service service) implements OfScheduler {}

    /** Write a service deployment as it is after the decision. */
    record PutServiceDeployment(ServiceDeployment deployment) implements OfScheduler {}

    /** Write a service revision's image digests. */
    record PutServiceRevision(ServiceRevision revision) implements OfScheduler {}

    /** Add a message to the service's events. */
    record TellService(ServiceKey service, String message) implements OfScheduler {}

    /** Tell the event bus. */
    record Publish(ServiceKey service, ServiceNews news) implements OfScheduler {}

    /**
     * The host is gone for good: its tasks are told STOPPED and the instance is deregistered.
     *
     * @param reason the {@code stoppedReason} of its tasks
     */
    record LoseInstance(Scope scope, String cluster, String instanceId, String reason) implements OfScheduler {}

    /** Ask again then, even when nothing changes until then. Replaces timers inside logic. */
    record WakeAt(Instant when) implements OfRetention, OfScheduler {}
}
