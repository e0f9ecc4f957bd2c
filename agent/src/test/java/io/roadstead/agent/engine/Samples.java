package io.roadstead.agent.engine;

import io.roadstead.core.model.Dependency;
import io.roadstead.core.model.PortMapping;
import io.roadstead.core.model.Protocol;
import io.roadstead.core.model.Resources;
import io.roadstead.core.model.RestartPolicy;
import io.roadstead.core.model.VolumeFrom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tasks, containers and settings for tests. */
public final class Samples {
    public static final String ARN = "arn:aws:ecs:us-east-1:123456789012:task/default/" + "a".repeat(32);
    public static final String IMAGE = "bb:test";

    static final PullLimits LIMITS = new PullLimits(Duration.ofMinutes(1), Duration.ofHours(2), Duration.ofMinutes(1));

    private Samples() {}

    public static EngineSettings settings() {
        return settings(PullBehavior.PREFER_CACHED, new TaskGroups.Off());
    }

    static EngineSettings cleaning(ImageCleanup cleanup) {
        return settings(PullBehavior.DEFAULT, new TaskGroups.Off(), false, cleanup);
    }

    static EngineSettings matchingSharedVolumes() {
        return settings(PullBehavior.PREFER_CACHED, new TaskGroups.Off(), true, ImageCleanup.OFF);
    }

    public static EngineSettings settings(PullBehavior behavior, TaskGroups groups) {
        return settings(behavior, groups, false, ImageCleanup.OFF);
    }

    private static EngineSettings settings(
            PullBehavior behavior, TaskGroups groups, boolean matchSharedVolumes, ImageCleanup cleanup) {
        return new EngineSettings(
                "default",
                "us-east-1",
                new Resources(4096, 8192, Set.of(22, 51678), Set.of()),
                behavior,
                groups,
                LIMITS,
                Duration.ofMinutes(4),
                Duration.ofMinutes(3),
                Duration.ofSeconds(30),
                Duration.ofHours(3),
                Duration.ZERO,
                cleanup,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                false,
                Duration.ofMinutes(5),
                matchSharedVolumes);
    }

    public static String arn(int number) {
        return "arn:aws:ecs:us-east-1:123456789012:task/default/%032x".formatted(number);
    }

    public static ContainerSpec container(String name) {
        return container(name, true, 128, 64, List.of("sleep", "1000"), List.of());
    }

    public static ContainerSpec sidecar(String name) {
        return container(name, false, 0, 16, List.of("sleep", "1000"), List.of());
    }

    public static ContainerSpec published(String name, int hostPort) {
        return container(
                name,
                true,
                128,
                64,
                List.of("sleep", "1000"),
                List.of(new PortMapping(80, hostPort, Protocol.TCP, null)));
    }

    public static ContainerSpec container(
            String name, boolean essential, int cpu, int memory, List<String> command, List<PortMapping> ports) {
        return new ContainerSpec(
                name, IMAGE, cpu, memory, 0, essential, command, null, Map.of(), ports, List.of(), 2, false, null,
                null);
    }

    /** A container that finds these by their own names. */
    public static ContainerSpec linked(ContainerSpec container, String... names) {
        return changed(
                container,
                Stream.of(names).map(name -> new ContainerSpec.Link(name, name)).toList(),
                container.healthChecked(),
                container.config(),
                container.dependsOn(),
                container.startTimeout(),
                container.restartPolicy(),
                container.volumesFrom());
    }

    /** A container with these mounts. */
    public static ContainerSpec mounting(ContainerSpec container, ContainerSpec.Mount... mounts) {
        return new ContainerSpec(
                container.name(),
                container.image(),
                container.cpu(),
                container.memory(),
                container.memoryReservation(),
                container.essential(),
                container.command(),
                container.entryPoint(),
                container.environment(),
                container.ports(),
                container.links(),
                container.stopTimeout(),
                container.healthChecked(),
                container.config(),
                container.hostConfig(),
                container.dependsOn(),
                container.startTimeout(),
                container.restartPolicy(),
                container.volumesFrom(),
                List.of(mounts));
    }

    /** A container with a health check. */
    public static ContainerSpec checked(String name) {
        return checked(container(name));
    }

    public static ContainerSpec checked(ContainerSpec container) {
        return changed(
                container,
                container.links(),
                true,
                "{\"Healthcheck\":{\"Test\":[\"CMD\",\"true\"]}}",
                container.dependsOn(),
                container.startTimeout(),
                container.restartPolicy(),
                container.volumesFrom());
    }

    /** A container that waits for another. */
    public static ContainerSpec after(ContainerSpec container, String other, Dependency.Condition condition) {
        List<Dependency> all = new ArrayList<>(container.dependsOn());
        all.add(new Dependency(other, condition));
        return changed(
                container,
                container.links(),
                container.healthChecked(),
                container.config(),
                all,
                container.startTimeout(),
                container.restartPolicy(),
                container.volumesFrom());
    }

    /** A container whose dependants give up after so many seconds. */
    public static ContainerSpec within(ContainerSpec container, int seconds) {
        return changed(
                container,
                container.links(),
                container.healthChecked(),
                container.config(),
                container.dependsOn(),
                seconds,
                container.restartPolicy(),
                container.volumesFrom());
    }

    /** A container with a restart policy. */
    public static ContainerSpec restarted(ContainerSpec container, int period, Integer... ignored) {
        return changed(
                container,
                container.links(),
                container.healthChecked(),
                container.config(),
                container.dependsOn(),
                container.startTimeout(),
                new RestartPolicy(true, List.of(ignored), period),
                container.volumesFrom());
    }

    /** A container with the mounts of another. */
    public static ContainerSpec mountedLike(ContainerSpec container, String source, boolean readOnly) {
        return changed(
                container,
                container.links(),
                container.healthChecked(),
                container.config(),
                container.dependsOn(),
                container.startTimeout(),
                container.restartPolicy(),
                List.of(new VolumeFrom(source, readOnly)));
    }

    private static ContainerSpec changed(
            ContainerSpec container,
            List<ContainerSpec.Link> links,
            boolean healthChecked,
            @Nullable String config,
            List<Dependency> dependsOn,
            @Nullable Integer startTimeout,
            @Nullable RestartPolicy restartPolicy,
            List<VolumeFrom> volumesFrom) {
        return new ContainerSpec(
                container.name(),
                container.image(),
                container.cpu(),
                container.memory(),
                container.memoryReservation(),
                container.essential(),
                container.command(),
                container.entryPoint(),
                container.environment(),
                container.ports(),
                links,
                container.stopTimeout(),
                healthChecked,
                config,
                container.hostConfig(),
                dependsOn,
                startTimeout,
                restartPolicy,
                volumesFrom,
                container.mounts());
    }

    public static TaskSpec task(String arn, ContainerSpec... containers) {
        return new TaskSpec(arn, "web", "3", 0, 0, List.of(containers));
    }
}
