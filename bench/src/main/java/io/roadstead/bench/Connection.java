package io.roadstead.bench;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * One keep-alive HTTP connection that sends bytes made beforehand. As cheap as a client can be, for it shares the
 * processors with the server it measures.
 */
final class Connection implements Closeable {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
    private static final int BUFFER = 1 << 16;
    private static final String LENGTH = "\r\ncontent-length:";
    /** Of {@code HTTP/1.1 200}, where the status begins and ends. */
    private static final int STATUS_AT = 9;

    private static final int STATUS_END = 12;

    private final Socket socket = new Socket();
    private final InputStream in;
    private byte[] buffer = new byte[BUFFER];
    private int filled;

    Connection(int port) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) ANSWER_LIMIT.toMillis());
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        in = socket.getInputStream();
    }

    /** An answer's status and body. */
    record Answer(int status, String body) {}

    /** Sends one request and reads its answer whole; only its status is made something of. */
    int exchange(byte[] request) throws IOException {
        receive(request);
        return status();
    }

    Answer call(byte[] request) throws IOException {
        int head = receive(request);
        return new Answer(status(), new String(buffer, head, filled - head, StandardCharsets.UTF_8));
    }

    private int status() {
        return Integer.parseInt(new String(buffer, STATUS_AT, STATUS_END - STATUS_AT, StandardCharsets.US_ASCII));
    }

    /** After it the buffer holds one answer, and its body begins where this says. */
    private int receive(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        filled = 0;
        int head = -1;
        int end = Integer.MAX_VALUE;
        while (filled < end) {
            if (filled == buffer.length) {
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
            }
            int read = in.read(buffer, filled, buffer.length - filled);
            if (read < 0) {
                throw new EOFException("the server closed the connection instead of answering");
            }
            filled += read;
            if (head < 0) {
                head = endOfHead();
                end = head < 0 ? Integer.MAX_VALUE : head + length(head);
            }
        }
        return head;
    }

    private int endOfHead() {
        for (int i = 3; i < filled; i++) {
            if (buffer[i] == '\n' && buffer[i - 1] == '\r' && buffer[i - 2] == '\n' && buffer[i - 3] == '\r') {
                return i + 1;
            }
        }
        return -1;
    }

    private int length(int head) throws IOException {
        String text = new String(buffer, 0, head, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
        int at = text.indexOf(LENGTH);
        if (at < 0) {
            throw new IOException("the answer has no Content-Length: " + text);
        }
        int from = at + LENGTH.length();
        return Integer.parseInt(text.substring(from, text.indexOf('\r', from)).strip());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
