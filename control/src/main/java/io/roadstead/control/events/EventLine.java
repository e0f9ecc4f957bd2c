package io.roadstead.control.events;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what {@link EventJson} wrote. */
final class EventLine {
    private static final byte[] BEGIN = "{\"version\":\"0\",\"id\":\"".getBytes(US_ASCII);
    private static final int ID_LENGTH = 36;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.newBoundedPool(16))
            .build();

    private EventLine() {}

    /** Whether these bytes can be a whole event: a line that was cut, or never reached the disk, cannot. */
    static boolean looksWhole(byte[] line) {
        if (line.length < BEGIN.length + ID_LENGTH || line[line.length - 1] != '}' || line[line.length - 2] != '}') {
            return false;
        }
        for (int i = 0; i < BEGIN.length; i++) {
            if (line[i] != BEGIN[i]) {
                return false;
            }
        }
        for (byte each : line) {
            if (each == 0) {
                return false;
            }
        }
        return true;
    }

    /** The id of an event that looks whole. */
    static String id(byte[] line) {
        return new String(line, BEGIN.length, ID_LENGTH, US_ASCII);
    }

    /** The event; empty when the line is damaged. */
    static Optional<BusEvent> read(byte[] line) {
        if (!looksWhole(line)) {
            return Optional.empty();
        }
        Map<String, String> texts = new HashMap<>();
        List<String> resources = new ArrayList<>();
        try (JsonParser json = FACTORY.createParser(line)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                switch (json.nextToken()) {
                    case VALUE_STRING -> texts.put(name, json.getText());
                    case START_ARRAY -> {
                        while (json.nextToken() == JsonToken.VALUE_STRING) {
                            resources.add(json.getText());
                        }
                    }
                    case START_OBJECT -> texts.put("group", group(json));
                    default -> json.skipChildren();
                }
            }
            return Optional.of(new BusEvent(
                    required(texts, "id"),
                    required(texts, "detail-type"),
                    required(texts, "source"),
                    required(texts, "account"),
                    Instant.parse(required(texts, "time")),
                    required(texts, "region"),
                    resources,
                    texts.get("group"),
                    new String(line, UTF_8)));
        } catch (IOException | DateTimeException damaged) {
            return Optional.empty();
        }
    }

    private static @Nullable String group(JsonParser json) throws IOException {
        String group = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean here = json.currentName().equals("group");
            JsonToken value = json.nextToken();
            if (here && value == JsonToken.VALUE_STRING) {
                group = json.getText();
            }
            json.skipChildren();
        }
        return group;
    }

    private static String required(Map<String, String> texts, String name) throws IOException {
        String text = texts.get(name);
        if (text == null) {
            throw new IOException("an event without " + name);
        }
        return text;
    }
}
