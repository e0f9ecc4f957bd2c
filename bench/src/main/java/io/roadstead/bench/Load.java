package io.roadstead.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Callers that each send their next request as soon as the last was answered. */
final class Load {
    private static final int OK = 200;

    private Load() {}

    /**
     * Calls a second, of all callers together.
     *
     * @param requests makes the request that the caller of this number sends; asked again each second, so that
     *     signatures stay of their time
     */
    static double rate(int port, int callers, Duration duration, IntFunction<byte[]> requests) throws Exception {
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(
                callers > 16
                        ? Thread.ofVirtual().factory()
                        : Thread.ofPlatform().factory())) {
            long began = System.nanoTime();
            long end = began + duration.toNanos();
            List<Future<Long>> running = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                int caller = i;
                running.add(threads.submit(() -> call(port, end, caller, requests)));
            }
            long calls = 0;
            for (Future<Long> each : running) {
                calls += each.get();
            }
            return calls / ((System.nanoTime() - began) / 1e9);
        }
    }

    private static long call(int port, long end, int caller, IntFunction<byte[]> requests) throws IOException {
        try (Connection connection = new Connection(port)) {
            long calls = 0;
            byte[] request = requests.apply(caller);
            long signAgain = System.nanoTime() + 1_000_000_000L;
            long now = System.nanoTime();
            while (now < end) {
                if (now > signAgain) {
                    request = requests.apply(caller);
                    signAgain = now + 1_000_000_000L;
                }
                int status = connection.exchange(request);
                if (status != OK) {
                    throw new IOException("a call was answered " + status + ": "
                            + connection.call(request).body());
                }
                calls++;
                now = System.nanoTime();
            }
            return calls;
        }
    }
}
