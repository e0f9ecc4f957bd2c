package io.roadstead.control.api;

import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Kind;
import io.roadstead.control.write.TaskWrites;
import io.roadstead.control.write.Writers;
import io.roadstead.core.lifecycle.TaskStops;
import io.roadstead.core.model.Cluster;
import io.roadstead.core.model.DesiredStatus;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.Task;
import io.roadstead.core.name.InstanceRef;
import io.roadstead.core.name.ServiceRef;
import io.roadstead.core.name.TaskRef;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.DescribeTasksRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.ListTasksRequest;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;
import software.amazon.awssdk.services.ecs.model.StopTaskRequest;
import software.amazon.awssdk.services.ecs.model.StopTaskResponse;

/** DescribeTasks, ListTasks, StopTask. Source: ecs-behaviour 1.2, 1.5, 2.3, 4.2. */
final class TaskApi {
    private static final int DESCRIBE_LIMIT = 100;

    private final Index index;
    private final Writers writers;
    private final Lookup lookup;
    private final TaskShapes shapes;
    private final InstantSource clock;

    TaskApi(Index index, Writers writers, Lookup lookup, TaskShapes shapes, InstantSource clock) {
        this.index = index;
        this.writers = writers;
        this.lookup = lookup;
        this.shapes = shapes;
        this.clock = clock;
    }

    DescribeTasksResponse describe(Caller caller, DescribeTasksRequest request) {
        Cluster cluster = lookup.existing(caller.scope(), request.cluster());
        if (request.tasks().isEmpty()) {
            throw AwsException.invalidParameter("Tasks cannot be empty.");
        }
        if (request.tasks().size() > DESCRIBE_LIMIT) {
            throw AwsException.invalidParameter("tasks can have at most " + DESCRIBE_LIMIT + " items.");
        }
        boolean withTags = Includes.tags(request.includeAsStrings());
        List<software.amazon.awssdk.services.ecs.model.Task> found =
                new ArrayList<>(request.tasks().size());
        List<Failure> failures = new ArrayList<>();
        for (String reference : request.tasks()) {
            TaskRef ref = TaskRef.parse(reference, caller.scope(), cluster.name());
            Optional<Task> task = index.find(Keys.task(caller.scope(), cluster.name(), ref.id()), Task.class);
            if (task.isPresent()) {
                found.add(shapes.shape(task.get(), withTags));
            } else {
                failures.add(Failures.missing(caller.scope().arn("task/" + cluster.name() + "/" + ref.id())));
            }
        }
        return DescribeTasksResponse.builder().tasks(found).failures(failures).build();
    }

    ListTasksResponse list(Caller caller, ListTasksRequest request) {
        Cluster cluster = lookup.existing(caller.scope(), request.cluster());
        Optional<Service> service = service(cluster, request.serviceName());
        List<Task> matching = candidates(cluster, request, service)
                .filter(filter(request, service))
                .toList();
        Pages.Cut<Task> page = Pages.cut(matching, Task::id, request.nextToken(), request.maxResults());
        return ListTasksResponse.builder()
                .taskArns(page.items().stream().map(Task::arn).toList())
                .nextToken(page.nextToken())
                .build();
    }

    /** A second stop changes nothing; a task stopped already is answered as it is. */
    StopTaskResponse stop(Caller caller, StopTaskRequest request) {
        Scope scope = caller.scope();
        Cluster cluster = lookup.existing(scope, request.cluster());
        TaskRef ref = TaskRef.parse(Required.text(request.task(), "task"), scope, cluster.name());
        Task stopping = writers.ofCluster(scope, cluster.name())
                .submit(draft -> TaskWrites.update(
                        draft,
                        scope,
                        cluster.name(),
                        ref.id(),
                        task -> TaskStops.stopByUser(task, request.reason(), clock.instant())))
                .orElseThrow(() -> AwsException.invalidParameter("The referenced task was not found."));
        return StopTaskResponse.builder().task(shapes.shape(stopping, false)).build();
    }

    private Stream<Task> candidates(Cluster cluster, ListTasksRequest request, Optional<Service> service) {
        if (request.containerInstance() != null) {
            InstanceRef instance = InstanceRef.parse(request.containerInstance(), cluster.scope(), cluster.name());
            return index.tasksOn(cluster.scope(), cluster.name(), instance.id()).stream();
        }
        if (service.isPresent()) {
            return index.tasksOf(service.get().key()).stream();
        }
        return index.all(Keys.all(cluster.scope(), Kind.TASK, cluster.name()), Task.class).stream();
    }

    private Optional<Service> service(Cluster cluster, @Nullable String reference) {
        if (reference == null) {
            return Optional.empty();
        }
        ServiceRef ref = ServiceRef.parse(reference, cluster.scope(), cluster.name());
        Optional<Service> service =
                index.find(Keys.service(cluster.scope(), cluster.name(), ref.name()), Service.class);
        if (service.isEmpty()) {
            throw ServiceWrites.notFound();
        }
        return service;
    }

    /** PENDING is accepted as a desired status and never matches, as with ECS. Source: ecs-behaviour 2.3. */
    private static Predicate<Task> filter(ListTasksRequest request, Optional<Service> service) {
        String desired = desired(request.desiredStatusAsString());
        String launchType = request.launchTypeAsString();
        if (request.startedBy() != null
                && Stream.of(request.containerInstance(), request.family(), request.serviceName(), launchType)
                        .anyMatch(other -> other != null)) {
            throw AwsException.invalidParameter("startedBy must be the only filter; leave the others out.");
        }
        if (launchType != null) {
            LaunchTypes.check(launchType);
        }
        return task -> task.desired().status().name().equals(desired)
                && is(service.map(Service::group).orElse(null), task.group())
                && is(request.family(), task.family())
                && is(request.startedBy(), task.startedBy())
                && is(launchType, task.launchType().name());
    }

    private static boolean is(@Nullable String wanted, @Nullable String value) {
        return wanted == null || wanted.equals(value);
    }

    private static String desired(@Nullable String asked) {
        if (asked == null) {
            return DesiredStatus.RUNNING.name();
        }
        if (!List.of("RUNNING", "PENDING", "STOPPED").contains(asked)) {
            throw AwsException.invalidParameter("desired status should be one of [PENDING,RUNNING,STOPPED]");
        }
        return asked;
    }
}
