package io.roadstead.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.SchedulingStrategy;
import io.roadstead.core.model.TaskDefinition;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a daemon counts an instance at all. Source: ecs-behaviour 5.4. */
class EligibilityTest {
    @ParameterizedTest
    @CsvSource({
        "ecs.availability-zone, us-east-1a, true",
        "ecs.availability-zone, us-east-1b, false",
        "ecs.availability-zone, , true",
        "gpu, , false",
        "gpu, us-east-1a, false"
    })
    void anInstanceNeedsWhatTheDefinitionRequires(String name, @Nullable String value, boolean takes) {
        World world = new World(SchedulingStrategy.DAEMON, 0, World.percent(0, 100));
        world.instance("i0", "us-east-1a", 1_024, 1_024);
        Eligibility eligibility =
                new Eligibility(world.service, requiring(world.define(1), new Attribute(name, value)));
        assertThat(eligibility.takes(Objects.requireNonNull(world.view().nodes().get("i0"))))
                .isEqualTo(takes);
    }

    private static TaskDefinition requiring(TaskDefinition plain, Attribute attribute) {
        return new TaskDefinition(
                plain.scope(),
                plain.family(),
                plain.revision(),
                plain.status(),
                plain.containers(),
                plain.networkMode(),
                plain.cpu(),
                plain.memory(),
                plain.taskRoleArn(),
                plain.executionRoleArn(),
                plain.placementConstraints(),
                plain.requiresCompatibilities(),
                plain.compatibilities(),
                List.of(attribute),
                plain.tags(),
                plain.registeredAt(),
                plain.registeredBy(),
                plain.deregisteredAt());
    }
}
