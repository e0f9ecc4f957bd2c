package io.roadstead.wire.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value that can be asked for what may not be there: a path that leads nowhere gives {@link #NOTHING}, whose text
 * is empty, whose number is 0, and which has no items. Only objects made by {@link #object} are changed, while they are
 * filled.
 */
public final class Json implements Iterable<Json> {
    public static final Json NOTHING = new Json(null);

    /** Names may come from anybody: interning them would fill the JVM's string table. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    /** A Map by name, a List, a String, a Long, a Double, a Boolean, or null. */
    private final @Nullable Object value;

    private Json(@Nullable Object value) {
        this.value = value;
    }

    /** An empty object, to be filled as an operation's input. */
    public static Json object() {
        return new Json(new LinkedHashMap<String, Json>());
    }

    /**
     * Reads one value and nothing after it.
     *
     * @throws IOException when the bytes are not JSON
     */
    public static Json parse(byte[] bytes) throws IOException {
        try (JsonParser parser = FACTORY.createParser(bytes)) {
            parser.nextToken();
            Json read = read(parser);
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "more than one value");
            }
            return read;
        }
    }

    public Json put(String name, String text) {
        return put(name, new Json(text));
    }

    public Json put(String name, long number) {
        return put(name, new Json(number));
    }

    public Json put(String name, List<String> texts) {
        return put(name, new Json(texts.stream().map(Json::new).toList()));
    }

    public Json put(String name, boolean truth) {
        return put(name, new Json(truth));
    }

    /** A member that is a list of any values. */
    public Json putItems(String name, List<Json> items) {
        return put(name, new Json(List.copyOf(items)));
    }

    /** Adds a member of whatever kind. */
    public Json put(String name, Json member) {
        members().put(name, member);
        return this;
    }

    /** The member of an object. */
    public Json path(String name) {
        return members().getOrDefault(name, NOTHING);
    }

    /** The first item of a list. */
    public Json first() {
        return items().isEmpty() ? NOTHING : items().getFirst();
    }

    public boolean has(String name) {
        return members().containsKey(name);
    }

    /** Its text, or {@code otherwise} when it is not a text. */
    public String text(String otherwise) {
        return value instanceof String text ? text : otherwise;
    }

    public String text() {
        return text("");
    }

    /** A text, a number or a truth as it would be written for a person; empty for everything else. */
    public String plain() {
        return switch (value) {
            case String text -> text;
            case Number number -> number.toString();
            case Boolean truth -> truth.toString();
            case null, default -> "";
        };
    }

    /** The names of an object's members, in their order; none when it is no object. */
    public List<String> names() {
        return List.copyOf(members().keySet());
    }

    /** Its whole number, 0 when it is none. */
    public long number() {
        return value instanceof Number number ? number.longValue() : 0;
    }

    /** Its number with what follows the point, 0 when it is none. */
    public double decimal() {
        return value instanceof Number number ? number.doubleValue() : 0;
    }

    /** An object's members that are texts, by name and in their order; none when it is no object. */
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        members().forEach((name, member) -> {
            if (member.value instanceof String text) {
                texts.put(name, text);
            }
        });
        return texts;
    }

    /** Whether it is {@code true}. */
    public boolean truth() {
        return value instanceof Boolean truth && truth;
    }

    /** A list's items; none when it is not a list. */
    public List<Json> items() {
        if (value instanceof List<?> list) {
            return list.stream().map(Json.class::cast).toList();
        }
        return List.of();
    }

    @Override
    public Iterator<Json> iterator() {
        return items().iterator();
    }

    /** As it goes over the wire. */
    public byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = FACTORY.createGenerator(bytes)) {
            write(generator);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @SuppressWarnings("unchecked") // The only maps are those of this class.
    private Map<String, Json> members() {
        return value instanceof Map<?, ?> map ? (Map<String, Json>) map : Map.of();
    }

    private static Json read(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new JsonParseException(parser, "no value");
        }
        switch (token) {
            case START_OBJECT -> {
                Map<String, Json> members = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    members.put(name, read(parser));
                }
                return new Json(members);
            }
            case START_ARRAY -> {
                List<Json> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(read(parser));
                }
                return new Json(items);
            }
            case VALUE_STRING -> {
                return new Json(parser.getText());
            }
            case VALUE_NUMBER_INT -> {
                return new Json(parser.getLongValue());
            }
            case VALUE_NUMBER_FLOAT -> {
                return new Json(parser.getDoubleValue());
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                return new Json(token == JsonToken.VALUE_TRUE);
            }
            case VALUE_NULL -> {
                return NOTHING;
            }
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new JsonParseException(parser, "a value is missing");
        }
        throw new IllegalStateException("no token is left out");
    }

    private void write(JsonGenerator generator) throws IOException {
        switch (value) {
            case null -> generator.writeNull();
            case String text -> generator.writeString(text);
            case Long number -> generator.writeNumber(number);
            case Double number -> generator.writeNumber(number);
            case Boolean truth -> generator.writeBoolean(truth);
            case List<?> list -> {
                generator.writeStartArray();
                for (Json item : this) {
                    item.write(generator);
                }
                generator.writeEndArray();
            }
            default -> {
                generator.writeStartObject();
                for (Map.Entry<String, Json> member : members().entrySet()) {
                    generator.writeFieldName(member.getKey());
                    member.getValue().write(generator);
                }
                generator.writeEndObject();
            }
        }
    }
}
