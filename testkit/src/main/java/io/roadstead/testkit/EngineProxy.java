package io.roadstead.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A socket of a test's own in front of this host's Docker Engine, which others use as well: what passes through it can be
 * held up, as by an engine that hangs, and the socket can go away and return, as when an engine is restarted.
 *
 * <p>While it hangs, connections are accepted and what is said on them is kept; all of it is passed on when the engine
 * answers again.
 */
public final class EngineProxy implements AutoCloseable {
    private static final Path ENGINE = Path.of("/var/run/docker.sock");
    private static final int BUFFER = 64 * 1024;

    private final Path socket;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<SocketChannel> open = new HashSet<>();
    private @Nullable ServerSocketChannel listener;
    private @Nullable String hangsAt;
    private boolean hangs;

    /** @param socket where to listen; its directory is there, and it is not */
    public EngineProxy(Path socket) {
        this.socket = socket;
        back();
    }

    /** As {@code DOCKER_HOST} takes it. */
    public URI uri() {
        return URI.create("unix://" + socket);
    }

    /** From now on nothing is answered. */
    public void hang() {
        lock.lock();
        try {
            hangs = true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The engine hangs as soon as somebody asks for this, and has not heard it then.
     *
     * @param request part of a request's first line, such as {@code /start}
     */
    public void hangAt(String request) {
        lock.lock();
        try {
            hangsAt = request;
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing is answered now. */
    public boolean hangs() {
        lock.lock();
        try {
            return hangs;
        } finally {
            lock.unlock();
        }
    }

    /** The engine answers again, what was said meanwhile first. */
    public void goOn() {
        lock.lock();
        try {
            hangs = false;
            hangsAt = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** All connections break, and there is nobody to connect to. */
    public void away() {
        lock.lock();
        try {
            ServerSocketChannel listening = listener;
            if (listening != null) {
                listening.close();
                listener = null;
            }
            Files.deleteIfExists(socket);
            for (SocketChannel each : open) {
                each.close();
            }
            open.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    /** The socket is there again. */
    public void back() {
        lock.lock();
        try {
            ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            listening.bind(UnixDomainSocketAddress.of(socket));
            listener = listening;
            Thread.ofVirtual().name("engine-proxy").start(() -> accept(listening));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        goOn();
        away();
    }

    private void accept(ServerSocketChannel listening) {
        while (listening.isOpen()) {
            try {
                SocketChannel guest = listening.accept();
                SocketChannel engine = SocketChannel.open(UnixDomainSocketAddress.of(ENGINE));
                if (remember(listening, guest, engine)) {
                    Thread.ofVirtual().start(() -> pass(guest, engine, true));
                    Thread.ofVirtual().start(() -> pass(engine, guest, false));
                }
            } catch (IOException gone) {
                // The socket went away, as it was told to, or the engine itself did: the guest is not answered.
                return;
            }
        }
    }

    private boolean remember(ServerSocketChannel listening, SocketChannel guest, SocketChannel engine)
            throws IOException {
        lock.lock();
        try {
            if (listener != listening) {
                guest.close();
                engine.close();
                return false;
            }
            open.add(guest);
            open.add(engine);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void pass(SocketChannel from, SocketChannel to, boolean requests) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try (from;
                to) {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                awaitLeave(
                        requests
                                ? StandardCharsets.ISO_8859_1
                                        .decode(buffer.duplicate())
                                        .toString()
                                : "");
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException | InterruptedException gone) {
            // One side hung up: the other one is told by its connection's end.
            return;
        } finally {
            lock.lock();
            try {
                open.remove(from);
                open.remove(to);
            } finally {
                lock.unlock();
            }
        }
    }

    private void awaitLeave(String request) throws InterruptedException {
        lock.lock();
        try {
            String dreaded = hangsAt;
            if (dreaded != null && request.lines().findFirst().orElse("").contains(dreaded)) {
                hangs = true;
            }
            while (hangs) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }
}
