package io.roadstead.control.api;

import io.roadstead.core.model.ContainerDefinition;
import io.roadstead.core.model.TaskDefinition;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ContainerDependency;
import software.amazon.awssdk.services.ecs.model.ContainerRestartPolicy;
import software.amazon.awssdk.services.ecs.model.ResourceRequirement;
import software.amazon.awssdk.services.ecs.model.RuntimePlatform;
import software.amazon.awssdk.services.ecs.model.VolumeFrom;

/** What containers of a definition say of each other, of restarts and of GPUs, told as it was registered. */
final class OrderShapes {
    private OrderShapes() {}

    /** Adds to a shape; of lists only {@code volumesFrom} is told when empty, as ECS does. */
    static void tell(
            ContainerDefinition of, software.amazon.awssdk.services.ecs.model.ContainerDefinition.Builder shape) {
        if (!of.dependsOn().isEmpty()) {
            shape.dependsOn(of.dependsOn().stream()
                    .map(each -> ContainerDependency.builder()
                            .containerName(each.containerName())
                            .condition(each.condition().name())
                            .build())
                    .toList());
        }
        if (of.restartPolicy() != null) {
            shape.restartPolicy(ContainerRestartPolicy.builder()
                    .enabled(of.restartPolicy().enabled())
                    .ignoredExitCodes(
                            of.restartPolicy().ignoredExitCodes().isEmpty()
                                    ? null
                                    : of.restartPolicy().ignoredExitCodes())
                    .restartAttemptPeriod(of.restartPolicy().restartAttemptPeriod())
                    .build());
        }
        shape.volumesFrom(of.volumesFrom().stream()
                .map(each -> VolumeFrom.builder()
                        .sourceContainer(each.sourceContainer())
                        .readOnly(each.readOnly())
                        .build())
                .toList());
        List<ResourceRequirement> requirements = requirements(of.gpus());
        if (!requirements.isEmpty()) {
            shape.resourceRequirements(requirements);
        }
    }

    static List<ResourceRequirement> requirements(int gpus) {
        return gpus == 0
                ? List.of()
                : List.of(ResourceRequirement.builder()
                        .type("GPU")
                        .value(Integer.toString(gpus))
                        .build());
    }

    static @Nullable RuntimePlatform platform(TaskDefinition definition) {
        return definition.runtimePlatform() == null
                ? null
                : RuntimePlatform.builder()
                        .cpuArchitecture(definition.runtimePlatform().cpuArchitecture())
                        .operatingSystemFamily(definition.runtimePlatform().operatingSystemFamily())
                        .build();
    }
}
