package io.roadstead.agent.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container's overrides as a payload has them: JSON in a string, whose only member may be {@code command}. The control
 * plane merges all others before it sends. Source: agent-protocol 2.8.
 */
final class Overrides {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Overrides() {}

    /** The command in force. */
    static @Nullable List<String> command(@Nullable String overrides, @Nullable List<String> own) {
        if (overrides == null || overrides.isBlank()) {
            return own;
        }
        JsonNode node;
        try {
            node = JSON.readTree(overrides);
        } catch (JsonProcessingException e) {
            throw new PayloadReader.Unreadable("a container's overrides are no JSON: " + e.getOriginalMessage());
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (!member.getKey().equals("command")) {
                throw new PayloadReader.Unreadable(
                        "a container's overrides hold '" + member.getKey() + "': only 'command' may be there");
            }
        }
        JsonNode given = node.path("command");
        if (!given.isArray() || given.isEmpty()) {
            return own;
        }
        List<String> command = new ArrayList<>();
        given.forEach(word -> command.add(word.asText()));
        return command;
    }
}
