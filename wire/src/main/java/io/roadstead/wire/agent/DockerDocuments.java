package io.roadstead.wire.agent;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The two documents of {@link ProtocolContainer.DockerConfig}, in the Engine API's own names. Only what is present is
 * written, for an agent decodes them over what it builds itself.
 *
 * <p>Source: agent-protocol 2.9.
 */
public final class DockerDocuments {
    private static final JsonFactory JSON = new JsonFactory();

    private DockerDocuments() {}

    /**
     * A check that Docker runs inside a container.
     *
     * @param test {@code CMD} and words, or {@code CMD-SHELL} and a line
     * @param startPeriod absent for none
     */
    public record Healthcheck(
            List<String> test,
            Duration interval,
            Duration timeout,
            int retries,
            @Nullable Duration startPeriod) {
        public Healthcheck {
            test = List.copyOf(test);
        }
    }

    /** @param labels added to the agent's own; one of the same name takes the place of the agent's */
    public static String config(
            @Nullable String user,
            @Nullable String workingDirectory,
            Map<String, String> labels,
            @Nullable Healthcheck healthcheck) {
        return write(out -> {
            out.text("User", user).text("WorkingDir", workingDirectory);
            if (!labels.isEmpty()) {
                out.map("Labels", labels);
            }
            out.object("Healthcheck", healthcheck, (o, check) -> o.texts("Test", check.test())
                    .whole("Interval", check.interval().toNanos())
                    .whole("Timeout", check.timeout().toNanos())
                    .integer("Retries", check.retries())
                    .whole(
                            "StartPeriod",
                            check.startPeriod() == null
                                    ? null
                                    : Long.valueOf(check.startPeriod().toNanos())));
        });
    }

    /**
     * @param networkMode {@code host} or {@code none}; absent leaves Docker's default bridge
     * @param memoryReservation soft limit in bytes
     */
    public static String hostConfig(@Nullable String networkMode, @Nullable Long memoryReservation) {
        return write(out -> out.text("NetworkMode", networkMode).whole("MemoryReservation", memoryReservation));
    }

    private static String write(Consumer<FieldWriter> members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            members.accept(new FieldWriter(json));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text.toString();
    }
}
