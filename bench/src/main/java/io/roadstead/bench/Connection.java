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

/** One keep-alive HTTP connection that sends bytes made beforehand, for one call after another. */
final class Connection implements Closeable {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
    private static final int BUFFER = 1 << 16;

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

    Answer call(byte[] request) throws IOException {
        int head = receive(request);
        return new Answer(Heads.status(buffer), new String(buffer, head, filled - head, StandardCharsets.UTF_8));
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
                head = Heads.end(buffer, filled);
                end = head < 0 ? Integer.MAX_VALUE : head + Heads.contentLength(buffer, head);
            }
        }
        return head;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
