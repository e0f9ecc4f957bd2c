package io.roadstead.core.reconcile;

import io.roadstead.core.model.Scope;
import io.roadstead.core.model.ServiceKey;
import java.time.Instant;
import java.util.List;

/** What may be forgotten some day, in any order. */
public record RetentionView(
        List<StoppedTask> tasks,
        List<DeregisteredInstance> instances,
        List<UsedToken> tokens,
        List<ToldNews> news,
        List<EndedService> services) {
    public RetentionView {
        tasks = List.copyOf(tasks);
        instances = List.copyOf(instances);
        tokens = List.copyOf(tokens);
        news = List.copyOf(news);
        services = List.copyOf(services);
    }

    /** A task whose last status is STOPPED, and from whose end no scheduler has yet to draw its conclusions. */
    public record StoppedTask(Scope scope, String cluster, String taskId, Instant stoppedAt) {}

    /** A container instance whose status is INACTIVE. */
    public record DeregisteredInstance(Scope scope, String cluster, String instanceId, Instant deregisteredAt) {}

    /** An idempotency token of RunTask or StartTask. */
    public record UsedToken(Scope scope, String cluster, String token, Instant usedAt) {}

    /** What a service told the event bus; {@code news} is its whole key. */
    public record ToldNews(Scope scope, String cluster, String news, Instant at) {}

    /** A service whose status is INACTIVE. */
    public record EndedService(ServiceKey service, Instant endedAt) {}
}
