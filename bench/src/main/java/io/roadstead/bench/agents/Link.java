package io.roadstead.bench.agents;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** A connection that never blocks once it stands, with what has come and not been taken, and what waits to be sent. */
final class Link {
    private static final int FIRST_BYTES = 1 << 11;

    /** Who makes something of what comes. */
    interface Reader {
        /**
         * Takes what is whole.
         *
         * @return how many of the first {@code filled} bytes are done with; the others come again with what follows them
         */
        int take(byte[] data, int filled) throws IOException;

        /** The connection is over; nothing follows. */
        void lost(IOException why);
    }

    private final SocketChannel channel;
    private final SelectionKey key;
    private final Reader reader;
    private final Deque<ByteBuffer> out = new ArrayDeque<>();
    private byte[] in = new byte[FIRST_BYTES];
    private int filled;

    Link(Selector selector, InetSocketAddress server, Reader reader) throws IOException {
        this.reader = reader;
        channel = SocketChannel.open(server);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    void send(byte[] bytes) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        try {
            if (out.isEmpty()) {
                channel.write(rest);
            }
            if (rest.hasRemaining()) {
                out.add(rest);
                key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            }
        } catch (IOException e) {
            lose(e);
        }
    }

    void ready() {
        try {
            if (key.isValid() && key.isWritable()) {
                write();
            }
            if (key.isValid() && key.isReadable()) {
                read();
            }
        } catch (IOException e) {
            lose(e);
        }
    }

    private void write() throws IOException {
        ByteBuffer next = out.peek();
        while (next != null) {
            channel.write(next);
            if (next.hasRemaining()) {
                return;
            }
            out.remove();
            next = out.peek();
        }
        key.interestOps(SelectionKey.OP_READ);
    }

    private void read() throws IOException {
        int read = channel.read(ByteBuffer.wrap(in, filled, in.length - filled));
        if (read < 0) {
            throw new EOFException("the server closed the connection");
        }
        filled += read;
        int taken = reader.take(in, filled);
        filled -= taken;
        if (taken > 0 && filled > 0) {
            System.arraycopy(in, taken, in, 0, filled);
        } else if (filled == in.length) {
            in = Arrays.copyOf(in, in.length * 2);
        }
    }

    private void lose(IOException why) {
        close();
        reader.lost(why);
    }

    void close() {
        key.cancel();
        try {
            channel.close();
        } catch (IOException e) {
            // It is over either way.
            filled = 0;
        }
    }
}
