package io.roadstead.cli.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.TerminalBuilder;

/**
 * The terminal of this process: its alternate screen, so that what stood there before comes back, and its keys one by one.
 * It is given back when this is closed, and when the process is ended by a signal.
 *
 * <p>A picture is one write, in which each line covers the one before it and nothing is cleared first: nothing flickers.
 */
public final class TerminalScreen implements Screen {
    private static final String ENTER = "\033[?1049h\033[?25l\033[?7l\033[2J";
    private static final String LEAVE = "\033[?7h\033[?25h\033[?1049l";
    /** A terminal that knows these draws what is between them at once; others ignore them. */
    private static final String BEGIN_PICTURE = "\033[?2026h\033[H";

    private static final String END_PICTURE = "\033[?2026l";
    private static final String CLEAR = "\033[2J";
    private static final String CLEAR_LINE_END = "\033[K";
    private static final String CLEAR_BELOW = "\033[J";

    private final org.jline.terminal.Terminal terminal;
    private final Terminal colours;
    private final Attributes before;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread atExit = new Thread(this::giveBack, "terminal");
    private String shown = "";
    private Size size;

    private TerminalScreen(org.jline.terminal.Terminal terminal, Terminal colours) {
        this.terminal = terminal;
        this.colours = colours;
        this.before = terminal.enterRawMode();
        Attributes keys = terminal.getAttributes();
        // Ctrl-C comes as a key, like q: whoever shows a picture leaves in one way.
        keys.setLocalFlags(EnumSet.of(LocalFlag.ISIG), false);
        terminal.setAttributes(keys);
        this.size = size();
        Runtime.getRuntime().addShutdownHook(atExit);
        write(ENTER);
    }

    /**
     * Takes the terminal; nothing when input and output of this process are not both one.
     *
     * @param colours how text is painted
     */
    public static Optional<Screen> open(Terminal colours) {
        return system().map(terminal -> new TerminalScreen(terminal, colours));
    }

    /** How large the terminal is, for output that is not drawn over itself; nothing where {@link #open} gives nothing. */
    public static Optional<Size> measure() {
        return system().map(terminal -> {
            try (terminal) {
                return size(terminal);
            } catch (IOException e) {
                throw new UncheckedIOException("The terminal could not be given back", e);
            }
        });
    }

    private static Optional<org.jline.terminal.Terminal> system() {
        try {
            return Optional.of(TerminalBuilder.builder()
                    .system(true)
                    .provider("ffm")
                    .dumb(false)
                    .encoding(UTF_8)
                    .nativeSignals(true)
                    .build());
        } catch (IOException | IllegalStateException none) {
            return Optional.empty();
        }
    }

    @Override
    public Size size() {
        return size(terminal);
    }

    private static Size size(org.jline.terminal.Terminal terminal) {
        org.jline.terminal.Size size = terminal.getSize();
        // Some serial lines tell no size at all; then it is what terminals had before they had sizes.
        return size.getColumns() == 0 || size.getRows() == 0
                ? new Size(80, 24)
                : new Size(size.getColumns(), size.getRows());
    }

    @Override
    public void show(List<Line> lines) {
        Size now = size();
        StringBuilder picture = new StringBuilder();
        for (int each = 0; each < lines.size(); each++) {
            Line line = lines.get(each);
            picture.append(each == 0 ? "" : "\r\n").append(colours.painted(line));
            // Behind a full line the cursor still stands on its last column, and would clear that.
            if (line.width() < now.columns()) {
                picture.append(CLEAR_LINE_END);
            }
        }
        if (lines.size() < now.rows()) {
            picture.append("\r\n").append(CLEAR_BELOW);
        }
        String fresh = picture.toString();
        if (!now.equals(size)) {
            size = now;
            write(BEGIN_PICTURE + CLEAR + fresh + END_PICTURE);
        } else if (!fresh.equals(shown)) {
            write(BEGIN_PICTURE + fresh + END_PICTURE);
        }
        shown = fresh;
    }

    @Override
    public int key() throws IOException {
        int key = terminal.reader().read();
        return key < 0 ? NO_MORE_KEYS : key;
    }

    @Override
    public void onResize(Runnable changed) {
        terminal.handle(org.jline.terminal.Terminal.Signal.WINCH, signal -> changed.run());
    }

    @Override
    public void close() {
        giveBack();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
            terminal.close();
        } catch (IllegalStateException ending) {
            // The process ends already, and the hook does or did the same.
            giveBack();
        } catch (IOException e) {
            throw new UncheckedIOException("The terminal could not be given back", e);
        }
    }

    private void giveBack() {
        if (closed.compareAndSet(false, true)) {
            write(LEAVE);
            terminal.setAttributes(before);
        }
    }

    private void write(String text) {
        try {
            terminal.output().write(text.getBytes(UTF_8));
            terminal.output().flush();
        } catch (IOException e) {
            throw new UncheckedIOException("The terminal takes no more output", e);
        }
    }
}
