package io.roadstead.core.model;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a container's output goes.
 *
 * @param logDriver the engine's name for it
 * @param options the driver's own, as registered
 */
public record LogConfiguration(String logDriver, Map<String, String> options) {
    /** The driver that speaks to CloudWatch Logs. */
    public static final String AWSLOGS = "awslogs";

    /** ECS's own option, which Docker's driver does not know. */
    public static final String STREAM_PREFIX = "awslogs-stream-prefix";

    private static final String STREAM = "awslogs-stream";

    public LogConfiguration {
        options = Map.copyOf(options);
    }

    /**
     * The options as Docker's driver takes them, in alphabetical order: a prefix has become the stream's name, {@code
     * prefix/container/task-id}. Without one Docker names the stream by its container's id. Source: ecs-behaviour 10.3.
     */
    public Map<String, String> ofDocker(String container, String taskId) {
        Map<String, String> docker = new LinkedHashMap<>();
        options.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(option -> {
            if (logDriver.equals(AWSLOGS) && option.getKey().equals(STREAM_PREFIX)) {
                docker.put(STREAM, option.getValue() + "/" + container + "/" + taskId);
            } else {
                docker.put(option.getKey(), option.getValue());
            }
        });
        return docker;
    }
}
