package io.roadstead.wire.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;

/** Writes one body. */
final class Encoder {
    private static final int MILLISECOND_DIGITS = 3;

    private Encoder() {}

    /** Something that writes one JSON value. */
    @FunctionalInterface
    interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    static byte[] encode(JsonFactory factory, SdkPojo value) {
        return write(factory, json -> structure(json, value, Shape.of(value.getClass())));
    }

    static byte[] write(JsonFactory factory, Writing writing) {
        BufferRecycler buffers = factory._getBufferRecycler();
        try (ByteArrayBuilder out = new ByteArrayBuilder(buffers)) {
            try (JsonGenerator json = factory.createGenerator(out)) {
                writing.to(json);
            }
            return out.getClearAndRelease();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            buffers.releaseToPool();
        }
    }

    private static void structure(JsonGenerator json, SdkPojo value, Shape shape) throws IOException {
        SerializableString kept = shape.kept().get(value);
        if (kept != null) {
            json.writeRawValue(kept);
            return;
        }
        json.writeStartObject();
        for (Shape.Member member : shape.members()) {
            Object held = member.valueIn(value);
            if (held != null) {
                json.writeFieldName(member.encodedName());
                value(json, held, member.type());
            }
        }
        json.writeEndObject();
    }

    private static void value(JsonGenerator json, Object value, Shape.Type type) throws IOException {
        switch (type) {
            case Shape.Scalar scalar -> scalar(json, value, scalar);
            case Shape.ListOf list -> {
                json.writeStartArray();
                for (Object element : (List<?>) value) {
                    value(json, element, list.element());
                }
                json.writeEndArray();
            }
            case Shape.MapOf map -> {
                json.writeStartObject();
                for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                    json.writeFieldName((String) entry.getKey());
                    value(json, entry.getValue(), map.value());
                }
                json.writeEndObject();
            }
            case Shape.Structure structure -> structure(json, (SdkPojo) value, structure.shape());
            case Shape.AnyJson _ -> document(json, (Document) value);
        }
    }

    static void scalar(JsonGenerator json, Object value, Shape.Scalar scalar) throws IOException {
        switch (scalar) {
            case STRING -> json.writeString((String) value);
            case BOOLEAN -> json.writeBoolean((Boolean) value);
            case INTEGER -> json.writeNumber((Integer) value);
            case LONG -> json.writeNumber((Long) value);
            case FLOAT -> json.writeNumber((Float) value);
            case DOUBLE -> json.writeNumber((Double) value);
            case TIMESTAMP ->
                json.writeNumber(BigDecimal.valueOf(((Instant) value).toEpochMilli(), MILLISECOND_DIGITS));
            case BLOB -> json.writeBinary(((SdkBytes) value).asByteArrayUnsafe());
        }
    }

    private static void document(JsonGenerator json, Document value) throws IOException {
        if (value.isNull()) {
            json.writeNull();
        } else if (value.isString()) {
            json.writeString(value.asString());
        } else if (value.isBoolean()) {
            json.writeBoolean(value.asBoolean());
        } else if (value.isNumber()) {
            json.writeNumber(value.asNumber().bigDecimalValue());
        } else if (value.isList()) {
            json.writeStartArray();
            for (Document element : value.asList()) {
                document(json, element);
            }
            json.writeEndArray();
        } else {
            json.writeStartObject();
            for (Map.Entry<String, Document> entry : value.asMap().entrySet()) {
                json.writeFieldName(entry.getKey());
                document(json, entry.getValue());
            }
            json.writeEndObject();
        }
    }
}
