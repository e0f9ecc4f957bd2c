package io.roadstead.wire.agent;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A frame as an agent sends it over TCS: a block of signed header lines, a blank line, and the message's JSON, all in
 * one text frame. The signature is that of a GET of the session's own URL with the JSON as its body.
 *
 * <p>Source: agent-protocol 4.
 *
 * @param headers by name as written, in order: {@code Authorization}, {@code Host}, {@code X-Amz-Date} and with session
 *     credentials {@code X-Amz-Security-Token}
 * @param json the message, for {@link TcsCodec}
 */
public record TelemetryFrame(Map<String, String> headers, String json) {
    /** The agent sends four; a block with more is none of its making. */
    public static final int MAX_HEADERS = 16;

    private static final String BLANK_LINE = "\r\n\r\n";

    /**
     * Splits a frame at its first blank line.
     *
     * @throws FrameException when there is no such line, or a line before it is no header
     */
    public static TelemetryFrame parse(String text) {
        int end = text.indexOf(BLANK_LINE);
        if (end < 0) {
            throw new FrameException("a telemetry frame must begin with signed headers and a blank line");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line : text.substring(0, end).split("\r\n", MAX_HEADERS + 1)) {
            int colon = line.indexOf(':');
            String name = line.substring(0, Math.max(colon, 0));
            String value = line.substring(colon + 1).strip();
            if (name.isEmpty() || headers.size() == MAX_HEADERS || headers.put(name, value) != null) {
                throw new FrameException("a telemetry frame must begin with at most " + MAX_HEADERS
                        + " lines of the form 'Name: value', each name once");
            }
        }
        return new TelemetryFrame(headers, text.substring(end + BLANK_LINE.length()));
    }

    /** The frame as it goes over the wire. */
    public String text() {
        StringBuilder text = new StringBuilder();
        headers.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        return text.append("\r\n").append(json).toString();
    }
}
