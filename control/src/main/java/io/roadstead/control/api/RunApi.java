package io.roadstead.control.api;

import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Records.ClientToken;
import io.roadstead.control.index.Records.FailedPlacement;
import io.roadstead.control.place.RoleChecks;
import io.roadstead.control.place.TaskStarts;
import io.roadstead.control.place.TaskStarts.Started;
import io.roadstead.control.write.Draft;
import io.roadstead.control.write.Writers;
import io.roadstead.core.definition.Launch;
import io.roadstead.core.definition.LaunchRequest;
import io.roadstead.core.definition.LaunchRules;
import io.roadstead.core.model.Cluster;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.name.InstanceRef;
import io.roadstead.store.Key;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.json.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;
import software.amazon.awssdk.services.ecs.model.StartTaskRequest;
import software.amazon.awssdk.services.ecs.model.StartTaskResponse;

/**
 * RunTask and StartTask. Both answer from what was committed: the tasks placed stand in the Store, with their share of
 * their instances, before the caller hears of them. Source: ecs-behaviour 1.2, 1.5, 5.1.
 */
final class RunApi {
    private final Writers writers;
    private final Lookup lookup;
    private final TaskStarts starts;
    private final RoleChecks roles;
    private final TaskShapes shapes;
    private final InstantSource clock;

    RunApi(
            Writers writers,
            Lookup lookup,
            TaskStarts starts,
            RoleChecks roles,
            TaskShapes shapes,
            InstantSource clock) {
        this.writers = writers;
        this.lookup = lookup;
        this.starts = starts;
        this.roles = roles;
        this.shapes = shapes;
        this.clock = clock;
    }

    /** Tasks made and placements that failed. */
    private record Outcome(List<Task> tasks, List<FailedPlacement> failures) {}

    RunTaskResponse run(Caller caller, RunTaskRequest request) {
        LaunchRequest asked = Launches.read(request);
        LaunchRules.requireRunTask(asked);
        Cluster cluster = lookup.active(caller.scope(), request.cluster());
        TaskDefinition definition = lookup.activeDefinition(caller.scope(), text(request.taskDefinition()));
        Launch launch = LaunchRules.fit(asked, definition, cluster.name());
        Expressions.check(launch.placementConstraints());
        String hash = hash(request.toBuilder().clientToken(null).build());
        Outcome outcome = writers.ofCluster(caller.scope(), cluster.name())
                .submit(draft -> once(draft, cluster, launch, hash, () -> place(draft, cluster, definition, launch)));
        return RunTaskResponse.builder()
                .tasks(outcome.tasks().stream()
                        .map(task -> shapes.shape(task, true))
                        .toList())
                .failures(failures(outcome))
                .build();
    }

    StartTaskResponse start(Caller caller, StartTaskRequest request) {
        LaunchRequest asked = Launches.read(request);
        LaunchRules.requireStartTask(asked, request.containerInstances());
        Scope scope = caller.scope();
        Cluster cluster = lookup.active(scope, request.cluster());
        TaskDefinition definition = lookup.activeDefinition(scope, text(request.taskDefinition()));
        Launch launch = LaunchRules.fit(asked, definition, cluster.name());
        List<InstanceRef> targets = request.containerInstances().stream()
                .map(each -> InstanceRef.parse(each, scope, cluster.name()))
                .toList();
        Outcome outcome = writers.ofCluster(scope, cluster.name())
                .submit(draft -> startOn(draft, cluster, definition, launch, targets));
        return StartTaskResponse.builder()
                .tasks(outcome.tasks().stream()
                        .map(task -> shapes.shape(task, true))
                        .toList())
                .failures(failures(outcome))
                .build();
    }

    private interface Attempt {
        Outcome make();
    }

    /** The same token and request again give the same answer; another request under the token is a conflict. */
    private Outcome once(Draft draft, Cluster cluster, Launch launch, String hash, Attempt attempt) {
        if (launch.clientToken() == null) {
            return attempt.make();
        }
        Key token = Keys.clientToken(cluster.scope(), "RunTask", cluster.name(), launch.clientToken());
        Optional<ClientToken> earlier = Tokens.earlier(draft, token);
        if (earlier.isEmpty()) {
            Outcome outcome = attempt.make();
            List<String> made = outcome.tasks().stream().map(Task::id).toList();
            Tokens.remember(draft, token, hash, made, outcome.failures(), clock.instant());
            return outcome;
        }
        List<String> made = earlier.get().resourceIds();
        if (!earlier.get().requestHash().equals(hash)) {
            throw AwsException.conflict(
                    "The RunTask request could not be processed due to conflicts. The provided clientToken is already in"
                            + " use with a different RunTask request. The resourceIds are the existing task ARNs which"
                            + " are already associated with the clientToken.",
                    made.stream()
                            .map(id -> cluster.scope().arn("task/" + cluster.name() + "/" + id))
                            .toList());
        }
        List<Task> tasks = made.stream()
                .flatMap(id -> draft.peek(Keys.task(cluster.scope(), cluster.name(), id), Task.class).stream())
                .toList();
        return new Outcome(tasks, earlier.get().failures());
    }

    private Outcome place(Draft draft, Cluster cluster, TaskDefinition definition, Launch launch) {
        requireRoles(cluster, definition, launch);
        if (!lookup.hasActiveInstance(cluster)) {
            throw noInstances();
        }
        Started started = starts.start(draft, cluster, definition, launch, clock.instant());
        // The last instance may be on its way out in the very batch this is part of: then nobody is left to refuse.
        if (started.tasks().isEmpty() && started.placed().refusals().isEmpty()) {
            throw noInstances();
        }
        return new Outcome(started.tasks(), failures(cluster, started));
    }

    private void requireRoles(Cluster cluster, TaskDefinition definition, Launch launch) {
        roles.refusal(cluster, definition, launch.overrides()).ifPresent(refusal -> {
            throw AwsException.client(refusal);
        });
    }

    private static AwsException noInstances() {
        return AwsException.invalidParameter("No Container Instances were found in your cluster.");
    }

    private Outcome startOn(
            Draft draft, Cluster cluster, TaskDefinition definition, Launch launch, List<InstanceRef> targets) {
        requireRoles(cluster, definition, launch);
        List<Task> tasks = new ArrayList<>();
        List<FailedPlacement> failures = new ArrayList<>();
        for (InstanceRef target : targets) {
            Optional<ContainerInstance> known = draft.read(
                    Keys.containerInstance(cluster.scope(), cluster.name(), target.id()), ContainerInstance.class);
            if (known.isEmpty()) {
                failures.add(new FailedPlacement(arn(cluster, target.id()), "MISSING", null));
                continue;
            }
            Started started = starts.startOn(draft, cluster, definition, launch, List.of(target.id()), clock.instant());
            tasks.addAll(started.tasks());
            failures.addAll(failures(cluster, started));
        }
        return new Outcome(tasks, failures);
    }

    private static List<FailedPlacement> failures(Cluster cluster, Started started) {
        return started.placed().refusals().stream()
                .map(refusal -> new FailedPlacement(
                        arn(cluster, refusal.instanceId()), refusal.reason().wire(), refusal.explanation()))
                .toList();
    }

    private static String arn(Cluster cluster, String instanceId) {
        return cluster.scope().arn("container-instance/" + cluster.name() + "/" + instanceId);
    }

    private static List<Failure> failures(Outcome outcome) {
        return outcome.failures().stream()
                .map(each -> Failure.builder()
                        .arn(each.arn())
                        .reason(each.reason())
                        .detail(each.detail())
                        .build())
                .toList();
    }

    private static String hash(RunTaskRequest request) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Json.encode(request)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String text(@org.jspecify.annotations.Nullable String reference) {
        return reference == null ? "" : reference;
    }
}
