package io.roadstead.agent.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import io.roadstead.agent.engine.ContainerRequest;
import io.roadstead.agent.engine.Fault;
import io.roadstead.agent.runtime.RuntimeFault;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks Docker for lines by its logs call, whose answer is cut into frames unless the container has a terminal. */
final class DockerLogHistory implements LogHistory {
    private static final Duration CALL_LIMIT = Duration.ofSeconds(30);
    /** A type, three zeros, and the length of what follows. */
    private static final int FRAME_HEAD = 8;

    private static final int LENGTH_AT = 4;
    /** Of one container's lines at once: Docker keeps at most 100 MiB. */
    private static final int MOST_BYTES = 128 << 20;

    private final DockerApi api;

    DockerLogHistory(DockerApi api) {
        this.api = api;
    }

    @Override
    public List<Logged> loggedBy(String driver) throws RuntimeFault {
        String filters = "{\"label\":[\"" + ContainerRequest.TASK_ARN_LABEL + "\"]}";
        JsonNode all = api.call(
                "GET",
                "/containers/json?all=1&filters=" + URLEncoder.encode(filters, UTF_8),
                null,
                CALL_LIMIT,
                "listing");
        List<Logged> found = new ArrayList<>();
        for (JsonNode each : all) {
            DockerApi.Reply reply = api.reply(
                    "GET", "/containers/" + each.path("Id").asText() + "/json", null, CALL_LIMIT, "inspecting");
            JsonNode log = reply.body().path("HostConfig").path("LogConfig");
            if (log.path("Type").asText().equals(driver)) {
                Map<String, String> options = new HashMap<>();
                log.path("Config")
                        .properties()
                        .forEach(option ->
                                options.put(option.getKey(), option.getValue().asText()));
                found.add(new Logged(each.path("Id").asText(), options));
            }
        }
        return found;
    }

    @Override
    public List<Line> lines(String containerId, Instant from, Instant until) throws RuntimeFault {
        boolean terminal = api.call("GET", "/containers/" + containerId + "/json", null, CALL_LIMIT, "inspecting")
                .path("Config")
                .path("Tty")
                .asBoolean();
        String path = "/containers/" + containerId + "/logs?stdout=1&stderr=1&timestamps=1&since=" + seconds(from)
                + "&until=" + seconds(until);
        List<String> messages;
        try (Response response = api.open("GET", path, Map.of());
                InputStream body = response.getBody()) {
            messages = terminal ? ofTerminal(body) : ofFrames(body);
        } catch (IOException e) {
            throw new RuntimeFault(new Fault.DaemonGone("the lines of container " + containerId + " broke off"), e);
        }
        List<Line> lines = new ArrayList<>();
        for (String each : messages) {
            line(each)
                    .filter(line -> !line.at().isBefore(from) && line.at().isBefore(until))
                    .ifPresent(lines::add);
        }
        return lines;
    }

    /** Empty for what has no time of its own. */
    private static Optional<Line> line(String text) {
        int space = text.indexOf(' ');
        try {
            return space > 0
                    ? Optional.of(new Line(Instant.parse(text.substring(0, space)), text.substring(space + 1)))
                    : Optional.empty();
        } catch (DateTimeException noTime) {
            return Optional.empty();
        }
    }

    /** Each frame is what the driver was given: a line, or one of the parts that Docker cuts a longer one into. */
    private static List<String> ofFrames(InputStream body) throws IOException {
        List<String> messages = new ArrayList<>();
        DataInputStream in = new DataInputStream(body);
        byte[] head = new byte[FRAME_HEAD];
        long bytes = 0;
        while (bytes < MOST_BYTES) {
            try {
                in.readFully(head);
            } catch (EOFException end) {
                break;
            }
            int length = ByteBuffer.wrap(head).getInt(LENGTH_AT);
            String message = new String(in.readNBytes(length), UTF_8);
            messages.add(message.endsWith("\n") ? message.substring(0, message.length() - 1) : message);
            bytes += length;
        }
        return messages;
    }

    /** Without frames the parts of a line cannot be told from each other: only lines that are whole are of use. */
    private static List<String> ofTerminal(InputStream body) throws IOException {
        return List.of(new String(body.readNBytes(MOST_BYTES), UTF_8).split("\n")).stream()
                .filter(line -> line.length() < LogHistory.PART)
                .toList();
    }

    private static String seconds(Instant instant) {
        return "%d.%09d".formatted(instant.getEpochSecond(), instant.getNano());
    }
}
