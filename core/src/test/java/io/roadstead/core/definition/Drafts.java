package io.roadstead.core.definition;

import io.roadstead.core.definition.Registration.ConstraintDraft;
import io.roadstead.core.definition.Registration.ContainerDraft;
import io.roadstead.core.definition.Registration.EnvironmentDraft;
import io.roadstead.core.definition.Registration.HealthCheckDraft;
import io.roadstead.core.definition.Registration.PortDraft;
import io.roadstead.core.name.TagRules;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Drafts that keep all rules, with one thing changed by each test. */
final class Drafts {
    private Drafts() {}

    /** A container whose members tests set before it is read. */
    static final class C {
        @Nullable
        String name = "app";

        @Nullable
        String image = "busybox:1.36";

        @Nullable
        Integer cpu;

        @Nullable
        Integer memory = 64;

        @Nullable
        Integer memoryReservation;

        @Nullable
        Boolean essential;

        @Nullable
        List<PortDraft> ports;

        @Nullable
        List<EnvironmentDraft> environment;

        @Nullable
        Integer startTimeout;

        @Nullable
        Integer stopTimeout;

        @Nullable
        HealthCheckDraft healthCheck;

        @Nullable
        DockerOptionsDraft options;

        @Nullable
        List<Registration.MountDraft> mounts;

        List<Registration.DependencyDraft> dependsOn = List.of();

        Registration.@Nullable RestartDraft restartPolicy;

        List<Registration.VolumeFromDraft> volumesFrom = List.of();

        List<Registration.RequirementDraft> resourceRequirements = List.of();

        ContainerDraft draft() {
            return new ContainerDraft(
                    name,
                    image,
                    cpu,
                    memory,
                    memoryReservation,
                    essential,
                    ports,
                    null,
                    List.of("sleep", "1"),
                    environment,
                    startTimeout,
                    stopTimeout,
                    null,
                    null,
                    Map.of(),
                    healthCheck,
                    options,
                    dependsOn,
                    restartPolicy,
                    volumesFrom,
                    resourceRequirements,
                    mounts);
        }
    }

    /** A registration whose members tests set before it is checked. */
    static final class R {
        @Nullable
        String family = "web";

        @Nullable
        List<ContainerDraft> containers = List.of(new C().draft());

        @Nullable
        String networkMode;

        @Nullable
        String cpu;

        @Nullable
        String memory;

        @Nullable
        String taskRoleArn;

        @Nullable
        String executionRoleArn;

        @Nullable
        List<ConstraintDraft> constraints;

        @Nullable
        List<String> requiresCompatibilities;

        @Nullable
        List<TagRules.Draft> tags;

        @Nullable
        List<Registration.VolumeDraft> volumes;

        @Nullable
        String pidMode;

        @Nullable
        String ipcMode;

        Registration.@Nullable PlatformDraft runtimePlatform;

        int size = 500;

        Registration registration() {
            return new Registration(
                    family,
                    containers,
                    networkMode,
                    cpu,
                    memory,
                    taskRoleArn,
                    executionRoleArn,
                    constraints,
                    requiresCompatibilities,
                    volumes,
                    tags,
                    pidMode,
                    ipcMode,
                    runtimePlatform,
                    size);
        }
    }

    static ContainerDraft container(Consumer<C> change) {
        C container = new C();
        change.accept(container);
        return container.draft();
    }

    static ContainerDraft named(String name) {
        return container(c -> c.name = name);
    }

    static Registration registration(Consumer<R> change) {
        R registration = new R();
        change.accept(registration);
        return registration.registration();
    }

    /** A definition of one container, changed as the test wants. */
    static Registration oneContainer(Consumer<C> change) {
        return registration(r -> r.containers = List.of(container(change)));
    }
}
