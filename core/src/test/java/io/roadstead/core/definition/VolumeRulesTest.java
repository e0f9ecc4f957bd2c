package io.roadstead.core.definition;

import static io.roadstead.core.Rejections.assertClientException;
import static io.roadstead.core.definition.Drafts.container;
import static io.roadstead.core.definition.Drafts.registration;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.definition.Registration.DockerVolumeDraft;
import io.roadstead.core.definition.Registration.HostVolumeDraft;
import io.roadstead.core.definition.Registration.MountDraft;
import io.roadstead.core.definition.Registration.VolumeDraft;
import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.MountPoint;
import io.roadstead.core.model.NetworkMode;
import io.roadstead.core.model.Volume;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class VolumeRulesTest {
    private static VolumeDraft host(@Nullable String name, @Nullable String path) {
        return new VolumeDraft(name, path == null ? null : new HostVolumeDraft(path), null);
    }

    private static VolumeDraft docker(
            @Nullable String scope, @Nullable Boolean autoprovision, @Nullable String driver) {
        return new VolumeDraft("v", null, new DockerVolumeDraft(scope, autoprovision, driver, null, null));
    }

    private static DefinitionRules.Checked check(List<VolumeDraft> volumes, MountDraft... mounts) {
        return DefinitionRules.check(registration(r -> {
            r.volumes = volumes;
            r.containers = List.of(container(c -> c.mounts = Arrays.asList(mounts)));
        }));
    }

    private static void refuses(String message, VolumeDraft... volumes) {
        assertClientException(message, () -> check(List.of(volumes)));
    }

    @Test
    void whatKeepsTheRulesIsKept() {
        DefinitionRules.Checked checked = check(
                List.of(
                        host("scratch", null),
                        host("data", "/srv/data"),
                        new VolumeDraft(
                                "shared_1",
                                null,
                                new DockerVolumeDraft(
                                        "shared", true, "sshfs:latest", Map.of("o", "1"), Map.of("l", "2")))),
                new MountDraft("scratch", "/tmp/scratch", null),
                new MountDraft("data", "/data", true));

        assertThat(checked.volumes())
                .containsExactly(
                        new Volume.Host("scratch", null),
                        new Volume.Host("data", "/srv/data"),
                        new Volume.Docker(
                                "shared_1",
                                Volume.Scope.SHARED,
                                true,
                                "sshfs:latest",
                                Map.of("o", "1"),
                                Map.of("l", "2")));
        assertThat(checked.containers().getFirst().mountPoints())
                .containsExactly(
                        new MountPoint("scratch", "/tmp/scratch", null), new MountPoint("data", "/data", true));
    }

    @Test
    void aDockerVolumeIsOfTheTaskUnlessItSaysOtherwise() {
        assertThat(check(List.of(docker(null, null, null))).volumes())
                .containsExactly(new Volume.Docker("v", Volume.Scope.TASK, null, null, Map.of(), Map.of()));
    }

    @Test
    void aDriverIsDemandedOfTheInstance() {
        assertThat(Requirements.of(
                        List.of(),
                        check(List.of(docker("shared", true, "sshfs:latest"), host("h", null)))
                                .volumes(),
                        NetworkMode.BRIDGE,
                        false,
                        false,
                        false))
                .containsExactly(new Attribute("ecs.capability.docker-plugin.sshfs.latest", null));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "other")
    void aMountPointNamesAVolumeOfTheDefinition(@Nullable String source) {
        assertClientException(
                "Unknown volume '" + source + "'.",
                () -> check(List.of(host("v", null)), new MountDraft(source, "/data", null)));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "data", "/a:b"})
    void aMountPointNamesAnAbsolutePath(@Nullable String path) {
        assertClientException(
                "Invalid setting for container 'app'. 'mountPoints.containerPath' must be an absolute path without a"
                        + " colon, and " + (path == null ? "is missing." : "is '" + path + "'."),
                () -> check(List.of(host("v", null)), new MountDraft("v", path, null)));
    }

    @Test
    void aPathIsMountedOnce() {
        assertClientException(
                "Invalid setting for container 'app'. 'mountPoints.containerPath' must be used by one mount point"
                        + " only, and is '/data'.",
                () -> check(
                        List.of(host("v", null)),
                        new MountDraft("v", "/data", null),
                        new MountDraft("v", "/data", true)));
    }

    @Test
    void namesAreNamesAndUnique() {
        refuses("volume.name should not be null or empty.", host(null, null));
        refuses("volume.name should not be null or empty.", host("", null));
        refuses("volume.name contains invalid characters.", host("a.b", null));
        refuses("volume.name longer than 255.", host("a".repeat(256), null));
        refuses(
                "Volume.name 'v' is used more than once. Volume names must be unique in a task definition.",
                host("v", null),
                host("v", "/srv"));
    }

    @Test
    void aVolumeIsOfOneKind() {
        refuses(
                "When the volume parameter is specified, only one volume configuration type should be used.",
                new VolumeDraft("v", new HostVolumeDraft(null), new DockerVolumeDraft("task", null, null, null, null)));
    }

    @Test
    void pathsOfTheHostAreAbsolute() {
        refuses("host.sourcePath should not be blank.", host("v", " "));
        refuses(
                "Invalid setting for volume 'v'. 'host.sourcePath' must be an absolute path without a colon, and is"
                        + " 'srv'.",
                host("v", "srv"));
    }

    @Test
    void dockersOwnRulesAreKept() {
        refuses("scope should be one of [task,shared]", docker("host", null, null));
        refuses(
                "When 'scope' parameter is 'task', 'autoprovision' must either not be specified or set to 'True'.",
                docker(null, false, null));
        refuses("volume.dockerVolumeConfiguration.driver should not be null or empty.", docker("task", null, ""));
    }
}
