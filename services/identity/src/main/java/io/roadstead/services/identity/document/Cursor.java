package io.roadstead.services.identity.document;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the parser stands, and the few questions a policy's grammar asks there. */
final class Cursor {
    private final JsonParser json;

    Cursor(JsonParser json) {
        this.json = json;
    }

    /** Steps to the next token; null at the end. */
    @Nullable
    JsonToken next() throws IOException {
        return json.nextToken();
    }

    @Nullable
    JsonToken token() {
        return json.currentToken();
    }

    /** Steps to the next name of an object; null at its end. */
    @Nullable
    String name() throws IOException {
        return json.nextFieldName();
    }

    JsonLocation location() {
        return json.currentTokenLocation();
    }

    MalformedPolicyException wrong(String sentence, String path) {
        JsonLocation location = json.currentTokenLocation();
        return new MalformedPolicyException(sentence, location.getLineNr(), location.getColumnNr(), path);
    }

    void expect(JsonToken expected, String what, String path) {
        if (json.currentToken() != expected) {
            throw wrong("Syntax errors in policy: here must be " + what + ".", path);
        }
    }

    void once(Set<String> seen, String name, String path) {
        if (!seen.add(name)) {
            throw wrong("Syntax errors in policy: " + PolicyParser.shown(name) + " stands here twice.", path);
        }
    }

    String text(String path) throws IOException {
        expect(JsonToken.VALUE_STRING, "a string", path);
        return json.getText();
    }

    /** One string or a list of them, at least one. */
    List<String> texts(String path) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            return List.of(json.getText());
        }
        expect(JsonToken.START_ARRAY, "a string or a list of strings", path);
        List<String> texts = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            texts.add(text(path + "[" + texts.size() + "]"));
        }
        if (texts.isEmpty()) {
            throw wrong("Syntax errors in policy: this list is empty.", path);
        }
        return texts;
    }

    /** As {@link #texts}, where numbers and booleans stand for their text, and a list may be empty. */
    List<String> scalars(String path) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            return List.of(scalar(path));
        }
        List<String> values = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            values.add(scalar(path + "[" + values.size() + "]"));
        }
        return values;
    }

    private String scalar(String path) throws IOException {
        JsonToken token = json.currentToken();
        if (token == null || !token.isScalarValue() || token == JsonToken.VALUE_NULL) {
            throw wrong("Syntax errors in policy: here must be a string, a number, true or false.", path);
        }
        return json.getText();
    }
}
