package io.roadstead.doctor.probe;

import io.roadstead.core.model.Attribute;
import io.roadstead.core.placement.Expression;
import io.roadstead.core.placement.ExpressionException;
import io.roadstead.core.placement.Subject;
import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.InstanceFact;
import io.roadstead.doctor.facts.TaskFact;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether an instance satisfies a memberOf expression: the scheduler's own rule over what the API tells of it. */
final class Membership {
    private Membership() {}

    /** True as well for an expression that this language does not know: what cannot be judged is no finding. */
    static boolean holds(String expression, InstanceFact instance, ClusterFacts facts) {
        try {
            return Expression.parse(expression).matches(new Described(instance, facts));
        } catch (ExpressionException unknown) {
            return true;
        }
    }

    private record Described(InstanceFact instance, ClusterFacts facts) implements Subject {
        @Override
        public @Nullable Attribute attribute(String name) {
            String value = instance.attributes().get(name);
            return value == null ? null : new Attribute(name, value.isEmpty() ? null : value);
        }

        @Override
        public boolean agentConnected() {
            return instance.agentConnected();
        }

        @Override
        public @Nullable String agentVersion() {
            return instance.agentVersion().isEmpty() ? null : instance.agentVersion();
        }

        @Override
        public @Nullable String ec2InstanceId() {
            return instance.ec2InstanceId().isEmpty() ? null : instance.ec2InstanceId();
        }

        @Override
        public Instant registeredAt() {
            return Objects.requireNonNullElse(instance.registeredAt(), Instant.EPOCH);
        }

        @Override
        public int runningTasksCount() {
            return instance.runningTasks();
        }

        @Override
        public Set<String> taskGroups() {
            return facts.tasksOn(instance).stream().map(TaskFact::group).collect(Collectors.toUnmodifiableSet());
        }
    }
}
