package io.roadstead.bench;

import java.io.IOException;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Callers that each send their next request as soon as the last was answered, each over a connection of its own. One
 * thread serves them all: the processors are shared with the server, and what is spent here is missing there.
 */
final class Load {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
    private static final long SIGNED_FOR_NANOS = 1_000_000_000L;

    private Load() {}

    /**
     * Calls a second, of all callers together.
     *
     * @param requests makes the request that the caller of this number sends; asked again each second, so that
     *     signatures stay of their time
     * @throws IOException also when an answer is not a 200
     */
    static double rate(int port, int callers, Duration duration, IntFunction<byte[]> requests) throws IOException {
        List<Caller> all = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            long began = System.nanoTime();
            long end = began + duration.toNanos();
            long signAgain = began + SIGNED_FOR_NANOS;
            for (int i = 0; i < callers; i++) {
                Caller caller = new Caller(port, selector);
                all.add(caller);
                caller.sends(requests.apply(i));
                caller.send();
            }
            long calls = 0;
            long now = began;
            while (now < end) {
                List<Caller> answered = new ArrayList<>(callers);
                int ready = selector.select(
                        key -> {
                            if (key.attachment() instanceof Caller caller && caller.receive()) {
                                answered.add(caller);
                            }
                        },
                        ANSWER_LIMIT.toMillis());
                if (ready == 0) {
                    throw new IOException("no call was answered within " + ANSWER_LIMIT.toSeconds() + " s");
                }
                for (Caller caller : answered) {
                    caller.requireOk();
                    caller.send();
                }
                calls += answered.size();
                now = System.nanoTime();
                if (now > signAgain) {
                    for (int i = 0; i < callers; i++) {
                        all.get(i).sends(requests.apply(i));
                    }
                    signAgain = now + SIGNED_FOR_NANOS;
                }
            }
            return calls / ((now - began) / 1e9);
        } finally {
            for (Caller caller : all) {
                caller.close();
            }
        }
    }
}
