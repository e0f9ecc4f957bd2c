package io.roadstead.agent.runtime;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the engine tells of a container beyond how it is: for its metadata and for finding its counters.
 *
 * @param name its name at the engine, without a slash
 * @param imageId {@code sha256:...} of the image it was made from
 * @param startedAt absent for one that never ran
 * @param finishedAt absent for one that runs or never ran
 * @param networks by name; one without an address has an empty text
 * @param networkMode {@code bridge}, {@code host}, {@code none}, or the name of a network
 * @param processId of its first process on this host, 0 when it does not run
 */
public record ContainerDetails(
        String id,
        String name,
        String imageId,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        Map<String, String> labels,
        String networkMode,
        List<Network> networks,
        List<Mount> mounts,
        long processId) {
    public ContainerDetails {
        labels = Map.copyOf(labels);
        networks = List.copyOf(networks);
        mounts = List.copyOf(mounts);
    }

    /**
     * A network the container is in.
     *
     * @param ipv4 empty for none, as in the host's own
     */
    public record Network(String name, String ipv4) {}

    /**
     * Something mounted into it.
     *
     * @param name of the volume, empty for a directory of the host
     */
    public record Mount(String name, String source, String destination) {}
}
