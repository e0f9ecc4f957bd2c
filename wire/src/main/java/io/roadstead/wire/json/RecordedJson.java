package io.roadstead.wire.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The SDK's model classes as CloudTrail records them: every member's name begins in lower case, a time is text such as
 * {@code Oct 26, 2025, 11:50:52 PM}, bytes are left out, and what a {@link Rule} says is hidden.
 */
public final class RecordedJson {
    /** What stands where something is hidden. */
    public static final String HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("MMM d, yyyy, h:mm:ss a", Locale.US).withZone(ZoneOffset.UTC);
    private static final String VALUE = "value";

    private RecordedJson() {}

    /** What is to be seen of a member. */
    public enum Showing {
        SHOWN,
        /** That it was there. */
        HIDDEN,
        /** Not even that. */
        LEFT_OUT,
        /** All but the members called {@code value} of the structures in it, as of environment variables. */
        VALUES_HIDDEN
    }

    /** What may be seen. */
    @FunctionalInterface
    public interface Rule {
        /** @param member as it is recorded, beginning in lower case */
        Showing of(Class<?> structure, String member);
    }

    /** One structure as UTF-8; two bytes, {@code {}}, when nothing of it is told. */
    public static byte[] encode(SdkPojo value, Rule rule) {
        return Json.write(json -> new Recording(json, rule).structure(value, Shape.of(value.getClass()), false));
    }

    /** Names and texts as UTF-8. */
    public static byte[] encode(Map<String, String> members) {
        return Json.write(json -> {
            json.writeStartObject();
            for (Map.Entry<String, String> member : members.entrySet()) {
                json.writeStringField(member.getKey(), member.getValue());
            }
            json.writeEndObject();
        });
    }

    private record Recording(JsonGenerator json, Rule rule) {
        /** @param hideValues whether its member {@code value} is hidden */
        void structure(SdkPojo value, Shape shape, boolean hideValues) throws IOException {
            json.writeStartObject();
            for (Shape.Member member : shape.members()) {
                Object held = member.type() == Shape.Scalar.BLOB ? null : member.valueIn(value);
                if (held == null) {
                    continue;
                }
                String name = member.recordedName().getValue();
                Showing showing = hideValues && name.equals(VALUE) ? Showing.HIDDEN : rule.of(value.getClass(), name);
                if (showing != Showing.LEFT_OUT) {
                    json.writeFieldName(member.recordedName());
                    if (showing == Showing.HIDDEN) {
                        json.writeString(HIDDEN);
                    } else {
                        value(held, member.type(), showing == Showing.VALUES_HIDDEN);
                    }
                }
            }
            json.writeEndObject();
        }

        private void value(Object value, Shape.Type type, boolean hideValues) throws IOException {
            switch (type) {
                case Shape.Scalar scalar -> {
                    if (scalar == Shape.Scalar.TIMESTAMP) {
                        json.writeString(TIME.format((Instant) value));
                    } else {
                        Encoder.scalar(json, value, scalar);
                    }
                }
                case Shape.ListOf list -> {
                    json.writeStartArray();
                    for (Object element : (List<?>) value) {
                        value(element, list.element(), hideValues);
                    }
                    json.writeEndArray();
                }
                case Shape.MapOf map -> {
                    json.writeStartObject();
                    for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                        json.writeFieldName((String) entry.getKey());
                        if (hideValues) {
                            json.writeString(HIDDEN);
                        } else {
                            value(entry.getValue(), map.value(), false);
                        }
                    }
                    json.writeEndObject();
                }
                case Shape.Structure structure -> structure((SdkPojo) value, structure.shape(), hideValues);
                case Shape.AnyJson _ -> json.writeString(HIDDEN);
            }
        }
    }
}
