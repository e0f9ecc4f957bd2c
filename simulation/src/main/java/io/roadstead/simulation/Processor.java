package io.roadstead.simulation;

import io.roadstead.control.Pauses;
import java.lang.reflect.Constructor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/**
 * What one simulated server runs on: the server's own virtual threads, its production code unchanged, but with the
 * world's timeline as their scheduler instead of the machine's. So there is one thread in truth, a thread of the server
 * goes on only when the world says so, waiting costs no time, and the order is the same in every run.
 *
 * <p>A virtual thread started by one of these is one of these too, as the JDK has it. A server that dies is halted: its
 * threads stop wherever they are and are never heard of again.
 *
 * <p>The JDK has no public way to choose a scheduler; this uses its inner one, for which the JVM needs
 * {@code --add-opens java.base/java.lang=ALL-UNNAMED}. And it holds on to every virtual thread that ever began, dead
 * servers' included, unless told {@code -Djdk.trackAllThreads=false}.
 */
final class Processor {
    /** What the JVM has to be started with. */
    static final String OPTION = "--add-opens java.base/java.lang=ALL-UNNAMED";

    private static final Constructor<?> BUILDERS = builders();

    private final Timeline timeline;
    private final Thread.Builder.OfVirtual threads;
    private boolean halted;

    Processor(Timeline timeline, String name, Thread.UncaughtExceptionHandler failures) {
        this.timeline = timeline;
        Executor scheduler = this::schedule;
        try {
            threads = ((Thread.Builder.OfVirtual) BUILDERS.newInstance(scheduler))
                    .name(name)
                    .uncaughtExceptionHandler(failures);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK gives virtual threads no scheduler of ours", e);
        }
    }

    /** Begins a thread of this server; it goes on in its turn. */
    void run(Runnable work) {
        if (!halted) {
            threads.start(work);
        }
    }

    /** Nothing more happens here. */
    void halt() {
        halted = true;
    }

    boolean halted() {
        return halted;
    }

    /** Virtual time for those who wait for time. */
    Pauses pauses() {
        return this::pause;
    }

    private void pause(Duration time) throws InterruptedException {
        Waiting<Boolean> over = new Waiting<>();
        timeline.after(time, () -> over.answer(true));
        over.interruptibly();
    }

    private void schedule(Runnable work) {
        if (!halted) {
            timeline.ready(() -> {
                if (!halted) {
                    work.run();
                }
            });
        }
    }

    private static Constructor<?> builders() {
        try {
            Constructor<?> constructor = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                    .getDeclaredConstructor(Executor.class);
            constructor.setAccessible(true);
            return constructor;
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalStateException(
                    "the simulation schedules virtual threads itself; start the JVM with " + OPTION, e);
        }
    }

    /** What a thread of a server waits for, and somebody in the world answers. */
    static final class Waiting<T> {
        private final Thread thread = Thread.currentThread();
        private Optional<T> value = Optional.empty();

        Waiting() {
            if (!thread.isVirtual()) {
                throw new IllegalStateException("only a server's thread may wait; the world itself never does");
            }
        }

        void answer(T answer) {
            value = Optional.of(answer);
            LockSupport.unpark(thread);
        }

        T uninterruptibly() {
            boolean interrupted = false;
            while (value.isEmpty()) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                thread.interrupt();
            }
            return value.get();
        }

        T interruptibly() throws InterruptedException {
            while (value.isEmpty()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                LockSupport.park(this);
            }
            return value.get();
        }
    }
}
