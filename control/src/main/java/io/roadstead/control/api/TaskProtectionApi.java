package io.roadstead.control.api;

import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.control.write.Draft;
import io.roadstead.control.write.TaskWrites;
import io.roadstead.control.write.Writers;
import io.roadstead.core.definition.ProtectionRules;
import io.roadstead.core.definition.ProtectionRules.Obstacle;
import io.roadstead.core.model.Cluster;
import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.Protection;
import io.roadstead.core.model.SchedulingStrategy;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.ServiceKey;
import io.roadstead.core.model.Task;
import io.roadstead.core.name.TaskRef;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.GetTaskProtectionRequest;
import software.amazon.awssdk.services.ecs.model.GetTaskProtectionResponse;
import software.amazon.awssdk.services.ecs.model.ProtectedTask;
import software.amazon.awssdk.services.ecs.model.UpdateTaskProtectionRequest;
import software.amazon.awssdk.services.ecs.model.UpdateTaskProtectionResponse;

/** UpdateTaskProtection and GetTaskProtection. Source: ecs-behaviour 1.2, 6.8. */
final class TaskProtectionApi {
    private static final int UPDATE_LIMIT = 10;
    private static final int GET_LIMIT = 100;

    private final Index index;
    private final Writers writers;
    private final Lookup lookup;
    private final InstantSource clock;

    TaskProtectionApi(Index index, Writers writers, Lookup lookup, InstantSource clock) {
        this.index = index;
        this.writers = writers;
        this.lookup = lookup;
        this.clock = clock;
    }

    /** What became of each task, in the order they were named. */
    private record Outcome(List<Task> tasks, Map<String, Obstacle> obstacles) {}

    UpdateTaskProtectionResponse update(Caller caller, UpdateTaskProtectionRequest request) {
        Cluster cluster = lookup.existing(caller.scope(), Required.text(request.cluster(), "cluster"));
        Set<String> ids = ids(request.tasks(), UPDATE_LIMIT, cluster);
        Instant now = clock.instant();
        Protection protection = ProtectionRules.read(request.protectionEnabled(), request.expiresInMinutes(), now);
        Outcome outcome = writers.ofCluster(cluster.scope(), cluster.name())
                .submit(draft -> protect(draft, cluster, ids, protection, now));
        return UpdateTaskProtectionResponse.builder()
                .protectedTasks(shapes(outcome.tasks(), now))
                .failures(failures(cluster, outcome.obstacles()))
                .build();
    }

    GetTaskProtectionResponse get(Caller caller, GetTaskProtectionRequest request) {
        Cluster cluster = lookup.existing(caller.scope(), Required.text(request.cluster(), "cluster"));
        Instant now = clock.instant();
        List<Task> tasks = new ArrayList<>();
        Map<String, Obstacle> obstacles = new LinkedHashMap<>();
        for (String id : ids(request.tasks(), GET_LIMIT, cluster)) {
            Optional<Task> task = index.find(Keys.task(cluster.scope(), cluster.name(), id), Task.class);
            Obstacle obstacle = obstacle(task.orElse(null));
            if (obstacle == null) {
                task.ifPresent(tasks::add);
            } else {
                obstacles.put(id, obstacle);
            }
        }
        return GetTaskProtectionResponse.builder()
                .protectedTasks(shapes(tasks, now))
                .failures(failures(cluster, obstacles))
                .build();
    }

    private Outcome protect(
            Draft draft, Cluster cluster, Set<String> ids, @Nullable Protection protection, Instant now) {
        List<Task> tasks = new ArrayList<>();
        Map<String, Obstacle> obstacles = new LinkedHashMap<>();
        for (String id : ids) {
            Task known = draft.read(Keys.task(cluster.scope(), cluster.name(), id), Task.class)
                    .orElse(null);
            Obstacle obstacle = obstacle(known);
            if (obstacle == null && protection != null && known != null && blocked(draft, known, now)) {
                obstacle = Obstacle.DEPLOYMENT_BLOCKED;
            }
            if (obstacle != null) {
                obstacles.put(id, obstacle);
                continue;
            }
            TaskWrites.update(draft, cluster.scope(), cluster.name(), id, task -> task.withProtection(protection))
                    .ifPresent(tasks::add);
        }
        return new Outcome(tasks, obstacles);
    }

    private static @Nullable Obstacle obstacle(@Nullable Task task) {
        if (task == null) {
            return Obstacle.MISSING;
        }
        return task.service().isEmpty() || task.stopped() ? Obstacle.TASK_NOT_VALID : null;
    }

    /** Whether the task's service already has more protected tasks than it wants tasks. */
    private boolean blocked(Draft draft, Task task, Instant now) {
        if (holds(task, now)) {
            return false;
        }
        ServiceKey key = task.service().orElseThrow();
        Optional<Service> service = draft.peek(Keys.service(key.scope(), key.cluster(), key.name()), Service.class);
        if (service.isEmpty()) {
            return false;
        }
        long held = index.tasksOf(key).stream()
                .map(each -> draft.peek(Keys.task(each.scope(), each.cluster(), each.id()), Task.class)
                        .orElse(each))
                .filter(each -> !each.stopped() && holds(each, now))
                .count();
        int wanted = service.get().schedulingStrategy() == SchedulingStrategy.DAEMON
                ? service.get().primary().map(Deployment::desiredCount).orElse(0)
                : service.get().desired().desiredCount();
        return held > wanted;
    }

    private static boolean holds(Task task, Instant now) {
        return task.protection() != null && task.protection().holdsAt(now);
    }

    private static Set<String> ids(List<String> tasks, int limit, Cluster cluster) {
        if (tasks.isEmpty()) {
            throw AwsException.invalidParameter("Tasks cannot be empty.");
        }
        if (tasks.size() > limit) {
            throw AwsException.invalidParameter("tasks can have at most " + limit + " items.");
        }
        Set<String> ids = new LinkedHashSet<>();
        for (String reference : tasks) {
            ids.add(TaskRef.parse(reference, cluster.scope(), cluster.name()).id());
        }
        return ids;
    }

    private static List<ProtectedTask> shapes(List<Task> tasks, Instant now) {
        return tasks.stream()
                .map(task -> ProtectedTask.builder()
                        .taskArn(task.arn())
                        .protectionEnabled(holds(task, now))
                        .expirationDate(
                                holds(task, now) && task.protection() != null
                                        ? task.protection().until()
                                        : null)
                        .build())
                .toList();
    }

    private static List<Failure> failures(Cluster cluster, Map<String, Obstacle> obstacles) {
        List<Failure> failures = new ArrayList<>();
        obstacles.forEach((id, obstacle) -> failures.add(Failure.builder()
                .arn(cluster.scope().arn("task/" + cluster.name() + "/" + id))
                .reason(obstacle.name())
                .detail(obstacle.detail())
                .build()));
        return failures;
    }
}
