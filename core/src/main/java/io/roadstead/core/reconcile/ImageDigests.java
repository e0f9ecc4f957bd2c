package io.roadstead.core.reconcile;

import io.roadstead.core.model.Container;
import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.ServiceRevision;
import io.roadstead.core.model.ServiceRevision.ContainerImage;
import io.roadstead.core.model.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes down which images a deployment runs: the digests that its first task which pulled them was told, once. Source:
 * ecs-behaviour 6.11.
 */
final class ImageDigests {
    private ImageDigests() {}

    static void fill(ServiceView view, Decision decision, Census census, Deployment primary) {
        ServiceRevision revision = view.revisions().get(primary.number());
        if (revision == null || revision.containerImages().stream().allMatch(each -> each.imageDigest() != null)) {
            return;
        }
        List<Task> pulled = new ArrayList<>();
        for (Judged each : census.of(primary.id())) {
            if (pulled(each.task())) {
                pulled.add(each.task());
            }
        }
        for (Task each : census.ended()) {
            if (primary.id().equals(each.startedBy()) && pulled(each)) {
                pulled.add(each);
            }
        }
        pulled.sort(Comparator.comparing(Task::createdAt).thenComparing(Task::id));
        List<ContainerImage> images = revision.containerImages().stream()
                .map(image -> image.imageDigest() != null
                        ? image
                        : new ContainerImage(
                                image.containerName(), image.image(), digest(pulled, image.containerName())))
                .toList();
        if (!images.equals(revision.containerImages())) {
            decision.put(revision.withContainerImages(images));
        }
    }

    private static boolean pulled(Task task) {
        for (Container each : task.observed().containers()) {
            if (each.imageDigest() != null) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String digest(List<Task> pulled, String container) {
        for (Task task : pulled) {
            for (Container each : task.observed().containers()) {
                if (each.name().equals(container) && each.imageDigest() != null) {
                    return each.imageDigest();
                }
            }
        }
        return null;
    }
}
