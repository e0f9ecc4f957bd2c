package io.roadstead.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What a client has to know of an HTTP answer's head. */
final class Heads {
    /** No head of ours comes near. */
    static final int LONGEST = 1 << 10;

    private static final byte[] LENGTH = "\r\ncontent-length:".getBytes(StandardCharsets.US_ASCII);
    /** Of {@code HTTP/1.1 200}, where the status begins. */
    private static final int STATUS_AT = 9;

    private Heads() {}

    /** Where the body begins; -1 while the head is not whole. */
    static int end(byte[] answer, int filled) {
        for (int i = 3; i < filled; i++) {
            if (answer[i] == '\n' && answer[i - 1] == '\r' && answer[i - 2] == '\n' && answer[i - 3] == '\r') {
                return i + 1;
            }
        }
        return -1;
    }

    static int status(byte[] answer) {
        return number(answer, STATUS_AT);
    }

    static int contentLength(byte[] answer, int end) throws IOException {
        for (int i = 0; i + LENGTH.length < end; i++) {
            if (answer[i] == '\r' && isLength(answer, i)) {
                int at = i + LENGTH.length;
                return number(answer, answer[at] == ' ' ? at + 1 : at);
            }
        }
        throw new IOException(
                "the answer has no Content-Length: " + new String(answer, 0, end, StandardCharsets.UTF_8));
    }

    private static boolean isLength(byte[] answer, int from) {
        for (int i = 0; i < LENGTH.length; i++) {
            byte b = answer[from + i];
            if ((b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b) != LENGTH[i]) {
                return false;
            }
        }
        return true;
    }

    private static int number(byte[] answer, int from) {
        int number = 0;
        for (int i = from; answer[i] >= '0' && answer[i] <= '9'; i++) {
            number = number * 10 + answer[i] - '0';
        }
        return number;
    }
}
