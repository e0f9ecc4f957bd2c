package io.roadstead.simulation;

import io.roadstead.core.model.DeploymentConfiguration;
import io.roadstead.core.model.DesiredStatus;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.core.model.SchedulingStrategy;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.ServiceKey;
import io.roadstead.core.model.StopCode;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of services after every commit: the scheduler's own starts never pass the most, and its own stops never
 * leave fewer healthy than the least. A transaction may hold several rounds and a caller's update between them, so the
 * wider of the bounds before and after it counts.
 */
final class ServiceOracle {
    /** How old a server's view may be when its decision is stored: what is slow takes at most some seconds. */
    private static final Duration UNSEEN = Duration.ofSeconds(10);

    /** A healthy task that ended, and not by the scheduler's will. */
    private record End(ServiceKey service, Instant at) {}

    private final Map<ServiceKey, Service> services = new LinkedHashMap<>();
    private final Map<ServiceKey, Map<String, Task>> tasks = new HashMap<>();
    private final Set<ServiceKey> started = new LinkedHashSet<>();
    private final Set<ServiceKey> stopped = new LinkedHashSet<>();
    private final List<ServiceKey> endedNow = new ArrayList<>();
    private final Deque<End> ended = new ArrayDeque<>();
    private final Map<ServiceKey, Service> before = new HashMap<>();

    void changed(@Nullable Service was, @Nullable Service is) {
        Service any = is != null ? is : was;
        if (any == null) {
            return;
        }
        if (was != null) {
            before.putIfAbsent(any.key(), was);
        }
        if (is == null) {
            services.remove(any.key());
        } else {
            services.put(any.key(), is);
        }
    }

    void changed(@Nullable Task was, @Nullable Task is) {
        Task any = is != null ? is : was;
        if (any == null || any.service().isEmpty()) {
            return;
        }
        ServiceKey service = any.service().get();
        Map<String, Task> all = tasks.computeIfAbsent(service, key -> new LinkedHashMap<>());
        if (is == null || is.stopped()) {
            all.remove(any.id());
        } else {
            all.put(any.id(), is);
        }
        if (was == null && is != null) {
            started.add(service);
        }
        if (was != null && healthy(was) && (is == null || !healthy(is))) {
            if (is != null && is.desired().stopCode() == StopCode.SERVICE_SCHEDULER_INITIATED) {
                stopped.add(service);
            } else {
                endedNow.add(service);
            }
        }
    }

    /** The commit of this instant is complete. */
    void judge(Instant instant) {
        for (ServiceKey key : endedNow) {
            ended.addLast(new End(key, instant));
        }
        endedNow.clear();
        while (!ended.isEmpty() && ended.getFirst().at().isBefore(instant.minus(UNSEEN))) {
            ended.removeFirst();
        }
        for (ServiceKey key : started) {
            Service now = services.get(key);
            Oracle.require("a service's task belongs to a service that is there", now != null, key::toString);
            if (now != null && now.schedulingStrategy() == SchedulingStrategy.REPLICA) {
                int most = Math.max(most(now), most(before.getOrDefault(key, now)));
                int live = tasks.getOrDefault(key, Map.of()).size();
                Oracle.require(
                        "live tasks never pass maximumPercent when the scheduler places",
                        live <= most,
                        () -> now.arn() + " has " + live + " tasks and may have " + most);
            }
        }
        for (ServiceKey key : stopped) {
            Service now = services.get(key);
            if (now != null
                    && now.schedulingStrategy() == SchedulingStrategy.REPLICA
                    && now.status() == Service.Status.ACTIVE) {
                int least = Math.min(least(now), least(before.getOrDefault(key, now)));
                long left = tasks.getOrDefault(key, Map.of()).values().stream()
                                .filter(ServiceOracle::healthy)
                                .count()
                        + endedLately(key);
                Oracle.require(
                        "the scheduler's own stops never leave fewer healthy than minimumHealthyPercent",
                        left >= least,
                        () -> now.arn() + " has " + left + " running tasks left and must have " + least
                                + "; the others are "
                                + tasks.getOrDefault(key, Map.of()).values().stream()
                                        .filter(task -> !healthy(task))
                                        .map(task -> task.id() + " " + task.startedBy() + " " + task.desired() + " "
                                                + task.observed())
                                        .toList()
                                + " of " + now.deployments());
            }
        }
        started.clear();
        stopped.clear();
        before.clear();
    }

    /** Healthy tasks that ended by themselves or by somebody else, and the scheduler could not know of it yet. */
    private long endedLately(ServiceKey service) {
        return ended.stream().filter(end -> end.service().equals(service)).count();
    }

    Iterable<Service> services() {
        return services.values();
    }

    Map<String, Task> tasksOf(Service service) {
        return tasks.getOrDefault(service.key(), Map.of());
    }

    /** More than the scheduler calls healthy, for it waits for proof: so what this finds wrong is wrong. */
    private static boolean healthy(Task task) {
        return task.observed().lastStatus() == TaskStatus.RUNNING
                && task.desired().status() == DesiredStatus.RUNNING
                && task.observed().healthStatus() != HealthStatus.UNHEALTHY;
    }

    private static int most(Service service) {
        DeploymentConfiguration configuration = service.desired().deploymentConfiguration();
        return (int) ((long) service.desired().desiredCount() * configuration.maximumPercent() / 100);
    }

    private static int least(Service service) {
        DeploymentConfiguration configuration = service.desired().deploymentConfiguration();
        return (int) (((long) service.desired().desiredCount() * configuration.minimumHealthyPercent() + 99) / 100);
    }
}
