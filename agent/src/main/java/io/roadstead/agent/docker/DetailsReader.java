package io.roadstead.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.roadstead.agent.runtime.ContainerDetails;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what Docker's inspect call tells of a container beyond how it is. */
final class DetailsReader {
    /** Docker's zero time is Go's: the year 1. */
    private static final String NEVER = "0001";

    private DetailsReader() {}

    static ContainerDetails read(JsonNode found) {
        Map<String, String> labels = new HashMap<>();
        found.path("Config")
                .path("Labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        List<ContainerDetails.Network> networks = new ArrayList<>();
        found.path("NetworkSettings")
                .path("Networks")
                .properties()
                .forEach(network -> networks.add(new ContainerDetails.Network(
                        network.getKey(), network.getValue().path("IPAddress").asText(""))));
        String mode = found.path("HostConfig").path("NetworkMode").asText("");
        if (networks.isEmpty()) {
            networks.add(new ContainerDetails.Network(
                    mode, found.path("NetworkSettings").path("IPAddress").asText("")));
        }
        List<ContainerDetails.Mount> mounts = new ArrayList<>();
        found.path("Mounts")
                .forEach(mount -> mounts.add(new ContainerDetails.Mount(
                        mount.path("Name").asText(""),
                        mount.path("Source").asText(""),
                        mount.path("Destination").asText(""))));
        JsonNode state = found.path("State");
        Instant created = instant(found.path("Created").asText(NEVER));
        return new ContainerDetails(
                found.path("Id").asText(),
                found.path("Name").asText("").replaceFirst("^/", ""),
                found.path("Image").asText(),
                created == null ? Instant.EPOCH : created,
                instant(state.path("StartedAt").asText(NEVER)),
                state.path("Running").asBoolean()
                        ? null
                        : instant(state.path("FinishedAt").asText(NEVER)),
                labels,
                mode,
                networks,
                mounts,
                state.path("Pid").asLong(0));
    }

    private static @Nullable Instant instant(String text) {
        return text.startsWith(NEVER) ? null : Instant.parse(text);
    }
}
