package io.roadstead.control.gateway;

import io.roadstead.core.Ids;
import io.roadstead.core.model.Container;
import io.roadstead.core.model.ContainerDefinition;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.LaunchType;
import io.roadstead.core.model.NetworkMode;
import io.roadstead.core.model.Resources;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.StopCode;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.model.TaskOverride;
import io.roadstead.core.model.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Records to test with: one instance, one definition, tasks in every state. */
final class Samples {
    static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    static final Scope SCOPE = new Scope("123456789012", "us-east-1");
    static final InstanceKey HOST = new InstanceKey(SCOPE, "default", "0cec8bc0c49946a5be96157b34e654e8");

    private Samples() {}

    static ContainerInstance instance(InstanceKey ref, ContainerInstance.Status status) {
        return new ContainerInstance(
                ref.scope(),
                ref.cluster(),
                ref.id(),
                null,
                status,
                new Resources(2048, 4096, Set.of(22), Set.of()),
                List.of(),
                List.of(),
                List.of(),
                NOW,
                status == ContainerInstance.Status.INACTIVE ? NOW : null,
                1);
    }

    static ContainerDefinition container(String name) {
        return new ContainerDefinition(
                name,
                "busybox:latest",
                10,
                64,
                null,
                true,
                List.of(),
                null,
                List.of("sleep", "60"),
                List.of(),
                null,
                2,
                null,
                null,
                Map.of());
    }

    static TaskDefinition definition(ContainerDefinition... containers) {
        return definition(null, null, null, containers);
    }

    static TaskDefinition definition(
            @Nullable NetworkMode mode,
            @Nullable String taskRoleArn,
            @Nullable String executionRoleArn,
            ContainerDefinition... containers) {
        return new TaskDefinition(
                SCOPE,
                "fam",
                3,
                TaskDefinition.Status.ACTIVE,
                List.of(containers),
                mode,
                null,
                null,
                taskRoleArn,
                executionRoleArn,
                List.of(),
                List.of(),
                List.of("EC2"),
                List.of(),
                List.of(),
                NOW,
                "arn:aws:iam::123456789012:root",
                null);
    }

    /** A task just placed on {@link #HOST}. */
    static Task task(String id, TaskDefinition definition) {
        return task(id, definition, TaskOverride.NONE);
    }

    static Task task(String id, TaskDefinition definition, TaskOverride overrides) {
        return new Task(
                SCOPE,
                "default",
                id,
                definition.family(),
                definition.revision(),
                HOST.id(),
                LaunchType.EC2,
                "us-east-1a",
                "family:fam",
                null,
                null,
                null,
                overrides,
                List.of(),
                NOW,
                1,
                Task.Desired.RUN,
                Task.Observed.pending(definition.containers().stream()
                        .map(c -> Container.pending("uuid-of-" + c.name(), c.name(), c.image()))
                        .toList()),
                null,
                false);
    }

    static Task stopping(Task task) {
        return task.withDesired(Task.Desired.stop(StopCode.USER_INITIATED, "enough", NOW));
    }

    static Task seen(Task task, TaskStatus status) {
        Task.Observed was = task.observed();
        return task.withObserved(new Task.Observed(
                status,
                was.healthStatus(),
                was.containers(),
                was.connectivityAt(),
                was.pullStartedAt(),
                was.pullStoppedAt(),
                was.startedAt(),
                was.executionStoppedAt(),
                was.stoppedAt()));
    }

    /** Ids that count: {@code id-1}, {@code id-2}, … */
    static Ids counting() {
        return new Ids() {
            private int last;

            @Override
            public String hex() {
                return uuid();
            }

            @Override
            public String uuid() {
                last++;
                return "id-" + last;
            }

            @Override
            public int below(int bound) {
                return 0;
            }
        };
    }

    /** Ids drawn from a seed, for the threads of a real gateway as well. */
    static Ids random(long seed) {
        Random random = new Random(seed);
        return new Ids() {
            @Override
            public String hex() {
                return uuid().replace("-", "");
            }

            @Override
            public synchronized String uuid() {
                return new java.util.UUID(random.nextLong(), random.nextLong()).toString();
            }

            @Override
            public synchronized int below(int bound) {
                return random.nextInt(bound);
            }
        };
    }
}
