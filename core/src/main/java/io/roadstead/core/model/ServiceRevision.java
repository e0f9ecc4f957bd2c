package io.roadstead.core.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a service was made to run by one create or update: never changes but for the image digests, which are filled in
 * once, from the first task that pulled. Source: ecs-behaviour 6.11.
 *
 * @param number 19 digits, those of the deployment that first rolled it out
 */
public record ServiceRevision(
        Scope scope,
        String cluster,
        String service,
        String number,
        String family,
        int revision,
        LaunchType launchType,
        List<ContainerImage> containerImages,
        Instant createdAt) {
    /** The image a container of the revision runs. */
    public record ContainerImage(
            String containerName, String image, @Nullable String imageDigest) {}

    public ServiceRevision {
        containerImages = List.copyOf(containerImages);
    }

    public String arn() {
        return scope.arn("service-revision/" + cluster + "/" + service + "/" + number);
    }

    public ServiceRevision withContainerImages(List<ContainerImage> images) {
        return new ServiceRevision(scope, cluster, service, number, family, revision, launchType, images, createdAt);
    }
}
