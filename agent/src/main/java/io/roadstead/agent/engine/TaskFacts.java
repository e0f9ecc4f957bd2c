package io.roadstead.agent.engine;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a task's metadata tell of it and nothing is decided by.
 *
 * <p>Source: agent-protocol 2.7, 2.8, 5.2.
 *
 * @param launchType {@code EC2}, {@code FARGATE} or {@code EXTERNAL}
 * @param serviceName of the service that started it, absent for none
 * @param containers by name
 * @param taskRoleArn what its containers act as, absent when they have no role
 */
public record TaskFacts(
        @Nullable String launchType,
        @Nullable String serviceName,
        @Nullable String group,
        Map<String, ContainerFacts> containers,
        @Nullable String taskRoleArn) {
    /** Nothing is known: so of a task that is only to be stopped, and of one remembered from before this was kept. */
    public static final TaskFacts NONE = new TaskFacts(null, null, null, Map.of());

    /** Of a task without a role. */
    public TaskFacts(
            @Nullable String launchType,
            @Nullable String serviceName,
            @Nullable String group,
            Map<String, ContainerFacts> containers) {
        this(launchType, serviceName, group, containers, null);
    }

    public TaskFacts {
        containers = Map.copyOf(containers);
    }

    /**
     * The same of a container.
     *
     * @param logDriver the definition's, absent when it names none
     */
    public record ContainerFacts(
            @Nullable String arn, @Nullable String logDriver, Map<String, String> logOptions) {
        public static final ContainerFacts NONE = new ContainerFacts(null, null, Map.of());

        public ContainerFacts {
            logOptions = Map.copyOf(logOptions);
        }
    }

    /** What is known of a container, by its name. */
    public ContainerFacts container(String name) {
        return containers.getOrDefault(name, ContainerFacts.NONE);
    }
}
