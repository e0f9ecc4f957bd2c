package io.roadstead.agent.engine;

import java.time.Instant;
import java.util.List;

/**
 * What is on this host and of no task: containers that do not run and carry no agent's labels, and all images.
 *
 * @param containers that do not run
 * @param images all of the engine, those of tasks among them: by their names alone it is told which are whose
 */
public record Untracked(List<Container> containers, List<Image> images) {
    public Untracked {
        containers = List.copyOf(containers);
        images = List.copyOf(images);
    }

    /**
     * A container that somebody else made.
     *
     * @param since when it ended, or was made if it never ran
     */
    public record Container(String id, Instant since) {}

    /**
     * An image.
     *
     * @param names its tags and its digests in repositories
     * @param createdAt as the image says of itself
     */
    public record Image(String id, List<String> tags, List<String> names, long bytes, Instant createdAt) {
        public Image {
            tags = List.copyOf(tags);
            names = List.copyOf(names);
        }
    }
}
