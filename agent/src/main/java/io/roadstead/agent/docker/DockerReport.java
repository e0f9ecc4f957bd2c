package io.roadstead.agent.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.roadstead.agent.engine.ContainerRequest;
import io.roadstead.agent.runtime.RuntimeFault;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What an engine says of itself and its containers, as JSON for people to read. Environments, of containers and in
 * whatever else has one, are told by their names alone.
 */
public final class DockerReport implements AutoCloseable {
    /** Stands for what is not told. */
    public static final String BLOTTED = "***";

    /** Containers looked into at most, the newest first. */
    public static final int MOST_CONTAINERS = 500;

    private static final Duration CALL_LIMIT = Duration.ofSeconds(30);

    private final DockerApi api;

    private DockerReport(DockerApi api) {
        this.api = api;
    }

    /** @throws RuntimeFault when no engine answers there */
    public static DockerReport of(URI host) throws RuntimeFault {
        return new DockerReport(new DockerApi(host));
    }

    /**
     * Containers, as the engine describes them.
     *
     * @param environment {@code NAME=VALUE}, for those who must know what not to tell; never to be told itself
     * @param json without those values
     */
    public record Inspected(List<String> environment, String json) {
        public Inspected {
            environment = List.copyOf(environment);
        }
    }

    public String info() throws RuntimeFault {
        return told("/info");
    }

    public String version() throws RuntimeFault {
        return told("/version");
    }

    /** All containers of the engine, whoever made them, running or not. */
    public String containers() throws RuntimeFault {
        return told("/containers/json?all=1");
    }

    /** The containers of tasks, each as the engine describes it; one that is removed meanwhile is left out. */
    public Inspected tasksContainers() throws RuntimeFault {
        String filters = "{\"label\":[\"" + ContainerRequest.TASK_ARN_LABEL + "\"]}";
        JsonNode all = call(
                "/containers/json?all=1&limit=" + MOST_CONTAINERS + "&filters=" + URLEncoder.encode(filters, UTF_8));
        List<String> environment = new ArrayList<>();
        ArrayNode found = DockerApi.JSON.createArrayNode();
        for (JsonNode each : all) {
            DockerApi.Reply reply = api.reply(
                    "GET", "/containers/" + each.path("Id").asText() + "/json", null, CALL_LIMIT, "inspecting");
            if (reply.status() / 100 == 2) {
                reply.body().path("Config").path("Env").forEach(variable -> environment.add(variable.asText()));
                found.add(withoutValues(reply.body()));
            }
        }
        return new Inspected(environment, text(found));
    }

    @Override
    public void close() {
        api.close();
    }

    private String told(String path) throws RuntimeFault {
        return text(withoutValues(call(path)));
    }

    private JsonNode call(String path) throws RuntimeFault {
        return api.call("GET", path, null, CALL_LIMIT, "described");
    }

    /** The same document; wherever there is an {@code Env}, its values are blotted out. */
    static JsonNode withoutValues(JsonNode document) {
        if (document instanceof ArrayNode list) {
            ArrayNode copy = DockerApi.JSON.createArrayNode();
            list.forEach(each -> copy.add(withoutValues(each)));
            return copy;
        }
        if (document instanceof ObjectNode object) {
            ObjectNode copy = DockerApi.JSON.createObjectNode();
            for (Map.Entry<String, JsonNode> entry : object.properties()) {
                copy.set(
                        entry.getKey(),
                        entry.getKey().equals("Env") ? names(entry.getValue()) : withoutValues(entry.getValue()));
            }
            return copy;
        }
        return document;
    }

    private static JsonNode names(JsonNode variables) {
        ArrayNode names = DockerApi.JSON.createArrayNode();
        for (JsonNode variable : variables) {
            String text = variable.asText();
            int equals = text.indexOf('=');
            names.add(TextNode.valueOf(equals < 0 ? text : text.substring(0, equals + 1) + BLOTTED));
        }
        return names;
    }

    private static String text(JsonNode document) {
        try {
            return DockerApi.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a JSON tree could not be written", e);
        }
    }
}
