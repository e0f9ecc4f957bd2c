package io.roadstead.agent.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which images to remove, and how often to ask.
 *
 * <p>An image goes when no task that is remembered names it, it was pulled long enough ago and is not excluded; those
 * used least recently go first, so many at a time. Worked example, one a cycle and an age of an hour: of images last used
 * at 9:00 and 9:30, both pulled at 8:00, the first goes at 10:00 and the second with the next cycle; one pulled at 9:30
 * stays until 10:30.
 *
 * <p>Source: agent-protocol 7.6, 8.
 *
 * @param enabled not {@code ECS_DISABLE_IMAGE_CLEANUP}, and not where images that are here are preferred
 * @param interval between two looks, {@code ECS_IMAGE_CLEANUP_INTERVAL}
 * @param minimumAge since an image was pulled, {@code ECS_IMAGE_MINIMUM_CLEANUP_AGE}
 * @param perCycle how many at most, {@code ECS_NUM_IMAGES_DELETE_PER_CYCLE}
 * @param excluded names of images that stay, {@code ECS_EXCLUDE_UNTRACKED_IMAGE}
 * @param untracked what goes of what no task has used
 */
public record ImageCleanup(
        boolean enabled,
        Duration interval,
        Duration minimumAge,
        int perCycle,
        Set<String> excluded,
        UntrackedCleanup untracked) {
    public static final ImageCleanup OFF =
            new ImageCleanup(false, Duration.ofMinutes(30), Duration.ofHours(1), 5, Set.of());

    public ImageCleanup {
        excluded = Set.copyOf(excluded);
    }

    /** Of images of tasks alone. */
    public ImageCleanup(boolean enabled, Duration interval, Duration minimumAge, int perCycle, Set<String> excluded) {
        this(enabled, interval, minimumAge, perCycle, excluded, UntrackedCleanup.OFF);
    }

    /**
     * The images to remove now, the first first.
     *
     * @param images what is remembered, by name
     * @param tasks all that are remembered, stopped ones among them: their containers are there until they are forgotten
     */
    List<String> choose(Map<String, ImageUse> images, Collection<TaskState> tasks, Instant now) {
        Set<String> named = tasks.stream()
                .flatMap(task -> task.spec().containers().stream())
                .map(ContainerSpec::image)
                .collect(Collectors.toSet());
        return images.entrySet().stream()
                .filter(image -> !named.contains(image.getKey()) && !excluded.contains(image.getKey()))
                .filter(image -> image.getValue().pulledAt().plus(minimumAge).isBefore(now))
                .sorted(Comparator.comparing((Map.Entry<String, ImageUse> image) ->
                                image.getValue().lastUsedAt())
                        .thenComparing(Map.Entry::getKey))
                .limit(perCycle)
                .map(Map.Entry::getKey)
                .toList();
    }
}
