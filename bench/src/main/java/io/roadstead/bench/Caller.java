package io.roadstead.bench;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One of many keep-alive connections that one thread serves. Of an answer it looks at the head only. */
final class Caller implements Closeable {
    private static final int BUFFER = 1 << 16;
    private static final int OK = 200;

    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);
    private ByteBuffer out = ByteBuffer.allocateDirect(0);
    private byte[] head = new byte[0];
    /** Of the answer, head included; as long as it is not known, 0. */
    private long length;

    private long received;

    Caller(int port, Selector selector) throws IOException {
        channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** What it sends from now on. */
    void sends(byte[] request) {
        out = ByteBuffer.allocateDirect(request.length).put(request).flip();
    }

    /** Only when the last answer was received whole. */
    void send() throws IOException {
        length = 0;
        received = 0;
        in.clear();
        ByteBuffer rest = out.duplicate();
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
    }

    /** Takes what has come; whether the answer is whole now. */
    boolean receive() {
        try {
            int read = channel.read(in);
            if (read < 0) {
                throw new EOFException("the server closed the connection instead of answering");
            }
            received += read;
            if (length == 0) {
                readHead();
            }
            if (length > 0) {
                in.clear();
            }
            return length > 0 && received >= length;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readHead() throws IOException {
        byte[] soFar = new byte[Math.min(in.position(), Heads.LONGEST)];
        in.get(0, soFar);
        int end = Heads.end(soFar, soFar.length);
        if (end > 0) {
            head = soFar;
            length = (long) end + Heads.contentLength(soFar, end);
        } else if (soFar.length == Heads.LONGEST) {
            throw new IOException("an answer's head is longer than " + Heads.LONGEST + " bytes");
        }
    }

    /** @throws IOException when the last answer is not a 200, with its beginning */
    void requireOk() throws IOException {
        if (Heads.status(head) != OK) {
            throw new IOException("a call was answered " + new String(head, StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
