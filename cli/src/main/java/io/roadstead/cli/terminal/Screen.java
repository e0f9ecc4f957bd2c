package io.roadstead.cli.terminal;

import java.io.IOException;
import java.util.List;

/** A whole terminal, for a picture that is drawn again and again. Closing it gives the terminal back as it was. */
public interface Screen extends AutoCloseable {
    /** What {@link #key} says when no more keys will come. */
    int NO_MORE_KEYS = -1;

    Size size();

    /** Draws lines from the top. Lines or columns beyond the size are not to be given. */
    void show(List<Line> lines);

    /** Waits for the next key and gives its character, or {@link #NO_MORE_KEYS}. */
    int key() throws IOException;

    /** What to do, on a thread of its own, when the size has changed. */
    void onResize(Runnable changed);

    @Override
    void close();
}
