package io.roadstead.bench;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A socket before the Docker Engine's that notes when a call was made and when its answer began. */
final class EngineTap implements AutoCloseable {
    private static final Path ENGINE = Path.of("/var/run/docker.sock");
    private static final int BUFFER = 64 * 1024;
    private static final Pattern REQUEST = Pattern.compile("^(GET|POST|DELETE) /(?:v[\\d.]+/)?(\\S*)");

    private final Path socket;
    private final ServerSocketChannel listener;
    private final List<Call> calls = new CopyOnWriteArrayList<>();

    /**
     * A call of one kind.
     *
     * @param began of {@link System#nanoTime}
     */
    record Call(String what, long began, long ended) {
        double millis() {
            return (ended - began) / 1e6;
        }
    }

    EngineTap(Path socket) throws IOException {
        this.socket = socket;
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().name("engine-tap").start(this::accept);
    }

    /** As {@code DOCKER_HOST} takes it. */
    String uri() {
        return "unix://" + socket;
    }

    /** What was answered since this was last asked, in the order of the answers. */
    List<Call> drain() {
        List<Call> drained = List.copyOf(calls);
        calls.clear();
        return drained;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                SocketChannel guest = listener.accept();
                SocketChannel engine = SocketChannel.open(UnixDomainSocketAddress.of(ENGINE));
                AtomicReference<@Nullable Call> asked = new AtomicReference<>();
                Thread.ofPlatform().daemon().start(() -> pass(guest, engine, asked, true));
                Thread.ofPlatform().daemon().start(() -> pass(engine, guest, asked, false));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void pass(SocketChannel from, SocketChannel to, AtomicReference<@Nullable Call> asked, boolean requests) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try (from;
                to) {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                note(buffer, asked, requests);
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException gone) {
            // One side hung up, and now the other is told.
            return;
        }
    }

    private void note(ByteBuffer bytes, AtomicReference<@Nullable Call> asked, boolean request) {
        long now = System.nanoTime();
        if (request) {
            Matcher line = REQUEST.matcher(StandardCharsets.ISO_8859_1.decode(bytes.duplicate()));
            if (line.find()) {
                asked.set(new Call(line.group(1) + " " + line.group(2), now, now));
            }
        } else {
            Call call = asked.getAndSet(null);
            if (call != null) {
                calls.add(new Call(call.what(), call.began(), now));
            }
        }
    }
}
