package io.roadstead.agent.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.roadstead.agent.engine.ContainerRequest;
import io.roadstead.agent.engine.Untracked;
import io.roadstead.agent.runtime.RuntimeFault;
import java.net.URLEncoder;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks Docker what it has that no agent made. A container with an agent's label is that agent's to remove, which may be
 * another one on this host.
 */
final class UntrackedLister {
    /** Containers looked into at once, the newest: the rest waits for another time. */
    private static final int MOST_CONTAINERS = 1_000;

    private static final Duration CALL_LIMIT = Duration.ofSeconds(30);

    private final DockerApi api;

    UntrackedLister(DockerApi api) {
        this.api = api;
    }

    Untracked list() throws RuntimeFault {
        List<Untracked.Container> containers = new ArrayList<>();
        String filters = URLEncoder.encode("{\"status\":[\"exited\",\"dead\",\"created\"]}", UTF_8);
        for (JsonNode each : call("/containers/json?all=1&limit=" + MOST_CONTAINERS + "&filters=" + filters)) {
            if (!each.path("Labels").has(ContainerRequest.TASK_ARN_LABEL)) {
                container(each.path("Id").asText()).ifPresent(containers::add);
            }
        }
        List<Untracked.Image> images = new ArrayList<>();
        for (JsonNode each : call("/images/json")) {
            images.add(image(each));
        }
        return new Untracked(containers, images);
    }

    /** Empty for one that is gone by now, or of which Docker does not tell when it ended. */
    private Optional<Untracked.Container> container(String id) throws RuntimeFault {
        DockerApi.Reply reply = api.reply("GET", "/containers/" + id + "/json", null, CALL_LIMIT, "inspecting");
        if (reply.status() / 100 != 2) {
            return Optional.empty();
        }
        try {
            String ended = reply.body().path("State").path("FinishedAt").asText("0001");
            // Docker's zero time is Go's: the year 1.
            String since =
                    ended.startsWith("0001") ? reply.body().path("Created").asText() : ended;
            return Optional.of(new Untracked.Container(id, Instant.parse(since)));
        } catch (DateTimeException untold) {
            return Optional.empty();
        }
    }

    private static Untracked.Image image(JsonNode found) {
        List<String> tags = new ArrayList<>();
        found.path("RepoTags").forEach(tag -> add(tags, tag));
        List<String> names = new ArrayList<>(tags);
        found.path("RepoDigests").forEach(digest -> add(names, digest));
        return new Untracked.Image(
                found.path("Id").asText(),
                tags,
                names,
                found.path("Size").asLong(),
                Instant.ofEpochSecond(found.path("Created").asLong()));
    }

    /** An image without a name has {@code <none>:<none>} for one. */
    private static void add(List<String> names, JsonNode name) {
        if (!name.asText().contains("<none>")) {
            names.add(name.asText());
        }
    }

    private JsonNode call(String path) throws RuntimeFault {
        return api.call("GET", path, null, CALL_LIMIT, "listing");
    }
}
