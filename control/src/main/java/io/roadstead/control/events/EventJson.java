package io.roadstead.control.events;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.roadstead.control.index.Index;
import io.roadstead.core.event.Occurrence;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Events exactly as EventBridge gives them: members, their names, ISO-8601 timestamps with milliseconds (the envelope's
 * {@code time} to the second). What is absent is left out, as ECS leaves it out. Source: ecs-behaviour 8.
 */
public final class EventJson {
    /** EventBridge's {@code source} of everything ECS tells. */
    public static final String SOURCE = "aws.ecs";

    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.newBoundedPool(4))
            .build();
    private static final int USUAL_SIZE = 4_096;

    private final TaskDetail tasks;

    /** @param index where what a task's own record does not hold is looked up */
    public EventJson(Index index) {
        this.tasks = new TaskDetail(index);
    }

    /**
     * The event as one line, without its end.
     *
     * @param time when it happened, as far as this server knows
     */
    public byte[] write(Occurrence occurrence, Instant time) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_SIZE);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("version", "0");
            json.writeStringField("id", occurrence.id());
            json.writeStringField("detail-type", occurrence.detailType());
            json.writeStringField("source", SOURCE);
            json.writeStringField("account", occurrence.scope().account());
            json.writeStringField("time", time.truncatedTo(ChronoUnit.SECONDS).toString());
            json.writeStringField("region", occurrence.scope().region());
            texts(json, "resources", List.of(occurrence.arn()));
            json.writeObjectFieldStart("detail");
            switch (occurrence) {
                case Occurrence.OfTask task -> tasks.write(json, task.task(), time);
                case Occurrence.OfInstance instance -> InstanceDetail.write(json, instance, time);
                case Occurrence.OfService service -> ServiceDetail.write(json, service);
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static void text(JsonGenerator json, String name, @Nullable String text) throws IOException {
        if (text != null) {
            json.writeStringField(name, text);
        }
    }

    /** Numbers that ECS writes as text, as it does with cpu and memory. */
    static void text(JsonGenerator json, String name, @Nullable Integer number) throws IOException {
        if (number != null) {
            json.writeStringField(name, number.toString());
        }
    }

    static void number(JsonGenerator json, String name, @Nullable Integer number) throws IOException {
        if (number != null) {
            json.writeNumberField(name, number);
        }
    }

    static void instant(JsonGenerator json, String name, @Nullable Instant instant) throws IOException {
        if (instant != null) {
            json.writeStringField(name, MILLIS.format(instant));
        }
    }

    static void texts(JsonGenerator json, String name, Collection<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    static void emptyList(JsonGenerator json, String name) throws IOException {
        json.writeArrayFieldStart(name);
        json.writeEndArray();
    }
}
