package io.roadstead.wire.sigv4;

import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A frame of the agent's telemetry session: signed like a GET of the session's URL whose payload is the message, with
 * the signature's headers in front of it. Source: agent-protocol 4.
 */
public record SignedFrame(RequestHeaders headers, String message) {
    /** The longest block of headers, in characters: five lines, one of them with a session token. */
    static final int HEADER_LIMIT = 16_384;

    private static final String END_OF_HEADERS = "\r\n\r\n";

    /**
     * Splits a frame at its first empty line.
     *
     * @throws AwsException IncompleteSignatureException when it has none
     */
    public static SignedFrame parse(String frame) {
        int end = frame.indexOf(END_OF_HEADERS, 0, Math.min(frame.length(), HEADER_LIMIT));
        if (end < 0) {
            throw new AwsException(
                    "IncompleteSignatureException",
                    "The frame has no signed headers: they must stand before the message, ended by an empty line.");
        }
        Map<String, String> headers = new HashMap<>();
        frame.substring(0, end).lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        });
        return new SignedFrame(headers::get, frame.substring(end + END_OF_HEADERS.length()));
    }

    /**
     * Who signed this frame.
     *
     * @param path of the session's handshake, as {@code query} is
     * @throws AwsException as {@link SigV4Verifier#verify(SignedRequest, String)}
     */
    public Caller verify(SigV4Verifier verifier, String path, String query, String service) {
        return verifier.verify(
                new SignedRequest("GET", path, query, headers, message.getBytes(StandardCharsets.UTF_8)), service);
    }
}
