package io.roadstead.wire.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One websocket: the thread that calls {@link #run} reads until the end, a second one writes. How it ended is decided
 * once, by whoever comes first: the peer's close frame, our own, a violation, or a loss.
 */
final class WebSocketSession implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketSession.class);
    private static final int STATUS_BYTES = 2;
    private static final int FIRST_CODE = 1000;
    private static final int FIRST_UNUSED_CODE = 1015;
    private static final int FIRST_PRIVATE_CODE = 3000;
    private static final int LAST_CODE = 4999;

    private final Transport transport;
    private final WebSocketLimits limits;
    private final Outbox outbox;
    private final AtomicReference<@Nullable End> end = new AtomicReference<>();
    private volatile long heardAt = System.nanoTime();
    /** When the frame being written was begun; 0 while none is. */
    private volatile long writingSince;
    /** When the close frame was put into the outbox; 0 before. */
    private volatile long closingSince;

    /** How a session ended. */
    private record End(int code, String reason) {}

    WebSocketSession(Transport transport, WebSocketLimits limits) {
        this.transport = transport;
        this.limits = limits;
        this.outbox = new Outbox(limits.outboxMessages(), limits.outboxBytes());
    }

    @Override
    public boolean send(String message) {
        return outbox.offer(Frame.encode(Frame.TEXT, message.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close(int code, String reason) {
        if (!maySend(code)) {
            throw new IllegalArgumentException("a close frame may not carry the code " + code);
        }
        endWith(code, reason, code);
    }

    @Override
    public String remote() {
        return transport.remote();
    }

    /** Serves the session until it is over; then everything is closed and the listener has been told. */
    void run(Handshake.Opener opener) {
        Thread writer = Thread.ofVirtual().name("websocket-writer").start(this::write);
        Listener listener = null;
        try {
            listener = opener.open(this);
            read(listener);
        } catch (Frame.Violation e) {
            endWith(e.code(), e.why(), e.code());
            drain();
        } catch (Lost e) {
            lost("");
        } catch (RuntimeException e) {
            LOG.error("a websocket's listener failed; its session with {} ends", remote(), e);
            endWith(INTERNAL_ERROR, "internal error", INTERNAL_ERROR);
            drain();
        }
        finishWriting(writer);
        transport.close();
        tell(listener);
    }

    /** Gives the connection up when the peer was silent or deaf for too long. Called from time to time. */
    void check(long now) {
        // Read once: a frame that is done between two looks would seem to have been begun when the machine was.
        long since = writingSince;
        if (since != 0 && now - since > limits.writeDeadline().toNanos()) {
            lost("the peer did not take what was sent within " + text(limits.writeDeadline()));
        } else if (closingSince != 0 && now - closingSince > limits.closing().toNanos()) {
            lost("the peer did not answer the close frame within " + text(limits.closing()));
        } else if (now - heardAt > limits.idle().toNanos()) {
            lost("nothing was heard from the peer for " + text(limits.idle()));
        }
    }

    /** Ends the session as lost, unless it has ended already, and cuts the connection in any case. */
    void lost(String why) {
        end.compareAndSet(null, new End(ABNORMAL, why));
        outbox.abandon();
        transport.close();
    }

    private static String text(Duration duration) {
        return duration.toMillis() + " ms";
    }

    /** Decides the end, if nobody did, and sends a close frame. */
    private void endWith(int code, String reason, int codeToSend) {
        end.compareAndSet(null, new End(code, reason));
        if (outbox.end(Frame.encodeClose(codeToSend, reason))) {
            closingSince = System.nanoTime();
        }
    }

    private void read(Listener listener) throws Frame.Violation {
        ByteArrayOutputStream fragments = null;
        while (true) {
            Frame frame = next(fragments == null ? 0 : fragments.size());
            heardAt = System.nanoTime();
            if (frame.opcode() == Frame.CLOSE) {
                closedByPeer(frame.payload());
                return;
            }
            if (frame.isControl()) {
                if (frame.opcode() == Frame.PING) {
                    // A pong that finds no room is left out: the peer does not read anyway.
                    boolean _ = outbox.offer(Frame.encode(Frame.PONG, frame.payload()));
                }
                continue;
            }
            if (frame.opcode() == Frame.BINARY) {
                throw new Frame.Violation(UNSUPPORTED_DATA, "only text messages are understood");
            }
            if ((frame.opcode() == Frame.CONTINUATION) != (fragments != null)) {
                throw new Frame.Violation(PROTOCOL_ERROR, "a fragment stands where none may");
            }
            if (fragments == null && frame.last()) {
                deliver(listener, frame.payload());
            } else {
                fragments = fragments == null ? new ByteArrayOutputStream() : fragments;
                fragments.writeBytes(frame.payload());
                if (frame.last()) {
                    deliver(listener, fragments.toByteArray());
                    fragments = null;
                }
            }
        }
    }

    /**
     * Reads on to nowhere until the peer closes: to close a connection with bytes unread would reset it, and the peer
     * might never see our close frame. {@link #check} bounds it.
     */
    private void drain() {
        try {
            while (true) {
                transport.read();
            }
        } catch (RuntimeException e) {
            LOG.debug("the websocket with {} is closed", remote(), e);
        }
    }

    private Frame next(int alreadyRead) throws Frame.Violation {
        try {
            return Frame.read(transport, limits.messageBytes() - alreadyRead);
        } catch (RuntimeException e) {
            throw new Lost(e);
        }
    }

    /** Once an end is decided, what still comes is read only to find the peer's close frame. */
    private void deliver(Listener listener, byte[] message) throws Frame.Violation {
        if (end.get() == null) {
            listener.onText(Frame.text(message, 0));
            heardAt = System.nanoTime();
        }
    }

    private void closedByPeer(byte[] payload) throws Frame.Violation {
        if (payload.length == 0) {
            endWith(NO_STATUS, "", NO_STATUS);
            return;
        }
        int code = payload.length < STATUS_BYTES ? 0 : (payload[0] & 0xFF) << Byte.SIZE | (payload[1] & 0xFF);
        if (!maySend(code)) {
            throw new Frame.Violation(PROTOCOL_ERROR, "the close frame's code may not be sent");
        }
        endWith(code, Frame.text(payload, STATUS_BYTES), code);
    }

    private static boolean maySend(int code) {
        return (code >= FIRST_CODE && code < FIRST_UNUSED_CODE && code != 1004 && code != NO_STATUS && code != ABNORMAL)
                || (code >= FIRST_PRIVATE_CODE && code <= LAST_CODE);
    }

    private void write() {
        try {
            for (byte[] frame = outbox.take(); frame != null; frame = outbox.take()) {
                writingSince = System.nanoTime();
                transport.write(frame);
                writingSince = 0;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            lost("the server stopped");
        } catch (RuntimeException e) {
            LOG.debug("a websocket to {} could not be written to", remote(), e);
            lost("the connection was lost");
        }
    }

    /** Lets the writer send what waits, the close frame last, as long as {@link #check} allows it. */
    private static void finishWriting(Thread writer) {
        try {
            writer.join();
        } catch (InterruptedException e) {
            writer.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private void tell(@Nullable Listener listener) {
        End ended = end.get();
        if (listener == null || ended == null) {
            return;
        }
        try {
            listener.onClose(ended.code(), ended.reason());
        } catch (RuntimeException e) {
            LOG.error("a websocket's listener failed when told of the end of its session with {}", remote(), e);
        }
    }

    /** The connection is gone. */
    private static final class Lost extends RuntimeException {
        Lost(RuntimeException cause) {
            super(cause);
        }
    }
}
