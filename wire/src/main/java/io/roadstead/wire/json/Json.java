package io.roadstead.wire.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.roadstead.wire.AwsException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The SDK's model classes from and to JSON, as AWS's JSON 1.0 and 1.1 protocols write them.
 *
 * <p>Timestamps are epoch seconds with a millisecond fraction, blobs base64, enums their own text (also values this SDK
 * does not know). What is unset is omitted; a list or map that was set and is empty is written as {@code []} or
 * {@code {}}. Reading skips unknown members, takes the last of repeated ones, treats null as absent, and refuses a
 * value of another type.
 */
public final class Json {
    /** How deep a body may nest: ECS's deepest shape needs a dozen. */
    public static final int MAX_DEPTH = 100;

    private static final int RECYCLED_BUFFERS = 64;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            // Names come from clients: interning them would let anyone fill the JVM's string table.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            // The default keeps buffers per thread, and every connection has a virtual thread of its own.
            .recyclerPool(JsonRecyclerPools.newBoundedPool(RECYCLED_BUFFERS))
            .build();

    private Json() {}

    /**
     * Reads one structure. An empty body is an empty structure, as AWS takes it.
     *
     * @throws AwsException SerializationException, naming the place and what is wrong there
     */
    public static <T extends SdkPojo> T decode(byte[] body, Class<T> type) {
        return type.cast(new Decoder(FACTORY).decode(body, Shape.of(type)));
    }

    /** Writes one structure as UTF-8. */
    public static byte[] encode(SdkPojo value) {
        return Encoder.encode(FACTORY, value);
    }

    /**
     * Remembers what this very value is written as, for one that will be part of many answers. Doing it again costs
     * nothing; at most {@link KeptEncodings#LIMIT} of a class are remembered.
     */
    public static void keepEncoded(SdkPojo value) {
        Shape.of(value.getClass()).kept().keep(value, each -> new String(encode(each), StandardCharsets.UTF_8));
    }

    /** Writes one value as UTF-8. */
    static byte[] write(Encoder.Writing writing) {
        return Encoder.write(FACTORY, writing);
    }

    /** Writes an error as the body AWS's JSON protocols give it. Source: ecs-behaviour 1.1. */
    public static byte[] encode(AwsException error) {
        return Encoder.write(FACTORY, json -> {
            json.writeStartObject();
            json.writeStringField("__type", error.errorType());
            json.writeStringField("message", error.text());
            for (Map.Entry<String, List<String>> member : error.members().entrySet()) {
                json.writeArrayFieldStart(member.getKey());
                for (String element : member.getValue()) {
                    json.writeString(element);
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        });
    }

    /** Writes an object of one pair, {@code {"name":"value"}}. */
    public static byte[] encodePair(String name, String value) {
        return Encoder.write(FACTORY, json -> {
            json.writeStartObject();
            json.writeStringField(name, value);
            json.writeEndObject();
        });
    }

    /** Makes the tables of a class before its first request needs them. */
    public static void prepare(Class<? extends SdkPojo> type) {
        prepare(Shape.of(type), MAX_DEPTH);
    }

    private static void prepare(Shape shape, int depth) {
        for (Shape.Member member : shape.members()) {
            prepare(member.type(), depth);
        }
    }

    private static void prepare(Shape.Type type, int depth) {
        switch (type) {
            case Shape.ListOf list -> prepare(list.element(), depth);
            case Shape.MapOf map -> prepare(map.value(), depth);
            case Shape.Structure structure -> {
                if (depth > 0) {
                    prepare(structure.shape(), depth - 1);
                }
            }
            case Shape.Scalar _, Shape.AnyJson _ -> {}
        }
    }
}
