package io.roadstead.doctor.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Language;
import io.roadstead.wire.client.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Findings as JSON. The schema is a promise, told in docs/doctor.md: members are added, never renamed or taken away.
 */
public final class JsonReport {
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonReport() {}

    /**
     * One object.
     *
     * @param findings worst first
     * @param unseen what could not be looked at
     */
    public static String of(List<Finding> findings, List<String> unseen, Language language) {
        return of(findings, unseen, language, Kept.NOTHING);
    }

    /** The same with what a server kept: {@code since} of findings, and {@code earlier}, those that are over. */
    public static String of(List<Finding> findings, List<String> unseen, Language language, Kept kept) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeArrayFieldStart("findings");
            for (Finding finding : findings) {
                write(json, finding, language, kept);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("unseen");
            for (String one : unseen) {
                json.writeString(one);
            }
            json.writeEndArray();
            if (!kept.earlier().isEmpty()) {
                json.writeArrayFieldStart("earlier");
                for (Json one : kept.earlier()) {
                    json.writeRawValue(new String(one.bytes(), StandardCharsets.UTF_8));
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Finding finding, Language language, Kept kept) throws IOException {
        json.writeStartObject();
        json.writeStringField("article", finding.article());
        json.writeStringField("severity", finding.severity().name());
        json.writeStringField("subject", finding.subject());
        json.writeStringField("cause", finding.cause().in(language));
        json.writeArrayFieldStart("evidence");
        for (Evidence evidence : finding.evidence()) {
            json.writeStartObject();
            json.writeStringField("source", evidence.source());
            json.writeStringField("text", evidence.text());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("fix");
        for (Fix fix : finding.fix()) {
            json.writeStartObject();
            json.writeStringField("text", fix.words().in(language));
            json.writeArrayFieldStart("commands");
            for (String command : fix.commands()) {
                json.writeString(command);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeStringField("confidence", finding.confidence().name());
        if (kept.since(finding).isPresent()) {
            json.writeStringField("since", kept.since(finding).get());
        }
        json.writeEndObject();
    }
}
