package io.roadstead.bench;

import java.util.function.Consumer;

/** Something that can be measured by itself. */
interface Row {
    /** As {@code --row} takes it. */
    String name();

    /** @param progress is told what is being done */
    Measurement measure(Consumer<String> progress) throws Exception;
}
