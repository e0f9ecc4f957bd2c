package io.roadstead.agent.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is removed of what no task here has used: containers that do not run, then images.
 *
 * <p>A container goes when it ended longer ago than containers of tasks are kept, those that ended first first. An image
 * goes when it says of itself that it is old enough, no task that is remembered names it, and none of its names is
 * excluded; the smallest first, each of its tags counting as one, so that as many go as the images of tasks have left of
 * what may go at once. Worked example, five at a time: two images of tasks went, so three tags of others may: an image of
 * 1 MB with one tag and one of 2 MB with two.
 *
 * <p>Source: agent-protocol 7.6, and the original's agent/engine/docker_image_manager.go. Differs from it in one thing: a
 * container that was made and never started counts from when it was made, for the original would remove what a person is
 * about to start.
 *
 * @param enabled {@code ECS_ENABLE_UNTRACKED_IMAGE_CLEANUP}
 * @param containerAge since a container ended, {@code ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION}
 * @param containersPerCycle how many at most, {@code NONECS_NUM_CONTAINERS_DELETE_PER_CYCLE}
 * @param imageAge since an image was made, {@code NON_ECS_IMAGE_MINIMUM_CLEANUP_AGE}
 */
public record UntrackedCleanup(boolean enabled, Duration containerAge, int containersPerCycle, Duration imageAge) {
    public static final UntrackedCleanup OFF = new UntrackedCleanup(false, Duration.ofHours(3), 5, Duration.ofHours(1));

    private static final String HUB = "docker.io/";
    private static final String LIBRARY = "library/";

    /** The ids of the containers to remove, the first first. */
    List<String> containers(Collection<Untracked.Container> found, Instant now) {
        return found.stream()
                .filter(container -> container.since().plus(containerAge).isBefore(now))
                .sorted(Comparator.comparing(Untracked.Container::since).thenComparing(Untracked.Container::id))
                .limit(containersPerCycle)
                .map(Untracked.Container::id)
                .toList();
    }

    /**
     * The names of images to remove, the first first; the id of one that has no name.
     *
     * @param stay names of images that tasks have used or will, and of those excluded
     * @param atMost how many
     */
    List<String> images(Collection<Untracked.Image> found, Set<String> stay, int atMost, Instant now) {
        Set<String> known = stay.stream().map(UntrackedCleanup::whole).collect(Collectors.toSet());
        List<String> chosen = new ArrayList<>();
        found.stream()
                .filter(image -> image.createdAt().plus(imageAge).isBefore(now))
                .filter(image -> !known.contains(image.id())
                        && image.names().stream().map(UntrackedCleanup::whole).noneMatch(known::contains))
                .sorted(Comparator.comparingLong(Untracked.Image::bytes).thenComparing(Untracked.Image::id))
                .forEach(image -> {
                    if (chosen.size() < atMost) {
                        chosen.addAll(image.tags().isEmpty() ? List.of(image.id()) : image.tags());
                    }
                });
        return chosen;
    }

    /** Docker Hub's many spellings of one name: {@code busybox} is {@code docker.io/library/busybox:latest}. */
    static String whole(String name) {
        String rest = name.startsWith(HUB) ? name.substring(HUB.length()) : name;
        rest = rest.startsWith(LIBRARY) ? rest.substring(LIBRARY.length()) : rest;
        boolean tagged = rest.indexOf(':', rest.lastIndexOf('/') + 1) >= 0;
        return tagged || rest.contains("@") ? rest : rest + ":latest";
    }
}
