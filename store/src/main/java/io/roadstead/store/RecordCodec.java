package io.roadstead.store;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Writes the immutable records of the model as JSON and reads them back.
 *
 * <p>Its one rule: equal records give equal bytes (members, map keys and set elements are sorted), and what was written
 * by an older or a newer version can still be read where that makes sense:
 *
 * <ul>
 *   <li>a member that the record does not have is ignored;
 *   <li>a missing collection is empty, a missing number is 0, a missing boolean is false, a missing
 *       {@code @Nullable} member is null (a {@code @Nullable} collection too);
 *   <li>any other missing member is an error, unless the record's compact constructor puts a value in its place.
 *       So a member added later is {@code @Nullable}, a collection, a primitive, or has its default there.
 * </ul>
 *
 * <p>Instants are ISO-8601 with all their nanoseconds. Null members and empty collections that may not be null are not
 * written. A member whose type is a sealed interface says with {@code type} which of its records it is ({@link
 * SealedTypes}).
 *
 * <p>Thread-safe; one per program is enough, and making one costs some milliseconds.
 */
public class RecordCodec {
    private final ObjectMapper mapper;

    @SuppressWarnings("this-escape") // the module encodes only when something is written, and then all is there
    public RecordCodec() {
        mapper = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .addModule(new RecordModule(this::encode))
                .visibility(PropertyAccessor.ALL, Visibility.NONE)
                .visibility(PropertyAccessor.FIELD, Visibility.ANY)
                .visibility(PropertyAccessor.CREATOR, Visibility.ANY)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
                .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    /** One that reads and writes as the other does, for a subclass that adds something to it. */
    protected RecordCodec(RecordCodec other) {
        mapper = other.mapper;
    }

    /**
     * The record as JSON in UTF-8.
     *
     * @throws IllegalArgumentException for what is no record, or holds something JSON cannot say (half a surrogate pair
     *     in a string)
     */
    public byte[] encode(Object value) {
        if (!(value instanceof Record)) {
            throw new IllegalArgumentException("only records are stored, and this is a "
                    + value.getClass().getName() + ": give a record, or wrap it in one");
        }
        try {
            return utf8(mapper.writeValueAsString(value));
        } catch (JsonProcessingException | CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "this " + value.getClass().getSimpleName() + " cannot be stored: " + e.getMessage(), e);
        }
    }

    /**
     * Jackson's own UTF-8 writer (2.21) writes a character beyond the first plane in a map key, and half a surrogate pair
     * anywhere, as bytes that no reader takes: so it writes characters, and the JDK makes the bytes and refuses halves.
     */
    private static byte[] utf8(String json) throws CharacterCodingException {
        byte[] fast = json.getBytes(StandardCharsets.UTF_8);
        if (isAscii(json, fast)) {
            return fast;
        }
        ByteBuffer buffer = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(json));
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /** One byte for each character, and no question mark that stands for half a pair. */
    private static boolean isAscii(String json, byte[] bytes) {
        if (bytes.length != json.length()) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '?' && json.charAt(i) != '?') {
                return false;
            }
        }
        return true;
    }

    /**
     * The record that was written as these bytes.
     *
     * @throws StoreException when they are not that record's JSON, naming the member
     */
    public <T> T decode(byte[] bytes, Class<T> type) {
        T value;
        try {
            value = mapper.readValue(bytes, type);
        } catch (IOException e) {
            throw new StoreException(
                    "a stored " + type.getSimpleName() + " cannot be read (" + e.getMessage()
                            + "): it was written by an incompatible version, or is damaged",
                    e);
        }
        if (value == null) {
            throw new StoreException("a stored " + type.getSimpleName() + " cannot be read: it is the JSON value null");
        }
        return value;
    }
}
