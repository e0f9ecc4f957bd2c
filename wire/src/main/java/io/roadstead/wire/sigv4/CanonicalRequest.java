package io.roadstead.wire.sigv4;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The one form of a request that both sides hash. */
final class CanonicalRequest {
    private static final String HEX = "0123456789ABCDEF";

    /** How a path is written before it is hashed. */
    enum PathForm {
        /** Normalised, then encoded once more, as all services but S3 have it. */
        NORMALISED,
        /** Encoded once and otherwise as it was sent, as S3 has it: an object's key may hold {@code //} and {@code ..}. */
        AS_SENT
    }

    private CanonicalRequest() {}

    /**
     * @param signedHeaders lower-case names joined by {@code ;}, in the order the signature gives them
     * @param leftOut a query parameter that is not signed, null for none
     */
    static String of(
            String method,
            String path,
            PathForm pathForm,
            String query,
            @Nullable String leftOut,
            RequestHeaders headers,
            String signedHeaders,
            String payloadHash) {
        StringBuilder text = new StringBuilder(512);
        text.append(method).append('\n');
        switch (pathForm) {
            case NORMALISED -> appendNormalised(text, path);
            case AS_SENT -> appendAsSent(text, path);
        }
        text.append('\n');
        appendQuery(text, query, leftOut);
        text.append('\n');
        for (int start = 0; start <= signedHeaders.length(); ) {
            int end = signedHeaders.indexOf(';', start);
            end = end < 0 ? signedHeaders.length() : end;
            String name = signedHeaders.substring(start, end);
            text.append(name).append(':');
            appendValue(text, headers.get(name.toLowerCase(Locale.ROOT)));
            text.append('\n');
            start = end + 1;
        }
        return text.append('\n')
                .append(signedHeaders)
                .append('\n')
                .append(payloadHash)
                .toString();
    }

    /** Trimmed, and runs of spaces made one. An absent header counts as empty: the signature then does not match. */
    private static void appendValue(StringBuilder text, @Nullable String value) {
        if (value == null) {
            return;
        }
        boolean pendingSpace = false;
        int start = text.length();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == ' ' || c == '\t') {
                pendingSpace = text.length() > start;
            } else {
                if (pendingSpace) {
                    text.append(' ');
                    pendingSpace = false;
                }
                text.append(c);
            }
        }
    }

    private static void appendAsSent(StringBuilder text, String path) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '/') {
                text.append('/');
            } else if (isEscape(bytes, i)) {
                appendEncoded(text, escaped(bytes, i));
                i += 2;
            } else {
                appendEncoded(text, bytes[i]);
            }
        }
    }

    private static void appendNormalised(StringBuilder text, String path) {
        if (path.isEmpty() || path.equals("/")) {
            text.append('/');
            return;
        }
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : path.split("/", -1)) {
            if (segment.equals("..")) {
                segments.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.addLast(segment);
            }
        }
        if (segments.isEmpty()) {
            text.append('/');
            return;
        }
        for (String segment : segments) {
            text.append('/');
            for (byte b : segment.getBytes(StandardCharsets.UTF_8)) {
                appendEncoded(text, b);
            }
        }
        if (path.endsWith("/") || path.endsWith("/.") || path.endsWith("/..")) {
            text.append('/');
        }
    }

    private record Parameter(String name, String value) {}

    /**
     * Decoded, encoded anew and sorted. A {@code +} means a space and becomes {@code %20}: the ECS agent's websocket
     * handshakes are signed that way. Source: agent-protocol 2.1.
     */
    private static void appendQuery(StringBuilder text, String query, @Nullable String leftOut) {
        if (query.isEmpty()) {
            return;
        }
        List<Parameter> parameters = new ArrayList<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            String name = recode(equals < 0 ? pair : pair.substring(0, equals));
            if (!pair.isEmpty() && !name.equals(leftOut)) {
                parameters.add(new Parameter(name, equals < 0 ? "" : recode(pair.substring(equals + 1))));
            }
        }
        parameters.sort(Comparator.comparing(Parameter::name).thenComparing(Parameter::value));
        String separator = "";
        for (Parameter parameter : parameters) {
            text.append(separator).append(parameter.name()).append('=').append(parameter.value());
            separator = "&";
        }
    }

    private static String recode(String encoded) {
        byte[] bytes = encoded.getBytes(StandardCharsets.UTF_8);
        StringBuilder text = new StringBuilder(bytes.length + 16);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '+') {
                appendEncoded(text, (byte) ' ');
            } else if (isEscape(bytes, i)) {
                appendEncoded(text, escaped(bytes, i));
                i += 2;
            } else {
                appendEncoded(text, bytes[i]);
            }
        }
        return text.toString();
    }

    private static byte escaped(byte[] bytes, int at) {
        return (byte) (Character.digit(bytes[at + 1], 16) << 4 | Character.digit(bytes[at + 2], 16));
    }

    private static boolean isEscape(byte[] bytes, int at) {
        return bytes[at] == '%'
                && at + 2 < bytes.length
                && Character.digit(bytes[at + 1], 16) >= 0
                && Character.digit(bytes[at + 2], 16) >= 0;
    }

    private static void appendEncoded(StringBuilder text, byte b) {
        if ((b >= 'A' && b <= 'Z')
                || (b >= 'a' && b <= 'z')
                || (b >= '0' && b <= '9')
                || b == '-'
                || b == '.'
                || b == '_'
                || b == '~') {
            text.append((char) b);
        } else {
            text.append('%').append(HEX.charAt(b >> 4 & 0xF)).append(HEX.charAt(b & 0xF));
        }
    }
}
