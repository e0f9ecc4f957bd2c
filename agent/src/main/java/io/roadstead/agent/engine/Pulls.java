package io.roadstead.agent.engine;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * The images being pulled and those that were, while one event is decided.
 *
 * @param inFlight by image, with the moment the pull itself began, {@link Instant#MAX} before
 * @param images what is remembered of those that are here, by name
 * @param going those being removed: nothing is begun with them until that is over
 */
record Pulls(Map<String, Instant> inFlight, Map<String, ImageUse> images, Set<String> going) {
    /** Notes that a container is to be made of an image. */
    void used(String image, boolean fetched, Instant now) {
        ImageUse before = images.get(image);
        images.put(
                image,
                before == null || fetched
                        ? new ImageUse(now, now, fetched)
                        : new ImageUse(before.pulledAt(), now, before.pulled()));
    }
}
