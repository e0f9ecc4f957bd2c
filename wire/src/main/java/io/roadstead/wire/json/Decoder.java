package io.roadstead.wire.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.roadstead.wire.AwsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;

/** Reads one body. */
final class Decoder {
    /** The last second of the year 9999: beyond it no timestamp means anything. */
    private static final double MAX_EPOCH_SECOND = 253_402_300_799d;

    private final JsonFactory factory;

    Decoder(JsonFactory factory) {
        this.factory = factory;
    }

    SdkPojo decode(byte[] body, Shape shape) {
        try (JsonParser parser = factory.createParser(body)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return Shape.build(shape.newBuilder());
            }
            if (first != JsonToken.START_OBJECT) {
                throw AwsException.serialization(
                        "The request body must be a JSON object, and it starts with " + describe(first) + ".");
            }
            SdkPojo value = structure(parser, shape);
            if (parser.nextToken() != null) {
                throw AwsException.serialization("The request body goes on after its JSON object ended, at line "
                        + parser.currentTokenLocation().getLineNr() + ", column "
                        + parser.currentTokenLocation().getColumnNr() + ".");
            }
            return value;
        } catch (StreamConstraintsException e) {
            throw AwsException.serialization("The request body is beyond a limit: it may nest " + Json.MAX_DEPTH
                    + " deep, a name may have 50,000 characters and a number 1,000.");
        } catch (JsonProcessingException e) {
            throw AwsException.serialization("The request body is not valid JSON at line "
                    + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + ".");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SdkPojo structure(JsonParser parser, Shape shape) throws IOException {
        SdkPojo builder = shape.newBuilder();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            Shape.Member member = shape.member(name);
            JsonToken token = parser.nextToken();
            if (member == null) {
                parser.skipChildren();
            } else {
                member.field().set(builder, token == JsonToken.VALUE_NULL ? null : value(parser, token, member.type()));
            }
        }
        return Shape.build(builder);
    }

    private Object value(JsonParser parser, JsonToken token, Shape.Type type) throws IOException {
        return switch (type) {
            case Shape.Scalar scalar -> scalar(parser, token, scalar);
            case Shape.ListOf list -> list(parser, token, list.element());
            case Shape.MapOf map -> map(parser, token, map.value());
            case Shape.Structure structure -> {
                expect(parser, token, JsonToken.START_OBJECT, "an object");
                yield structure(parser, structure.shape());
            }
            case Shape.AnyJson _ -> document(parser, token);
        };
    }

    private List<Object> list(JsonParser parser, JsonToken token, Shape.Type element) throws IOException {
        expect(parser, token, JsonToken.START_ARRAY, "a list");
        List<Object> values = new ArrayList<>();
        for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
            values.add(value(parser, next, element));
        }
        return values;
    }

    private Map<String, Object> map(JsonParser parser, JsonToken token, Shape.Type type) throws IOException {
        expect(parser, token, JsonToken.START_OBJECT, "an object");
        Map<String, Object> values = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            values.put(name, value(parser, parser.nextToken(), type));
        }
        return values;
    }

    private static Object scalar(JsonParser parser, JsonToken token, Shape.Scalar scalar) throws IOException {
        try {
            return switch (scalar) {
                case STRING -> {
                    expect(parser, token, JsonToken.VALUE_STRING, "a string");
                    yield parser.getText();
                }
                case BOOLEAN -> {
                    if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
                        throw wrongType(parser, token, "true or false");
                    }
                    yield token == JsonToken.VALUE_TRUE;
                }
                case INTEGER -> {
                    expect(parser, token, JsonToken.VALUE_NUMBER_INT, "an integer");
                    yield parser.getIntValue();
                }
                case LONG -> {
                    expect(parser, token, JsonToken.VALUE_NUMBER_INT, "an integer");
                    yield parser.getLongValue();
                }
                case FLOAT -> {
                    expectNumber(parser, token);
                    float number = parser.getFloatValue();
                    if (Float.isInfinite(number)) {
                        throw outOfRange(parser);
                    }
                    yield number;
                }
                case DOUBLE -> {
                    expectNumber(parser, token);
                    double number = parser.getDoubleValue();
                    if (Double.isInfinite(number)) {
                        throw outOfRange(parser);
                    }
                    yield number;
                }
                case TIMESTAMP -> timestamp(parser, token);
                case BLOB -> {
                    expect(parser, token, JsonToken.VALUE_STRING, "a string in base64");
                    yield SdkBytes.fromByteArrayUnsafe(blob(parser));
                }
            };
        } catch (InputCoercionException e) {
            throw outOfRange(parser);
        }
    }

    private static AwsException outOfRange(JsonParser parser) {
        return AwsException.serialization("The member " + path(parser) + " is a number out of its range.");
    }

    private static byte[] blob(JsonParser parser) throws IOException {
        try {
            return parser.getBinaryValue();
        } catch (JsonProcessingException e) {
            throw AwsException.serialization("The member " + path(parser) + " must be base64, and it is not.");
        }
    }

    private static Instant timestamp(JsonParser parser, JsonToken token) throws IOException {
        expectNumber(parser, token);
        double seconds = parser.getDoubleValue();
        if (!(Math.abs(seconds) <= MAX_EPOCH_SECOND)) {
            throw AwsException.serialization(
                    "The member " + path(parser) + " must be a time in seconds since 1970, at most of the year 9999.");
        }
        return Instant.ofEpochMilli(Math.round(seconds * 1000));
    }

    private Document document(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_NULL -> Document.fromNull();
            case VALUE_STRING -> Document.fromString(parser.getText());
            case VALUE_TRUE -> Document.fromBoolean(true);
            case VALUE_FALSE -> Document.fromBoolean(false);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Document.fromNumber(parser.getText());
            case START_ARRAY -> {
                List<Document> values = new ArrayList<>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    values.add(document(parser, next));
                }
                yield Document.fromList(values);
            }
            case START_OBJECT -> {
                Map<String, Document> values = new LinkedHashMap<>();
                for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                    values.put(name, document(parser, parser.nextToken()));
                }
                yield Document.fromMap(values);
            }
            case END_ARRAY, END_OBJECT, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalStateException("the parser gave " + token + " where a value begins");
        };
    }

    private static void expect(JsonParser parser, JsonToken token, JsonToken expected, String what) {
        if (token != expected) {
            throw wrongType(parser, token, what);
        }
    }

    private static void expectNumber(JsonParser parser, JsonToken token) {
        if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
            throw wrongType(parser, token, "a number");
        }
    }

    private static AwsException wrongType(JsonParser parser, JsonToken token, String expected) {
        return AwsException.serialization(
                "The member " + path(parser) + " must be " + expected + ", and it is " + describe(token) + ".");
    }

    private static String describe(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT -> "an integer";
            case VALUE_NUMBER_FLOAT -> "a number with a fraction";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> token.toString();
        };
    }

    /** Where the parser is, for example {@code containerDefinitions[0].memory}. */
    private static String path(JsonParser parser) {
        Deque<String> parts = new ArrayDeque<>();
        JsonStreamContext context = parser.getParsingContext();
        if (parser.currentToken() == JsonToken.START_OBJECT || parser.currentToken() == JsonToken.START_ARRAY) {
            context = context.getParent();
        }
        for (@Nullable JsonStreamContext at = context; at != null && !at.inRoot(); at = at.getParent()) {
            parts.push(at.inArray() ? "[" + at.getCurrentIndex() + "]" : "." + at.getCurrentName());
        }
        String joined = String.join("", parts);
        return joined.startsWith(".") ? joined.substring(1) : joined;
    }
}
