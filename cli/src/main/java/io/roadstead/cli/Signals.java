package io.roadstead.cli;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ExitCode;

/** Ends a long-running command in good order at Ctrl-C or SIGTERM. */
final class Signals {
    /** How long stopping may take. After it the process ends anyway: nothing acknowledged is lost. */
    static final Duration STOP_LIMIT = Duration.ofSeconds(8);

    private static final Logger log = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /**
     * From now on a signal closes, and the process ends with status 0: what was asked to end and did is a success.
     *
     * @param closed what to do once it is closed, or has taken too long
     * @return the shutdown hook, to be removed by who fails and ends with a status of its own
     */
    static Thread endBy(Runnable close, Runnable closed) {
        return endBy(Duration.ZERO, () -> {}, close, closed);
    }

    /**
     * As above, with something to be done before the closing that may take its time.
     *
     * @param beforeLimit how long it may take; nothing is done when that is zero
     */
    static Thread endBy(Duration beforeLimit, Runnable before, Runnable close, Runnable closed) {
        Thread stop = new Thread(
                () -> {
                    if (beforeLimit.isPositive()) {
                        Thread first =
                                Thread.ofPlatform().daemon().name("leaving").start(before);
                        joined(first, beforeLimit);
                    }
                    log.info("Stopping; containers keep running");
                    Thread closing =
                            Thread.ofPlatform().daemon().name("closing").start(close);
                    boolean inTime = joined(closing, STOP_LIMIT);
                    log.info(inTime ? "Stopped" : "Stopping takes too long; the process ends as it is");
                    closed.run();
                    Runtime.getRuntime().halt(ExitCode.OK);
                },
                "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        return stop;
    }

    private static boolean joined(Thread thread, Duration limit) {
        try {
            return thread.join(limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
