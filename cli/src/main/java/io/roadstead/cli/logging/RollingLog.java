package io.roadstead.cli.logging;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * A log file that is moved aside when its {@link Rollover} says so; the oldest goes. The file of the moment always has the
 * same name, which the JDK's own handler cannot do.
 *
 * <p>Lines that may wait are gathered for {@link #MOST_DELAY} at most, or until there are {@link #MOST_WAITING} bytes of
 * them, and then written together: one write for each call took a tenth of the time of answering it. Every other line is
 * written as it comes, with all that waited before it, so the order stays and whoever says a last word loses none.
 */
public final class RollingLog extends Handler {
    /** How long a line that may wait does, at most. */
    static final Duration MOST_DELAY = Duration.ofMillis(50);

    /** Bytes that wait at most. */
    static final int MOST_WAITING = 1 << 16;

    private final Path file;
    private final Rollover rollover;
    private final int kept;
    private final Predicate<LogRecord> mayWait;
    private final byte[] waiting = new byte[MOST_WAITING];
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition lineWaits = lock.newCondition();
    private int waitingBytes;
    private OutputStream stream;
    /** Of the file and of what waits for it. */
    private long size;

    /** When the file was last written to. */
    private Instant last;

    private @Nullable Thread latecomer;
    private boolean closed;

    /**
     * @param rollover when the file is moved aside
     * @param kept how many older files stay
     * @param mayWait which lines need not be in the file at once
     */
    public RollingLog(Path file, Rollover rollover, int kept, Formatter formatter, Predicate<LogRecord> mayWait)
            throws IOException {
        this.file = file;
        this.rollover = rollover;
        this.kept = kept;
        this.mayWait = mayWait;
        setFormatter(formatter);
        stream = open();
        size = Files.size(file);
        last = Files.getLastModifiedTime(file).toInstant();
    }

    @Override
    public void publish(LogRecord logged) {
        if (!isLoggable(logged)) {
            return;
        }
        byte[] line = getFormatter().format(logged).getBytes(StandardCharsets.UTF_8);
        boolean patient = mayWait.test(logged);
        lock.lock();
        try {
            if (rollover.due(size, line.length, last, logged.getInstant())) {
                writeWaiting();
                roll();
            }
            last = logged.getInstant();
            if (waitingBytes + line.length > MOST_WAITING) {
                writeWaiting();
            }
            size += line.length;
            if (line.length > MOST_WAITING) {
                stream.write(line);
                return;
            }
            System.arraycopy(line, 0, waiting, waitingBytes, line.length);
            waitingBytes += line.length;
            if (!patient) {
                writeWaiting();
            } else if (waitingBytes == line.length) {
                writeLater();
            }
        } catch (IOException e) {
            reportError("log to " + file, e, ErrorManager.WRITE_FAILURE);
        } finally {
            lock.unlock();
        }
    }

    /** What cannot be written is not tried again: the lines after it are worth more. */
    private void writeWaiting() throws IOException {
        int bytes = waitingBytes;
        waitingBytes = 0;
        if (bytes > 0) {
            stream.write(waiting, 0, bytes);
        }
    }

    private void writeLater() {
        if (latecomer == null) {
            latecomer = Thread.ofPlatform().daemon().name("log").start(this::writeWhatWaited);
        }
        lineWaits.signal();
    }

    private void writeWhatWaited() {
        try {
            while (awaitLine()) {
                Thread.sleep(MOST_DELAY);
                flush();
            }
        } catch (InterruptedException e) {
            flush();
        }
    }

    /** False when there will be none. */
    private boolean awaitLine() throws InterruptedException {
        lock.lock();
        try {
            while (waitingBytes == 0 && !closed) {
                lineWaits.await();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void roll() throws IOException {
        stream.close();
        rollover.moveAside(file, kept, last);
        stream = open();
        size = 0;
    }

    private OutputStream open() throws IOException {
        return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** After it every line published before is in the file. */
    @Override
    public void flush() {
        lock.lock();
        try {
            writeWaiting();
        } catch (IOException e) {
            reportError("log to " + file, e, ErrorManager.FLUSH_FAILURE);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            lineWaits.signal();
            writeWaiting();
            stream.close();
        } catch (IOException e) {
            reportError("close " + file, e, ErrorManager.CLOSE_FAILURE);
        } finally {
            lock.unlock();
        }
    }
}
