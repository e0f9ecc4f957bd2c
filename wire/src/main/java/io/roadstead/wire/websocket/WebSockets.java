package io.roadstead.wire.websocket;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** All websockets of a server: runs each of them, and gives up those whose peers are silent or deaf for too long. */
public final class WebSockets implements AutoCloseable {
    private static final long LONGEST_CHECK_MILLIS = 1_000;
    private static final int CHECKS_PER_LIMIT = 4;

    private final WebSocketLimits limits;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;
    private final ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("websocket-watchdog").factory());

    public WebSockets(WebSocketLimits limits) {
        this.limits = limits;
        long period = LongStream.of(
                        limits.idle().toMillis() / CHECKS_PER_LIMIT,
                        limits.writeDeadline().toMillis() / CHECKS_PER_LIMIT,
                        limits.closing().toMillis() / CHECKS_PER_LIMIT,
                        LONGEST_CHECK_MILLIS)
                .min()
                .orElseThrow();
        var unused = watchdog.scheduleWithFixedDelay(this::check, period, period, TimeUnit.MILLISECONDS);
    }

    /** One connection that switched to the websocket protocol. */
    public final class Connection {
        private final WebSocketSession session;
        private final Handshake.Opener opener;
        private final CountDownLatch over = new CountDownLatch(1);

        private Connection(Transport transport, Handshake.Opener opener) {
            this.session = new WebSocketSession(transport, limits);
            this.opener = opener;
        }

        /** Serves it until it is over. */
        public void run() {
            connections.add(this);
            try {
                if (stopping) {
                    goAway();
                }
                session.run(opener);
            } finally {
                connections.remove(this);
                over.countDown();
            }
        }

        /** Tells the peer that this server goes away. */
        public void goAway() {
            session.close(Session.GOING_AWAY, "the server is stopping");
        }

        /** Cuts the connection. */
        public void cut() {
            session.lost("the server stopped");
        }
    }

    public Connection connection(Transport transport, Handshake.Opener opener) {
        return new Connection(transport, opener);
    }

    /** Whether new ones are no longer wanted: a peer told to go away would be back at once. */
    public boolean isStopping() {
        return stopping;
    }

    private void check() {
        long now = System.nanoTime();
        connections.forEach(connection -> connection.session.check(now));
    }

    /**
     * Says goodbye to every peer, and cuts those that do not answer in time.
     *
     * @param grace how long to wait for all of them together
     */
    public void stop(Duration grace) {
        stopping = true;
        long deadline = System.nanoTime() + grace.toNanos();
        connections.forEach(Connection::goAway);
        try {
            for (Connection connection : connections) {
                if (!connection.over.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    connection.cut();
                }
            }
        } catch (InterruptedException e) {
            connections.forEach(Connection::cut);
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the watching, after {@link #stop} and the connections' own end. */
    @Override
    public void close() {
        watchdog.shutdownNow();
    }
}
