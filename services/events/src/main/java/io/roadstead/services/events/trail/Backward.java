package io.roadstead.services.events.trail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The entries of a lane from the newest on, a block in memory at a time. For one thread. */
final class Backward {
    private static final Logger log = LoggerFactory.getLogger(Backward.class);

    private final LaneFiles lane;
    private final UUID before;
    private final Deque<TrailEntry> entries = new ArrayDeque<>();
    private final Deque<Integer> starts = new ArrayDeque<>();
    private ByteBuffer segment = ByteBuffer.allocate(0);
    private long number = Long.MAX_VALUE;

    /** @param before only entries before this one */
    Backward(LaneFiles lane, UUID before) {
        this.lane = lane;
        this.before = before;
    }

    /** The next older entry, left where it is; null when there is none. */
    @Nullable
    TrailEntry peek() throws IOException {
        while (entries.isEmpty()) {
            if (!starts.isEmpty()) {
                readBlock();
            } else if (!readSegment()) {
                return null;
            }
        }
        return entries.peekLast();
    }

    /** Steps over what {@link #peek} told. */
    void skip() {
        entries.removeLast();
    }

    private void readBlock() throws IOException {
        int start = starts.removeLast();
        List<TrailEntry> read;
        try {
            read = BlockReader.read(segment, start);
        } catch (IOException ofAnotherVersion) {
            log.warn("Recorded calls of segment {} at byte {} are left out", number, start, ofAnotherVersion);
            return;
        }
        for (TrailEntry entry : read) {
            if (EventIds.compare(entry.id(), before) < 0) {
                entries.addLast(entry);
            }
        }
    }

    private boolean readSegment() throws IOException {
        Optional<LaneFiles.Segment> next = lane.before(number);
        if (next.isEmpty()) {
            return false;
        }
        number = next.get().number();
        if (next.get().first() <= EventIds.millis(before)) {
            try {
                segment = LaneFiles.read(next.get());
                starts.addAll(BlockReader.starts(segment));
            } catch (NoSuchFileException deletedMeanwhile) {
                log.debug(
                        "{} was deleted, for it is old, while it was read",
                        next.get().file());
            }
        }
        return true;
    }
}
