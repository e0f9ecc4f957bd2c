package io.roadstead.wire.websocket;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Frames that wait for the writer, bounded by number and bytes. Its last frame is the close frame, after which nothing
 * is taken in any more.
 */
final class Outbox {
    private final int maxFrames;
    private final int maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<byte[]> frames = new ArrayDeque<>();
    private long bytes;
    private boolean ended;

    Outbox(int maxFrames, int maxBytes) {
        this.maxFrames = maxFrames;
        this.maxBytes = maxBytes;
    }

    /** False when it is full or has ended. */
    boolean offer(byte[] frame) {
        lock.lock();
        try {
            if (ended || frames.size() >= maxFrames || bytes + frame.length > maxBytes) {
                return false;
            }
            add(frame);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Adds the last frame, also to a full outbox. False when it had ended before. */
    boolean end(byte[] frame) {
        lock.lock();
        try {
            if (ended) {
                return false;
            }
            add(frame);
            ended = true;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Throws away what waits, for a connection that is lost. */
    void abandon() {
        lock.lock();
        try {
            ended = true;
            frames.clear();
            bytes = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The next frame; waits for one. Null when it has ended and is empty. */
    byte @Nullable [] take() throws InterruptedException {
        lock.lock();
        try {
            while (frames.isEmpty()) {
                if (ended) {
                    return null;
                }
                changed.await();
            }
            byte[] frame = frames.remove();
            bytes -= frame.length;
            return frame;
        } finally {
            lock.unlock();
        }
    }

    private void add(byte[] frame) {
        frames.add(frame);
        bytes += frame.length;
        changed.signalAll();
    }
}
