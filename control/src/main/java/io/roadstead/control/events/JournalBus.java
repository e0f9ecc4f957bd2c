package io.roadstead.control.events;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bus over the journal: each subscription reads for itself, from where it stands. */
public final class JournalBus implements EventBus, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(JournalBus.class);
    /** How long a subscription waits for more before it looks whether it was closed. */
    private static final Duration IDLE = Duration.ofMillis(500);

    private final EventJournal journal;
    private final Duration retry;
    private final Set<Reader> readers = ConcurrentHashMap.newKeySet();

    /** @param retry how long to wait before what a subscriber refused is told again */
    public JournalBus(EventJournal journal, Duration retry) {
        this.journal = journal;
        this.retry = retry;
    }

    @Override
    public Position end() {
        return journal.end();
    }

    @Override
    public Subscription subscribe(Position after, Subscriber subscriber) {
        Reader reader = new Reader(after, subscriber);
        readers.add(reader);
        reader.thread.start();
        return reader;
    }

    /** Ends all subscriptions. */
    @Override
    public void close() {
        readers.forEach(Reader::close);
    }

    private final class Reader implements Subscription {
        private final Subscriber subscriber;
        private final Thread thread =
                Thread.ofVirtual().name("event-subscriber").unstarted(this::run);
        private Position at;
        private volatile boolean closed;

        Reader(Position after, Subscriber subscriber) {
            this.at = after;
            this.subscriber = subscriber;
        }

        @Override
        public void close() {
            closed = true;
            readers.remove(this);
            if (Thread.currentThread() != thread) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private void run() {
            while (!closed) {
                try {
                    tell();
                } catch (IOException | RuntimeException failed) {
                    log.warn(
                            "A subscriber could not be told of the events after {}; it is told again in {} ms.",
                            at.text(),
                            retry.toMillis(),
                            failed);
                    if (!pause()) {
                        return;
                    }
                } catch (InterruptedException e) {
                    return;
                }
            }
        }

        private void tell() throws IOException, InterruptedException {
            EventJournal.Page page = journal.read(at, event -> true, BATCH);
            if (closed) {
                return;
            }
            if (page.missed()) {
                subscriber.missed();
            }
            if (!page.events().isEmpty()) {
                subscriber.events(page.events(), page.next());
            }
            at = page.next();
            if (!page.more()) {
                journal.awaitAfter(at, IDLE);
            }
        }

        private boolean pause() {
            try {
                Thread.sleep(retry);
                return true;
            } catch (InterruptedException e) {
                return false;
            }
        }
    }
}
