package io.roadstead.cli.host;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the JVM collect what is old before its heap has grown to twice what lives. The serial collector by itself lets the
 * old part of the heap fill up to the largest it may have before it looks at it for the first time: the memory of a
 * server that has been busy would be that, however little of it lives.
 *
 * <p>Example: 40,000 tasks were started, 200 MiB live, and 260 MiB are garbage. At 464 MiB (twice 200, and 64 for what is
 * young) all is collected, and the memory goes back to the machine.
 */
public final class HeapBound {
    private static final long MIB = 1 << 20;
    /** No heap smaller than this is looked at: a small server is never stopped for it. */
    static final long FLOOR = 256 * MIB;
    /** What the launcher lets the young part have at most. */
    static final long YOUNG = 64 * MIB;
    /** By how much at least the heap must have grown since the last time. */
    static final long STEP = 32 * MIB;

    private static final long LOOK_MILLIS = 1_000;
    private static final Logger log = LoggerFactory.getLogger(HeapBound.class);

    private final Heap heap;
    private long bound = FLOOR;

    /** The JVM's, or a test's. Sizes in bytes. */
    public interface Heap {
        Heap OF_JVM = new Heap() {
            @Override
            public long size() {
                return Runtime.getRuntime().totalMemory();
            }

            @Override
            public long used() {
                return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            }

            @Override
            public void collect() {
                System.gc();
            }
        };

        /** What it has of the machine. */
        long size();

        /** What is in it, garbage included. */
        long used();

        /** Removes all garbage. */
        void collect();
    }

    public HeapBound(Heap heap) {
        this.heap = heap;
    }

    /** Looks once a second until the thread is interrupted. */
    public void keep() throws InterruptedException {
        while (true) {
            Thread.sleep(LOOK_MILLIS);
            look();
        }
    }

    void look() {
        long size = heap.size();
        if (size <= bound) {
            return;
        }
        long began = System.nanoTime();
        heap.collect();
        long lives = heap.used();
        bound = Math.max(FLOOR, Math.max(2 * lives + YOUNG, heap.size() + STEP));
        log.debug(
                "The heap had grown to {} MiB, of which {} live; collecting took {} ms. The next time is at {} MiB.",
                size / MIB,
                lives / MIB,
                (System.nanoTime() - began) / 1_000_000,
                bound / MIB);
    }
}
