package io.roadstead.agent.engine;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that the engine knows.
 *
 * @param tasks by ARN, oldest first
 * @param pulls the images being pulled, with the moment the pull itself began, or {@link Instant#MAX} before it
 * @param images what is remembered of images that tasks have used, by name
 * @param imagesGoing the images being removed, forgotten by a restart
 * @param resumedAt when this process took over
 * @param verifyAt when running containers are next compared with Docker
 * @param cleanImagesAt when images that nobody needs are next looked for
 */
public record EngineState(
        Map<String, TaskState> tasks,
        Map<String, Instant> pulls,
        Map<String, ImageUse> images,
        Set<String> imagesGoing,
        Instant resumedAt,
        @Nullable Instant verifyAt,
        @Nullable Instant cleanImagesAt) {
    public EngineState {
        tasks = Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
        pulls = Map.copyOf(pulls);
        images = Map.copyOf(images);
        imagesGoing = Set.copyOf(imagesGoing);
    }

    /** The state of an agent that has just started, with what it remembers. */
    public static EngineState resumed(List<TaskState> remembered, Map<String, ImageUse> images, Instant now) {
        Map<String, TaskState> tasks = new LinkedHashMap<>();
        remembered.stream()
                .sorted((a, b) -> Long.compare(a.order(), b.order()))
                .forEach(task -> tasks.put(task.spec().arn(), task));
        return new EngineState(tasks, Map.of(), images, Set.of(), now, null, null);
    }
}
