package io.roadstead.server.findings;

import io.roadstead.control.index.Index;
import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.StopCode;
import io.roadstead.core.model.Task;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which changes of records are worth a look: pure, for it is asked about every change there is. */
final class Failures {
    /** What a service says as long as it is well. */
    private static final String STEADY = "steady";

    private Failures() {}

    /**
     * What a change is worth.
     *
     * @param look what is to be looked at; absent when nothing is
     * @param soon at once, and not only after an agent has been away for a while
     * @param ifTroubled only when something was found there before: it may be over
     */
    record Worth(
            @Nullable Subject look,
            boolean soon,
            boolean ifTroubled,
            @Nullable String forget) {
        static final Worth NOTHING = new Worth(null, false, false, null);
    }

    static Worth of(Index.Changed change) {
        Object after = change.after();
        if (after == null) {
            return gone(change.before());
        }
        return switch (after) {
            case Task task -> task(change.before() instanceof Task before ? before : null, task);
            case Service service -> service(change.before() instanceof Service before ? before : null, service);
            case AgentConnection agent ->
                agent(change.before() instanceof AgentConnection before ? before : null, agent);
            default -> Worth.NOTHING;
        };
    }

    private static Worth gone(@Nullable Object before) {
        return switch (before) {
            case Task task -> new Worth(null, false, false, task.arn());
            case Service service -> new Worth(null, false, false, service.arn());
            case ContainerInstance instance -> new Worth(null, false, false, instance.arn());
            case null, default -> Worth.NOTHING;
        };
    }

    private static Worth task(@Nullable Task before, Task task) {
        StopCode code = task.desired().stopCode();
        boolean ended = task.stopped() && (before == null || !before.stopped());
        if (ended && code != StopCode.USER_INITIATED) {
            return new Worth(subject(task), true, false, null);
        }
        boolean ran = task.observed().startedAt() != null
                && (before == null || before.observed().startedAt() == null);
        return ran ? new Worth(subject(task), true, true, null) : Worth.NOTHING;
    }

    private static Subject subject(Task task) {
        return task.service()
                .map(key -> new Subject(task.scope(), task.cluster(), Subject.Kind.SERVICE, key.name()))
                .orElseGet(() -> new Subject(task.scope(), task.cluster(), Subject.Kind.TASK, task.id()));
    }

    private static Worth service(@Nullable Service before, Service service) {
        Subject subject = new Subject(service.scope(), service.cluster(), Subject.Kind.SERVICE, service.name());
        Set<String> told = new HashSet<>(service.told().keySet());
        if (before != null) {
            told.removeAll(before.told().keySet());
        }
        boolean steady = told.remove(STEADY);
        if (!told.isEmpty() || (failed(service) && (before == null || !failed(before)))) {
            return new Worth(subject, true, false, null);
        }
        boolean changed = before != null
                && (!before.desired().equals(service.desired())
                        || !before.deployments().equals(service.deployments()));
        return steady || changed ? new Worth(subject, true, true, null) : Worth.NOTHING;
    }

    private static boolean failed(Service service) {
        return service.deployments().stream().anyMatch(each -> each.rolloutState() == Deployment.RolloutState.FAILED);
    }

    private static Worth agent(@Nullable AgentConnection before, AgentConnection agent) {
        Subject subject = subject(agent.scope(), agent.cluster(), agent.instanceId());
        boolean was = before != null && before.connected();
        if (was && !agent.connected()) {
            return new Worth(subject, false, false, null);
        }
        return !was && agent.connected() && !Objects.equals(before, agent)
                ? new Worth(subject, true, true, null)
                : Worth.NOTHING;
    }

    private static Subject subject(Scope scope, String cluster, String instance) {
        return new Subject(scope, cluster, Subject.Kind.INSTANCE, instance);
    }

    /** All that may be troubled when a server starts. */
    static List<Subject> atStart(List<Service> services) {
        return services.stream()
                .filter(each ->
                        each.status() != Service.Status.INACTIVE && !each.told().containsKey(STEADY))
                .map(each -> new Subject(each.scope(), each.cluster(), Subject.Kind.SERVICE, each.name()))
                .toList();
    }
}
