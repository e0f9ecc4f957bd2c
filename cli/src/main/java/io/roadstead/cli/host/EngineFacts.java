package io.roadstead.cli.host;

import org.jspecify.annotations.Nullable;

/**
 * What was found out about the Docker Engine of this host, before anything is decided.
 *
 * @param address where it is expected, such as {@code unix:///var/run/docker.sock}
 * @param chosen whether the user named the address by {@code DOCKER_HOST}
 * @param reach what happened when it was asked
 * @param root whether this process may install and start things
 * @param debian whether this is Debian, Ubuntu or another that installs by apt-get
 * @param installed whether {@code dockerd} is there
 * @param systemd whether systemd runs this host
 * @param dockerd the process of a {@code dockerd} that lives, though it may not answer
 */
public record EngineFacts(
        String address,
        boolean chosen,
        Reach reach,
        boolean root,
        boolean debian,
        boolean installed,
        boolean systemd,
        @Nullable Long dockerd) {
    /** What came back from the engine's address. */
    public enum Reach {
        ANSWERS,
        NO_PERMISSION,
        SILENT
    }
}
