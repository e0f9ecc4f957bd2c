package io.roadstead.core.definition;

import io.roadstead.core.Rejected;
import io.roadstead.core.definition.Registration.DockerVolumeDraft;
import io.roadstead.core.definition.Registration.MountDraft;
import io.roadstead.core.definition.Registration.VolumeDraft;
import io.roadstead.core.model.MountPoint;
import io.roadstead.core.model.Volume;
import io.roadstead.core.name.NameRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The volumes of a task definition, and where its containers mount them.
 *
 * <p>Source: ecs-behaviour 3.6, 10.4. Texts that users quote from ECS: ansible/ansible issue 35751 (unknown volume),
 * openfresh/ecs-formation 22 (name), aws/amazon-ecs-cli 11 (sourcePath) and 927 (driver), hashicorp/terraform-provider-aws
 * 5907 (autoprovision), cloudposse/terraform-aws-ecs-alb-service-task 159 (one configuration). The others are ours.
 */
final class VolumeRules {
    private VolumeRules() {}

    /** The volumes in the order given. */
    static List<Volume> read(@Nullable List<VolumeDraft> drafts) {
        List<Volume> volumes = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (VolumeDraft draft : drafts == null ? List.<VolumeDraft>of() : drafts) {
            Volume volume = read(draft);
            if (!names.add(volume.name())) {
                throw Rejected.client("Volume.name '" + volume.name()
                        + "' is used more than once. Volume names must be unique in a task definition.");
            }
            volumes.add(volume);
        }
        return List.copyOf(volumes);
    }

    /** A container's mount points, each of one of these volumes. */
    static List<MountPoint> mounts(String container, @Nullable List<MountDraft> drafts, List<Volume> volumes) {
        List<MountPoint> mounts = new ArrayList<>();
        Set<String> paths = new HashSet<>();
        for (MountDraft draft : drafts == null ? List.<MountDraft>of() : drafts) {
            String source = draft.sourceVolume();
            if (source == null || volumes.stream().noneMatch(each -> each.name().equals(source))) {
                throw Rejected.client("Unknown volume '" + source + "'.");
            }
            String path = draft.containerPath();
            if (path == null || !isPath(path)) {
                throw DockerOptionRules.invalid(
                        container, "mountPoints.containerPath", "must be an absolute path without a colon", path);
            }
            if (!paths.add(path)) {
                throw DockerOptionRules.invalid(
                        container, "mountPoints.containerPath", "must be used by one mount point only", path);
            }
            mounts.add(new MountPoint(source, path, draft.readOnly()));
        }
        return List.copyOf(mounts);
    }

    private static Volume read(VolumeDraft draft) {
        String name = draft.name();
        if (name == null || name.isEmpty()) {
            throw Rejected.client("volume.name should not be null or empty.");
        }
        if (name.length() > NameRules.NAME_LIMIT) {
            throw Rejected.client("volume.name longer than " + NameRules.NAME_LIMIT + ".");
        }
        if (!NameRules.isName(name)) {
            throw Rejected.client("volume.name contains invalid characters.");
        }
        DockerVolumeDraft docker = draft.docker();
        if (docker != null) {
            if (draft.host() != null) {
                throw Rejected.client(
                        "When the volume parameter is specified, only one volume configuration type should be used.");
            }
            return docker(name, docker);
        }
        String path = draft.host() == null ? null : draft.host().sourcePath();
        if (path != null && path.isBlank()) {
            throw Rejected.client("host.sourcePath should not be blank.");
        }
        if (path != null && !isPath(path)) {
            throw Rejected.client("Invalid setting for volume '" + name
                    + "'. 'host.sourcePath' must be an absolute path without a colon, and is '" + path + "'.");
        }
        return new Volume.Host(name, path);
    }

    private static Volume docker(String name, DockerVolumeDraft draft) {
        Volume.Scope scope =
                switch (draft.scope()) {
                    case null -> Volume.Scope.TASK;
                    case "task" -> Volume.Scope.TASK;
                    case "shared" -> Volume.Scope.SHARED;
                    default -> throw Rejected.client("scope should be one of [task,shared]");
                };
        if (scope == Volume.Scope.TASK && Boolean.FALSE.equals(draft.autoprovision())) {
            throw Rejected.client(
                    "When 'scope' parameter is 'task', 'autoprovision' must either not be specified or set to 'True'.");
        }
        if (draft.driver() != null && draft.driver().isBlank()) {
            throw Rejected.client("volume.dockerVolumeConfiguration.driver should not be null or empty.");
        }
        return new Volume.Docker(
                name,
                scope,
                draft.autoprovision(),
                draft.driver(),
                Objects.requireNonNullElse(draft.driverOpts(), Map.of()),
                Objects.requireNonNullElse(draft.labels(), Map.of()));
    }

    /** A colon would end the path where Docker reads it. */
    private static boolean isPath(String text) {
        return text.startsWith("/") && text.indexOf(':') < 0;
    }
}
