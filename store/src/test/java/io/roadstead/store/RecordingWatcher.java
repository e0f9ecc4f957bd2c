package io.roadstead.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Remembers what it was told, and the breaches of the contract it saw. */
public final class RecordingWatcher implements Watcher {
    /** One call of {@link #changed}. */
    public record Call(List<Change> changes, Revision upTo) {}

    private final List<Call> calls = new ArrayList<>();
    private final List<String> breaches = new ArrayList<>();
    private final CountDownLatch mayReturn;
    private Revision upTo = Revision.NONE;
    private boolean lost;
    private boolean called;

    public RecordingWatcher() {
        this(new CountDownLatch(0));
    }

    /** A watcher whose calls do not return before the latch is down. */
    public RecordingWatcher(CountDownLatch mayReturn) {
        this.mayReturn = mayReturn;
    }

    @Override
    public void changed(List<Change> changes, Revision newUpTo) {
        synchronized (this) {
            called = true;
            if (lost) {
                breaches.add("changed after lost");
            }
            if (newUpTo.compareTo(upTo) <= 0) {
                breaches.add("upTo " + newUpTo + " after " + upTo);
            }
            Revision last = upTo;
            for (Change change : changes) {
                if (change.revision().compareTo(upTo) <= 0 || change.revision().compareTo(newUpTo) > 0) {
                    breaches.add(change + " in a batch from " + upTo + " to " + newUpTo);
                }
                if (change.revision().compareTo(last) < 0) {
                    breaches.add(change + " after revision " + last);
                }
                last = change.revision();
            }
            upTo = newUpTo;
            calls.add(new Call(changes, newUpTo));
        }
        try {
            mayReturn.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while being slow", e);
        }
    }

    @Override
    public synchronized void lost() {
        if (lost) {
            breaches.add("lost twice");
        }
        lost = true;
    }

    public synchronized boolean isLost() {
        return lost;
    }

    public synchronized boolean wasCalled() {
        return called;
    }

    public synchronized Revision upTo() {
        return upTo;
    }

    public synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    public synchronized List<String> breaches() {
        return List.copyOf(breaches);
    }

    /** All changes as {@code key=value@revision} or {@code key removed@revision}. */
    public synchronized List<String> told() {
        return calls.stream()
                .flatMap(call -> call.changes().stream())
                .map(RecordingWatcher::text)
                .toList();
    }

    private static String text(Change change) {
        byte[] value = change.value();
        return change.key().path()
                + (value == null ? " removed" : "=" + new String(value, java.nio.charset.StandardCharsets.UTF_8))
                + "@" + change.revision().number();
    }
}
