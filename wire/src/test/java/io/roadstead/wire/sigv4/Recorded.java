package io.roadstead.wire.sigv4;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the unmodified agent 1.105.1 signed, from the resource {@code recorded.txt}.
 *
 * @param kind {@code POST} for an API call, {@code GET} for a websocket handshake, {@code FRAME} for one of telemetry
 */
record Recorded(String kind, SignedRequest request) {
    static List<Recorded> all() {
        try (InputStream in = Objects.requireNonNull(Recorded.class.getResourceAsStream("recorded.txt"))) {
            return Arrays.stream(
                            new String(in.readAllBytes(), UTF_8).stripTrailing().split("\n%%\n"))
                    .map(Recorded::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Recorded parse(String block) {
        String head = block.contains("\n\n") ? block.substring(0, block.indexOf("\n\n")) : block.stripTrailing();
        String body = block.contains("\n\n")
                ? block.substring(block.indexOf("\n\n") + 2).strip()
                : "";
        List<String> lines = head.lines().toList();
        String kind = lines.getFirst().substring(0, lines.getFirst().indexOf(' '));
        String url = lines.getFirst().substring(kind.length() + 1);
        int mark = url.indexOf('?');
        Map<String, String> headers = new HashMap<>();
        lines.stream()
                .skip(1)
                .forEach(line ->
                        headers.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 2)));
        return new Recorded(
                kind,
                new SignedRequest(
                        kind.equals("FRAME") ? "GET" : kind,
                        mark < 0 ? url : url.substring(0, mark),
                        mark < 0 ? "" : url.substring(mark + 1),
                        RequestHeaders.of(headers),
                        body.getBytes(UTF_8)));
    }
}
