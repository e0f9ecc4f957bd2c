package io.roadstead.cli;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has to be undone, the last thing first, whether a command ends well, fails or is interrupted: a shutdown hook
 * closes it too. Each step runs once.
 */
final class Cleanup implements AutoCloseable {
    private final Deque<Runnable> steps = new ArrayDeque<>();
    private final Thread hook = new Thread(this::runAll, "cleanup");

    Cleanup() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    synchronized void add(Runnable step) {
        steps.push(step);
    }

    @Override
    public void close() {
        runAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process ends already, and this hook with it.
            return;
        }
    }

    private synchronized void runAll() {
        RuntimeException first = null;
        while (!steps.isEmpty()) {
            try {
                steps.pop().run();
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
