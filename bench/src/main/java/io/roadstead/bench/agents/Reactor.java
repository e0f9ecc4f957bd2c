package io.roadstead.bench.agents;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.util.PriorityQueue;

/** The one thread of all agents: what comes over their connections, and what they put off until later. */
final class Reactor {
    private final Selector selector = Selector.open();
    private final InetSocketAddress server;
    private final PriorityQueue<Later> later = new PriorityQueue<>();
    private long order;

    /** @param order among those of the same moment, so that first come is first served */
    private record Later(long nanoTime, long order, Runnable work) implements Comparable<Later> {
        @Override
        public int compareTo(Later other) {
            long sooner = nanoTime - other.nanoTime;
            return sooner != 0 ? Long.signum(sooner) : Long.compare(order, other.order);
        }
    }

    Reactor(int port) throws IOException {
        server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    Link connect(Link.Reader reader) throws IOException {
        return new Link(selector, server, reader);
    }

    void after(long millis, Runnable work) {
        later.add(new Later(System.nanoTime() + millis * 1_000_000, order++, work));
    }

    /** Serves them until the thread is interrupted. */
    void run() throws IOException {
        while (!Thread.currentThread().isInterrupted()) {
            Later next = later.peek();
            if (next == null) {
                selector.select(Reactor::ready);
            } else {
                long millis = (next.nanoTime() - System.nanoTime()) / 1_000_000 + 1;
                if (millis > 0 && next.nanoTime() - System.nanoTime() > 0) {
                    selector.select(Reactor::ready, millis);
                } else {
                    selector.selectNow(Reactor::ready);
                }
            }
            doWhatIsDue();
        }
    }

    private static void ready(java.nio.channels.SelectionKey key) {
        if (key.attachment() instanceof Link link) {
            link.ready();
        }
    }

    private void doWhatIsDue() {
        long now = System.nanoTime();
        Later next = later.peek();
        while (next != null && next.nanoTime() - now <= 0) {
            later.remove();
            next.work().run();
            next = later.peek();
        }
    }
}
