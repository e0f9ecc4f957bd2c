package io.roadstead.control.events;

import io.roadstead.store.Revision;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the index told and the journal does not hold yet, at most so many occurrences. One more and the backlog takes
 * nothing any longer and says that it is behind: its reader then fetches what it missed from the store's history. So the
 * index's thread never waits, and nothing is lost.
 */
final class Backlog {
    private final int limit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<List<Told>> queue = new ArrayDeque<>();
    private int size;
    private Revision seen = Revision.NONE;
    private boolean behind;
    private boolean closed;

    /**
     * What was taken.
     *
     * @param upTo everything up to this commit has been taken, now or before; {@link Revision#NONE} when that is not known
     * @param behind whether there is more that was not kept
     */
    record Taken(List<Told> told, Revision upTo, boolean behind) {}

    Backlog(int limit) {
        this.limit = limit;
    }

    /** Adds what came of the commits up to this one; nothing may have. Never waits. */
    void offer(List<Told> told, Revision upTo) {
        lock.lock();
        try {
            if (behind || closed) {
                return;
            }
            if (size + told.size() > limit) {
                behind = true;
                changed.signalAll();
                return;
            }
            seen = upTo.atLeast(seen) ? upTo : seen;
            if (!told.isEmpty()) {
                queue.add(told);
                size += told.size();
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is something to take, or the time is over, or it is closed; takes it all. */
    Taken take(Duration wait) throws InterruptedException {
        lock.lock();
        try {
            long left = wait.toNanos();
            while (queue.isEmpty() && !behind && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            List<Told> told = new ArrayList<>(size);
            queue.forEach(told::addAll);
            queue.clear();
            size = 0;
            return new Taken(told, seen, behind);
        } finally {
            lock.unlock();
        }
    }

    /** Throws away what is held; what comes is not kept either until {@link #resume}. */
    void fallBehind() {
        lock.lock();
        try {
            queue.clear();
            size = 0;
            seen = Revision.NONE;
            behind = true;
        } finally {
            lock.unlock();
        }
    }

    /** Keeps again what comes from now on. */
    void resume() {
        lock.lock();
        try {
            behind = false;
        } finally {
            lock.unlock();
        }
    }

    /** Waits this long, less when it is closed. */
    void pause(Duration wait) throws InterruptedException {
        lock.lock();
        try {
            long left = wait.toNanos();
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    boolean closed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more; what it holds can still be taken. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
