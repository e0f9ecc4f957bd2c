package io.roadstead.cli.watch;

import io.roadstead.cli.terminal.Line;
import io.roadstead.cli.terminal.Screen;
import io.roadstead.cli.terminal.Size;
import io.roadstead.cli.terminal.Terminal;
import io.roadstead.cli.terminal.TerminalScreen;
import io.roadstead.doctor.finding.Language;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/**
 * A cluster shown once, as plain pictures one after another, or live on the whole terminal.
 *
 * @param width the columns of a picture that is not drawn on a terminal
 * @param every the interval as it was asked for
 */
public record Watch(
        Terminal terminal,
        Lookout lookout,
        Clock clock,
        ZoneId zone,
        Language language,
        int width,
        Duration interval,
        String every) {
    /** Prints one picture, as long as it takes. */
    public void once() throws IOException {
        View view = lookout.first();
        int columns = terminal.interactive()
                ? TerminalScreen.measure().map(Size::columns).orElse(width)
                : width;
        print(view, columns, "");
    }

    /** Prints a picture after each look until nobody reads them any more. */
    public void plainly() throws IOException, InterruptedException {
        View view = lookout.first();
        print(view, width, every);
        while (!terminal.unheard()) {
            Thread.sleep(interval);
            view = lookout.next(view);
            terminal.line("");
            print(view, width, every);
        }
    }

    /** Fills the terminal until the person at it leaves; where there is no keyboard, pictures follow each other. */
    public void live() throws IOException, InterruptedException {
        // What cannot be seen at all is better said on the terminal as it is.
        View first = lookout.first();
        Optional<Screen> opened = TerminalScreen.open(terminal);
        if (opened.isEmpty()) {
            terminal.note(
                    "The input is no terminal, so there are no keys to read: pictures follow each other until Ctrl-C.");
            plainly();
            return;
        }
        try (Screen screen = opened.get()) {
            new LiveView(screen, lookout, interval, new Frame.Manner(language, zone, every, true), clock).run(first);
        }
    }

    private void print(View view, int columns, String interval) {
        for (Line line : Frame.lines(
                view,
                new Size(columns, Size.ENDLESS),
                clock.instant(),
                new Frame.Manner(language, zone, interval, false))) {
            terminal.line(terminal.painted(line));
        }
    }
}
