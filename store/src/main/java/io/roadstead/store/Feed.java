package io.roadstead.store;

import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A watch that reads the history from where it stands. Catching up and keeping up are the same walk, so there is no
 * seam between them to lose a change in; and when the history no longer reaches back to where it stands, it is lost.
 */
final class Feed implements Watch, Runnable {
    private static final System.Logger LOG = System.getLogger(Feed.class.getName());

    private final RamState state;
    private final Prefix prefix;
    private final Watcher watcher;
    private final Executor deliveries;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    /** Held while the watcher is called: calls never overlap, and closing waits for the one under way. */
    private final ReentrantLock calling = new ReentrantLock();

    private volatile long told;
    private volatile boolean ended;

    Feed(RamState state, Prefix prefix, Revision after, Watcher watcher, Executor deliveries) {
        this.state = state;
        this.prefix = prefix;
        this.watcher = watcher;
        this.deliveries = deliveries;
        told = after.number();
    }

    void wake() {
        if (!ended && scheduled.compareAndSet(false, true)) {
            deliveries.execute(this);
        }
    }

    @Override
    public void run() {
        calling.lock();
        try {
            tellAll();
        } finally {
            calling.unlock();
            scheduled.set(false);
        }
        if (told != state.revision().number()) {
            wake();
        }
    }

    private void tellAll() {
        while (!ended) {
            Optional<History.News> news = state.news(told, prefix);
            if (news.isEmpty()) {
                lose();
                return;
            }
            long upTo = news.get().upTo();
            if (upTo == told) {
                return;
            }
            told = upTo;
            try {
                watcher.changed(news.get().changes(), new Revision(upTo));
            } catch (RuntimeException e) {
                LOG.log(
                        Level.ERROR,
                        "a watcher of '" + prefix.path() + "' failed at revision " + upTo + ": it has to list again",
                        e);
                lose();
            }
        }
    }

    private void lose() {
        if (ended) {
            return;
        }
        end();
        state.forget(this);
        try {
            watcher.lost();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a watcher of '" + prefix.path() + "' failed when told that its watch is lost", e);
        }
    }

    void end() {
        ended = true;
    }

    @Override
    public void close() {
        end();
        calling.lock();
        try {
            state.forget(this);
        } finally {
            calling.unlock();
        }
    }
}
