package io.roadstead.services.events.trail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All calls recorded on this server's disk. One thread writes and syncs; any may look up, and sees what was synced.
 *
 * <p>An entry's place in the order is its id, also across lanes.
 */
public final class Trail implements AutoCloseable {
    private final TrailSettings settings;
    private final InstantSource clock;
    private final Map<Lane, LaneFiles> lanes = new EnumMap<>(Lane.class);

    /**
     * What is looked for.
     *
     * @param lanes where to look: what is wanted is nowhere else
     * @param from no entry before this is wanted; absent for any
     * @param before only entries before this one; absent for the newest
     */
    public record Query(
            Set<Lane> lanes,
            @Nullable Instant from,
            @Nullable UUID before,
            Predicate<TrailEntry> wanted) {
        public Query {
            lanes = Set.copyOf(lanes);
        }
    }

    /**
     * Entries found, newest first.
     *
     * @param next before which to look on; empty when everything was looked at
     */
    public record Page(List<TrailEntry> entries, Optional<UUID> next) {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    private Trail(TrailSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Opens the trail below this directory, making it where there is none. */
    public static Trail open(Path directory, TrailSettings settings, InstantSource clock) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Trail trail = new Trail(settings, clock);
        for (Lane lane : Lane.values()) {
            trail.lanes.put(
                    lane, LaneFiles.open(directory.resolve(lane.directory()), settings, settings.largest(lane)));
        }
        return trail;
    }

    /** No entry is later than this millisecond since 1970. */
    public long newest() throws IOException {
        long newest = 0;
        for (LaneFiles lane : lanes.values()) {
            newest = Math.max(newest, lane.newest());
        }
        return newest;
    }

    /** Writes a block of entries, later than all before; nobody sees it before {@link #sync}. */
    public void append(Lane lane, BlockWriter block) throws IOException {
        files(lane).append(block);
    }

    /** Makes all that was written last, then lets readers see it. */
    public void sync() throws IOException {
        for (LaneFiles lane : lanes.values()) {
            lane.sync();
        }
    }

    /** Gives up what was written since the last {@link #sync}. */
    public void giveUp() throws IOException {
        for (LaneFiles lane : lanes.values()) {
            lane.giveUp();
        }
    }

    /** Deletes what is too old or too much. */
    public void forget() throws IOException {
        for (LaneFiles lane : lanes.values()) {
            lane.forget(clock.instant());
        }
    }

    /** @param limit how many at most; fewer come when too many others had to be looked at */
    public Page find(Query query, int limit) throws IOException {
        Instant kept = clock.instant().minus(settings.keep());
        Instant from = query.from() == null || query.from().isBefore(kept) ? kept : query.from();
        UUID first = EventIds.first(from);
        UUID before = query.before() == null ? new UUID(-1, -1) : query.before();
        List<Backward> sources = new ArrayList<>();
        for (Lane lane : query.lanes()) {
            sources.add(new Backward(files(lane), before));
        }
        List<TrailEntry> found = new ArrayList<>();
        UUID last = before;
        for (int looked = 0; looked < settings.scan(); looked++) {
            Backward newest = newest(sources, first);
            TrailEntry entry = newest == null ? null : newest.peek();
            if (newest == null || entry == null) {
                return new Page(found, Optional.empty());
            }
            if (query.wanted().test(entry)) {
                if (found.size() == limit) {
                    return new Page(found, Optional.of(last));
                }
                found.add(entry);
            }
            last = entry.id();
            newest.skip();
        }
        return new Page(found, Optional.of(last));
    }

    private static @Nullable Backward newest(List<Backward> sources, UUID first) throws IOException {
        Backward newest = null;
        UUID id = first;
        for (Backward source : sources) {
            TrailEntry entry = source.peek();
            if (entry != null && EventIds.compare(entry.id(), id) >= 0) {
                newest = source;
                id = entry.id();
            }
        }
        return newest;
    }

    private LaneFiles files(Lane lane) {
        LaneFiles files = lanes.get(lane);
        if (files == null) {
            throw new IllegalStateException("the lane " + lane + " is not open");
        }
        return files;
    }

    @Override
    public void close() throws IOException {
        for (LaneFiles lane : lanes.values()) {
            lane.close();
        }
    }
}
