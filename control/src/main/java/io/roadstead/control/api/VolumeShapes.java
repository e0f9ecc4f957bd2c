package io.roadstead.control.api;

import io.roadstead.core.definition.Registration.DockerVolumeDraft;
import io.roadstead.core.definition.Registration.HostVolumeDraft;
import io.roadstead.core.definition.Registration.MountDraft;
import io.roadstead.core.definition.Registration.VolumeDraft;
import io.roadstead.core.model.MountPoint;
import io.roadstead.core.model.Volume;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.DockerVolumeConfiguration;

/** Volumes and mount points of task definitions, off the wire and back onto it. */
final class VolumeShapes {
    private static final Set<String> VOLUME = Set.of("name", "host", "dockerVolumeConfiguration");

    private VolumeShapes() {}

    /** Refuses EFS, FSx, S3 Files and what is configured at launch by name. */
    static List<VolumeDraft> read(List<software.amazon.awssdk.services.ecs.model.Volume> shapes) {
        return shapes.stream().map(VolumeShapes::read).toList();
    }

    static List<MountDraft> mounts(List<software.amazon.awssdk.services.ecs.model.MountPoint> shapes) {
        return shapes.stream()
                .map(each -> new MountDraft(each.sourceVolume(), each.containerPath(), each.readOnly()))
                .toList();
    }

    static List<software.amazon.awssdk.services.ecs.model.Volume> shapes(List<Volume> volumes) {
        return volumes.stream().map(VolumeShapes::shape).toList();
    }

    static List<software.amazon.awssdk.services.ecs.model.MountPoint> mountShapes(List<MountPoint> mounts) {
        return mounts.stream()
                .map(each -> software.amazon.awssdk.services.ecs.model.MountPoint.builder()
                        .sourceVolume(each.sourceVolume())
                        .containerPath(each.containerPath())
                        .readOnly(each.readOnly())
                        .build())
                .toList();
    }

    private static VolumeDraft read(software.amazon.awssdk.services.ecs.model.Volume shape) {
        Unsupported.refuseOthers(shape, VOLUME, "volumes");
        return new VolumeDraft(
                shape.name(),
                shape.host() == null ? null : new HostVolumeDraft(shape.host().sourcePath()),
                docker(shape.dockerVolumeConfiguration()));
    }

    private static @Nullable DockerVolumeDraft docker(@Nullable DockerVolumeConfiguration shape) {
        return shape == null
                ? null
                : new DockerVolumeDraft(
                        shape.scopeAsString(),
                        shape.autoprovision(),
                        shape.driver(),
                        shape.driverOpts(),
                        shape.labels());
    }

    /** A volume without a configuration is told with an empty host, as ECS does. */
    private static software.amazon.awssdk.services.ecs.model.Volume shape(Volume volume) {
        var shape = software.amazon.awssdk.services.ecs.model.Volume.builder().name(volume.name());
        return switch (volume) {
            case Volume.Host host ->
                shape.host(path -> path.sourcePath(host.sourcePath())).build();
            case Volume.Docker docker ->
                shape.dockerVolumeConfiguration(configuration -> configuration
                                .scope(docker.scope().wire())
                                .autoprovision(docker.autoprovision())
                                .driver(docker.driver())
                                .driverOpts(noneIfEmpty(docker.driverOpts()))
                                .labels(noneIfEmpty(docker.labels())))
                        .build();
        };
    }

    private static @Nullable Map<String, String> noneIfEmpty(Map<String, String> map) {
        return map.isEmpty() ? null : map;
    }
}
