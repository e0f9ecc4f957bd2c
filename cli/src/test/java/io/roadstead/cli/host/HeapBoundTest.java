package io.roadstead.cli.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When all garbage is collected, by a heap of numbers. */
class HeapBoundTest {
    private static final long MIB = 1 << 20;

    private static final class FakeHeap implements HeapBound.Heap {
        private long size;
        private long lives;
        private boolean shrinks = true;
        private int collected;

        @Override
        public long size() {
            return size;
        }

        @Override
        public long used() {
            return lives;
        }

        @Override
        public void collect() {
            collected++;
            size = shrinks ? Math.min(size, 2 * lives) : size;
        }
    }

    private final FakeHeap heap = new FakeHeap();
    private final HeapBound bound = new HeapBound(heap);

    private int collectedAt(long mib, long livesMib) {
        heap.size = mib * MIB;
        heap.lives = livesMib * MIB;
        int before = heap.collected;
        bound.look();
        return heap.collected - before;
    }

    @Test
    void aSmallHeapIsLeftAlone() {
        assertThat(collectedAt(256, 10)).isZero();
    }

    @Test
    void itIsCollectedWhenItHasTwiceWhatLivedAndRoomForTheYoung() {
        assertThat(collectedAt(257, 200)).isOne();
        assertThat(collectedAt(464, 230)).isZero();
        assertThat(collectedAt(465, 230)).isOne();
    }

    @Test
    void whatIsGoneAgainMakesTheBoundSmallerAgain() {
        assertThat(collectedAt(900, 400)).isOne();
        assertThat(collectedAt(950, 50)).isOne();
        assertThat(collectedAt(257, 50)).isOne();
    }

    @Test
    void aHeapThatGivesNothingBackIsNotCollectedOverAndOver() {
        heap.shrinks = false;
        assertThat(collectedAt(600, 100)).isOne();
        assertThat(collectedAt(632, 100)).isZero();
        assertThat(collectedAt(633, 100)).isOne();
    }
}
