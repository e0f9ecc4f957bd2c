package io.roadstead.wire.agent;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Writes the members of one JSON object; what is null stays away. */
final class FieldWriter {
    private final JsonGenerator json;

    FieldWriter(JsonGenerator json) {
        this.json = json;
    }

    FieldWriter text(String name, @Nullable String value) {
        return value == null ? this : write(() -> json.writeStringField(name, value));
    }

    FieldWriter flag(String name, @Nullable Boolean value) {
        return value == null ? this : write(() -> json.writeBooleanField(name, value));
    }

    FieldWriter whole(String name, @Nullable Long value) {
        return value == null ? this : write(() -> json.writeNumberField(name, value));
    }

    FieldWriter integer(String name, @Nullable Integer value) {
        return value == null ? this : write(() -> json.writeNumberField(name, value));
    }

    FieldWriter decimal(String name, @Nullable Double value) {
        return value == null ? this : write(() -> json.writeNumberField(name, value));
    }

    /** Seconds since the epoch with three decimals. */
    FieldWriter instant(String name, @Nullable Instant value) {
        return value == null
                ? this
                : write(() -> json.writeNumberField(name, BigDecimal.valueOf(value.toEpochMilli(), 3)));
    }

    <T> FieldWriter object(String name, @Nullable T value, BiConsumer<FieldWriter, T> members) {
        if (value == null) {
            return this;
        }
        return write(() -> {
            json.writeObjectFieldStart(name);
            members.accept(this, value);
            json.writeEndObject();
        });
    }

    <T> FieldWriter objects(String name, List<T> values, BiConsumer<FieldWriter, T> members) {
        return write(() -> {
            json.writeArrayFieldStart(name);
            for (T value : values) {
                json.writeStartObject();
                members.accept(this, value);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    FieldWriter texts(String name, @Nullable List<String> values) {
        if (values == null) {
            return this;
        }
        return write(() -> {
            json.writeArrayFieldStart(name);
            for (String value : values) {
                json.writeString(value);
            }
            json.writeEndArray();
        });
    }

    FieldWriter integers(String name, List<Integer> values) {
        return write(() -> {
            json.writeArrayFieldStart(name);
            for (int value : values) {
                json.writeNumber(value);
            }
            json.writeEndArray();
        });
    }

    FieldWriter map(String name, Map<String, String> values) {
        return write(() -> {
            json.writeObjectFieldStart(name);
            for (Map.Entry<String, String> entry : values.entrySet()) {
                json.writeStringField(entry.getKey(), entry.getValue());
            }
            json.writeEndObject();
        });
    }

    private interface Writing {
        void run() throws IOException;
    }

    private FieldWriter write(Writing writing) {
        try {
            writing.run();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }
}
