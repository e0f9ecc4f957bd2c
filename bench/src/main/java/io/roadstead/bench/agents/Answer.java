package io.roadstead.bench.agents;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP answer that has come whole.
 *
 * @param from where its body begins
 * @param end where the next answer, or the first frame after an upgrade, begins
 */
record Answer(int status, int from, int end) {
    private static final String LENGTH = "\r\ncontent-length:";
    /** Of {@code HTTP/1.1 200}, where the status begins and ends. */
    private static final int STATUS_AT = 9;

    private static final int STATUS_END = 12;
    private static final int SWITCHING = 101;

    /** The answer at the beginning of the bytes; absent while it is not whole. */
    static @Nullable Answer read(byte[] data, int filled) throws IOException {
        int from = endOfHead(data, filled);
        if (from < 0) {
            return null;
        }
        String head = new String(data, 0, from, StandardCharsets.US_ASCII);
        int status = Integer.parseInt(head.substring(STATUS_AT, STATUS_END));
        int end = from + (status == SWITCHING ? 0 : length(head));
        return end > filled ? null : new Answer(status, from, end);
    }

    String body(byte[] data) {
        return new String(data, from, end - from, StandardCharsets.UTF_8);
    }

    private static int endOfHead(byte[] data, int filled) {
        for (int i = 3; i < filled; i++) {
            if (data[i] == '\n' && data[i - 1] == '\r' && data[i - 2] == '\n' && data[i - 3] == '\r') {
                return i + 1;
            }
        }
        return -1;
    }

    private static int length(String head) throws IOException {
        String lower = head.toLowerCase(Locale.ROOT);
        int at = lower.indexOf(LENGTH);
        if (at < 0) {
            throw new IOException("the answer has no Content-Length: " + head);
        }
        int from = at + LENGTH.length();
        return Integer.parseInt(head.substring(from, head.indexOf('\r', from)).strip());
    }
}
