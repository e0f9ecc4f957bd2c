package io.roadstead.wire.agent;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The envelope around every message: {@code {"type": ..., "message": {...}}}. */
record Frame(String type, Fields message) {
    /** Real frames nest eight deep; whoever nests more wants to exhaust a stack. */
    private static final int MAX_DEPTH = 64;

    private static final int RECYCLED_BUFFERS = 64;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            // The default keeps buffers per thread, and every session has a virtual thread of its own.
            .recyclerPool(JsonRecyclerPools.newBoundedPool(RECYCLED_BUFFERS))
            .build();

    static Frame read(String text) {
        Object root;
        try (JsonParser parser = JSON.createParser(text)) {
            parser.nextToken();
            root = value(parser);
            if (parser.nextToken() != null) {
                throw new FrameException("a frame must be one JSON object, but more follows it");
            }
        } catch (IOException e) {
            throw new FrameException("a frame must be one JSON object: " + firstLine(e), e);
        }
        if (!(root instanceof Map<?, ?>)) {
            throw new FrameException("a frame must be a JSON object");
        }
        @SuppressWarnings("unchecked") // value() makes maps by string only
        Fields frame = new Fields("frame", (Map<String, @Nullable Object>) root);
        String type = frame.requiredText("type");
        Map<String, @Nullable Object> none = Map.of();
        Fields message = frame.object("message", m -> m);
        return new Frame(type, message == null ? new Fields("frame.message", none) : message);
    }

    static String write(String type, Consumer<FieldWriter> message) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            FieldWriter writer = new FieldWriter(json);
            json.writeStartObject();
            json.writeStringField("type", type);
            json.writeObjectFieldStart("message");
            message.accept(writer);
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text.toString();
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new FrameException("a frame must be one JSON object, but it is empty");
        }
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT ->
                switch (parser.getNumberType()) {
                    case INT, LONG -> parser.getLongValue();
                    case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> parser.getDoubleValue();
                };
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new FrameException("a frame must be one JSON object, but " + token + " came");
        };
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value(parser));
        }
        return members;
    }

    private static List<Object> array(JsonParser parser) throws IOException {
        List<Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Object element = value(parser);
            if (element != null) {
                elements.add(element);
            }
        }
        return elements;
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
