package io.roadstead.services.events.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.roadstead.wire.Caller;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * Who called, as records tell it. Source: CloudTrail user guide, "CloudTrail userIdentity element".
 *
 * @param json the member {@code userIdentity}
 * @param username what records are looked up by: {@code root}, a user's name, a session's name
 */
record Identity(String json, String username) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String USER = "user/";
    private static final String SESSION = "assumed-role/";

    static Identity of(Caller caller, Identities.Known known) {
        String[] parts = caller.arn().split(":", 6);
        String resource = parts.length == 6 ? parts[5] : caller.arn();
        if (resource.startsWith(USER)) {
            String name = resource.substring(resource.lastIndexOf('/') + 1);
            return new Identity(
                    json(json -> {
                        json.writeStringField("type", "IAMUser");
                        common(json, caller, known.id());
                        json.writeStringField("userName", name);
                    }),
                    name);
        }
        if (resource.startsWith(SESSION)) {
            String[] names = resource.split("/", 3);
            String session = names.length > 2 ? names[2] : "";
            return new Identity(json(json -> session(json, caller, known, names[1], session)), session);
        }
        return new Identity(
                json(json -> {
                    json.writeStringField("type", "Root");
                    common(json, caller, caller.scope().account());
                }),
                "root");
    }

    private static void session(JsonGenerator json, Caller caller, Identities.Known known, String role, String session)
            throws IOException {
        json.writeStringField("type", "AssumedRole");
        common(json, caller, known.id().isEmpty() ? "" : known.id() + ":" + session);
        json.writeObjectFieldStart("sessionContext");
        json.writeObjectFieldStart("sessionIssuer");
        json.writeStringField("type", "Role");
        if (!known.id().isEmpty()) {
            json.writeStringField("principalId", known.id());
        }
        json.writeStringField(
                "arn",
                known.roleArn().isEmpty()
                        ? "arn:aws:iam::" + caller.scope().account() + ":role/" + role
                        : known.roleArn());
        json.writeStringField("accountId", caller.scope().account());
        json.writeStringField("userName", role);
        json.writeEndObject();
        json.writeObjectFieldStart("attributes");
        Instant since = known.since();
        if (since != null) {
            json.writeStringField(
                    "creationDate", DateTimeFormatter.ISO_INSTANT.format(since.truncatedTo(ChronoUnit.SECONDS)));
        }
        json.writeStringField("mfaAuthenticated", "false");
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void common(JsonGenerator json, Caller caller, String principalId) throws IOException {
        if (!principalId.isEmpty()) {
            json.writeStringField("principalId", principalId);
        }
        json.writeStringField("arn", caller.arn());
        json.writeStringField("accountId", caller.scope().account());
        json.writeStringField("accessKeyId", caller.accessKeyId());
    }

    @FunctionalInterface
    private interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    private static String json(Members members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toString(UTF_8);
    }
}
