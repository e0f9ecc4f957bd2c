package io.roadstead.wire.agent;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A frame recorded between the unmodified agent and a stub control plane.
 *
 * @param fromAgent which way it went
 * @param text the frame; over TCS an agent's has its signed header before the JSON
 */
record Recorded(String channel, boolean fromAgent, String text) {
    private static final JsonFactory JSON = new JsonFactory();

    static List<Recorded> frames(String channel) {
        List<Recorded> frames = new ArrayList<>();
        try (InputStream in =
                Objects.requireNonNull(Recorded.class.getResourceAsStream("agent-1.105.1.jsonl"), "fixture")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                Map<?, ?> entry = (Map<?, ?>) Objects.requireNonNull(tree(line));
                Object message = entry.get("msg");
                if (message != null && channel.equals(entry.get("ws"))) {
                    frames.add(new Recorded(
                            channel,
                            "ws_in".equals(entry.get("kind")),
                            message instanceof String text ? text : json(message)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return frames;
    }

    /** The frame's JSON as sorted maps, lists, strings, doubles and booleans. */
    static @Nullable Object tree(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            return tree(parser);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same tree without what says nothing: nulls, empty lists and maps, false and zero. */
    static @Nullable Object meaning(@Nullable Object node) {
        return switch (node) {
            case Map<?, ?> map -> {
                Map<String, Object> kept = new TreeMap<>();
                map.forEach((name, value) -> {
                    Object meaning = meaning(value);
                    if (meaning != null) {
                        kept.put((String) name, meaning);
                    }
                });
                yield kept.isEmpty() ? null : kept;
            }
            case List<?> list ->
                list.isEmpty() ? null : list.stream().map(Recorded::meaning).toList();
            case Double number when number == 0 -> null;
            case Boolean flag when !flag -> null;
            case null -> null;
            default -> node;
        };
    }

    private static @Nullable Object tree(JsonParser parser) throws IOException {
        JsonToken token = Objects.requireNonNull(parser.currentToken());
        if (token == JsonToken.START_OBJECT) {
            Map<String, @Nullable Object> map = new TreeMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                map.put(name, tree(parser));
            }
            return map;
        }
        if (token == JsonToken.START_ARRAY) {
            List<@Nullable Object> list = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                list.add(tree(parser));
            }
            return list;
        }
        if (token.isNumeric()) {
            return parser.getDoubleValue();
        }
        if (token.isBoolean()) {
            return parser.getBooleanValue();
        }
        return token == JsonToken.VALUE_NULL ? null : parser.getText();
    }

    private static String json(Object tree) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            write(out, tree);
        }
        return text.toString();
    }

    private static void write(JsonGenerator out, @Nullable Object node) throws IOException {
        switch (node) {
            case null -> out.writeNull();
            case String text -> out.writeString(text);
            case Boolean flag -> out.writeBoolean(flag);
            case Double number when number == Math.rint(number) -> out.writeNumber(number.longValue());
            case Double number -> out.writeNumber(number);
            case List<?> list -> {
                out.writeStartArray();
                for (Object element : list) {
                    write(out, element);
                }
                out.writeEndArray();
            }
            case Map<?, ?> map -> {
                out.writeStartObject();
                for (Map.Entry<?, ?> member : map.entrySet()) {
                    out.writeFieldName((String) member.getKey());
                    write(out, member.getValue());
                }
                out.writeEndObject();
            }
            default -> throw new IllegalArgumentException("no JSON: " + node);
        }
    }
}
