package io.roadstead.services.events.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.roadstead.services.events.trail.EventIds;
import io.roadstead.services.events.trail.TrailEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** An event as CloudTrail writes it, member after member. Source: CloudTrail user guide, "CloudTrail record contents". */
final class EventJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String VERSION = "1.11";

    private EventJson() {}

    static String of(TrailEntry entry) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("eventVersion", VERSION);
            raw(json, "userIdentity", entry.identity());
            json.writeStringField(
                    "eventTime",
                    DateTimeFormatter.ISO_INSTANT.format(EventIds.at(entry.id()).truncatedTo(ChronoUnit.SECONDS)));
            json.writeStringField("eventSource", entry.source());
            json.writeStringField("eventName", entry.name());
            json.writeStringField("awsRegion", entry.scope().region());
            json.writeStringField("sourceIPAddress", entry.sourceAddress());
            json.writeStringField("userAgent", entry.userAgent());
            if (!entry.errorCode().isEmpty()) {
                json.writeStringField("errorCode", entry.errorCode());
                json.writeStringField("errorMessage", entry.errorMessage());
            }
            raw(json, "requestParameters", new String(entry.request(), UTF_8));
            raw(json, "responseElements", new String(entry.response(), UTF_8));
            json.writeStringField("requestID", entry.requestId());
            json.writeStringField("eventID", entry.id().toString());
            json.writeBooleanField("readOnly", entry.readOnly());
            json.writeStringField("eventType", "AwsApiCall");
            json.writeBooleanField("managementEvent", true);
            json.writeStringField("recipientAccountId", entry.scope().account());
            json.writeStringField("eventCategory", "Management");
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toString(UTF_8);
    }

    private static void raw(JsonGenerator json, String name, String value) throws IOException {
        json.writeFieldName(name);
        if (value.isEmpty()) {
            json.writeNull();
        } else {
            json.writeRawValue(value);
        }
    }
}
