package io.roadstead.cli.watch;

import io.roadstead.cli.terminal.Screen;
import io.roadstead.cli.terminal.Size;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Shows a cluster on a screen until q or Ctrl-C. Looking and reading keys have a thread each, so that a server that does
 * not answer keeps nobody from leaving; only the caller's thread draws.
 */
final class LiveView {
    /** Without news it is drawn this often, for ages go on. */
    private static final Duration REDRAWN = Duration.ofSeconds(1);

    private static final int WAITING = 64;
    private static final int CTRL_C = 3;
    private static final int CTRL_D = 4;

    private final Screen screen;
    private final Lookout lookout;
    private final Duration interval;
    private final Frame.Manner manner;
    private final Clock clock;
    private final BlockingQueue<Happening> happenings = new ArrayBlockingQueue<>(WAITING);

    private sealed interface Happening {
        record Looked(View view) implements Happening {}

        record Key(int character) implements Happening {}

        record Resized() implements Happening {}

        record Broken(Exception why) implements Happening {}
    }

    LiveView(Screen screen, Lookout lookout, Duration interval, Frame.Manner manner, Clock clock) {
        this.screen = screen;
        this.lookout = lookout;
        this.interval = interval;
        this.manner = manner;
        this.clock = clock;
    }

    /**
     * Returns when the person at the terminal wants to leave.
     *
     * @param first what was seen already
     * @throws IOException when the keyboard cannot be read
     */
    void run(View first) throws IOException, InterruptedException {
        Thread looking = Thread.ofPlatform().daemon().name("look").start(() -> look(first));
        Thread reading = Thread.ofPlatform().daemon().name("keys").start(this::readKeys);
        // A queue that is full holds other reasons to draw.
        screen.onResize(() -> happenings.offer(new Happening.Resized()));
        try {
            show(first);
        } finally {
            looking.interrupt();
            reading.interrupt();
        }
    }

    private void show(View first) throws IOException, InterruptedException {
        View view = first;
        while (true) {
            Size size = screen.size();
            screen.show(Frame.lines(view, size, clock.instant(), manner));
            switch (happenings.poll(REDRAWN.toMillis(), TimeUnit.MILLISECONDS)) {
                case Happening.Looked looked -> view = looked.view();
                case Happening.Key key -> {
                    if (leaves(key.character())) {
                        return;
                    }
                }
                case Happening.Resized resized -> {
                    // Drawn anew above, in the size it has by then.
                }
                case Happening.Broken broken -> {
                    switch (broken.why()) {
                        case IOException problem -> throw problem;
                        case RuntimeException problem -> throw problem;
                        default -> throw new IllegalStateException(broken.why());
                    }
                }
                case null -> {
                    // Nothing new but the time.
                }
            }
        }
    }

    private static boolean leaves(int key) {
        return key == 'q' || key == 'Q' || key == CTRL_C || key == CTRL_D || key == Screen.NO_MORE_KEYS;
    }

    private void look(View first) {
        View view = first;
        try {
            while (true) {
                Thread.sleep(interval);
                view = lookout.next(view);
                happenings.put(new Happening.Looked(view));
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException problem) {
            broken(problem);
        }
    }

    private void readKeys() {
        try {
            int key;
            do {
                key = screen.key();
                happenings.put(new Happening.Key(key));
            } while (key != Screen.NO_MORE_KEYS);
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException problem) {
            broken(problem);
        }
    }

    private void broken(Exception why) {
        try {
            happenings.put(new Happening.Broken(why));
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }
}
