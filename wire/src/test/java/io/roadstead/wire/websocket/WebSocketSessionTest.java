package io.roadstead.wire.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What needs no port: how a session is watched over. */
class WebSocketSessionTest {
    private static final int CHECKS = 3_000_000;

    /** Takes what is written at once and gives nothing to read. */
    private static final class Sink implements Transport {
        private final CountDownLatch closed = new CountDownLatch(1);
        private final AtomicInteger written = new AtomicInteger();

        @Override
        public byte read() {
            return read(1)[0];
        }

        @Override
        public byte[] read(int length) {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new IllegalStateException("closed");
        }

        @Override
        public void write(byte[] bytes) {
            written.incrementAndGet();
        }

        @Override
        public void close() {
            closed.countDown();
        }

        @Override
        public String remote() {
            return "nobody";
        }
    }

    @Test
    void aPeerThatTakesEverythingAtOnceIsNeverGivenUpWhileItIsWrittenTo() throws InterruptedException {
        Sink sink = new Sink();
        WebSocketSession session = new WebSocketSession(sink, WebSocketLimits.DEFAULTS);
        Thread running = Thread.ofPlatform()
                .start(() -> session.run(unused -> new Listener() {
                    @Override
                    public void onText(String message) {}

                    @Override
                    public void onClose(int code, String reason) {}
                }));
        Thread sending = Thread.ofPlatform().start(() -> {
            while (sink.closed.getCount() > 0) {
                boolean _ = session.send("x");
            }
        });
        for (int i = 0; i < CHECKS && sink.closed.getCount() > 0; i++) {
            session.check(System.nanoTime());
        }
        assertThat(sink.closed.getCount()).as("still open").isOne();
        assertThat(sink.written.get()).isPositive();
        session.lost("the test is over");
        running.join();
        sending.join();
    }
}
