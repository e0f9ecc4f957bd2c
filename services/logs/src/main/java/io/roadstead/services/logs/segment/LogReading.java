package io.roadstead.services.logs.segment;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Reads events of one or many streams in order of time, a page at a time.
 *
 * <p>Chunks are looked at from where the reader stands, nearest first, and of what they hold only the nearest events
 * are kept, as many as the page takes. Reading ends with the first chunk that begins behind a full page: nothing nearer
 * can follow. So a page costs what it spans, however much there is, and memory for one page, however many streams.
 */
public final class LogReading {
    private final Query query;
    private final long scanBytes;
    private final Comparator<Position> order;
    private final TreeSet<LogEvent> kept;
    private long keptBytes;
    private boolean dropped;

    /**
     * What is asked for.
     *
     * @param after where the reader stands: events beyond it in its direction
     * @param from the earliest time wanted, in milliseconds since 1970
     * @param until the latest, included
     * @param forward towards later events, or back towards earlier ones
     * @param limit how many events at most
     * @param bytes of messages at most, but one event in any case
     */
    public record Query(
            Position after,
            long from,
            long until,
            boolean forward,
            int limit,
            long bytes,
            Predicate<LogEvent> wanted) {}

    /**
     * A page.
     *
     * @param events in order of time, whichever way was read
     * @param end where the reader stands now
     * @param more whether there may be more beyond
     */
    public record Page(List<LogEvent> events, Position end, boolean more) {
        public Page {
            events = List.copyOf(events);
        }
    }

    private record Source(StreamLog stream, Chunk chunk) {}

    private LogReading(Query query, long scanBytes) {
        this.query = query;
        this.scanBytes = scanBytes;
        this.order = query.forward() ? Comparator.naturalOrder() : Comparator.reverseOrder();
        this.kept = new TreeSet<>(Comparator.comparing(LogEvent::at, order));
    }

    /** @throws UncheckedIOException when a file cannot be read */
    public static Page read(Collection<StreamLog> streams, Query query, LogLimits limits) {
        return new LogReading(query, limits.scanBytes()).read(streams);
    }

    private Page read(Collection<StreamLog> streams) {
        long scanned = 0;
        for (Source source : sources(streams)) {
            long begins =
                    query.forward() ? source.chunk().earliest() : source.chunk().latest();
            if (full() && isBeyond(begins, kept.last().timestamp())) {
                return page(true);
            }
            if (scanned >= scanBytes && isBeyond(begins, standsAt())) {
                return cutBefore(begins);
            }
            load(source);
            scanned += source.chunk().length();
        }
        return page(dropped);
    }

    private List<Source> sources(Collection<StreamLog> streams) {
        long from = query.forward() ? Math.max(query.from(), query.after().timestamp()) : query.from();
        long until = query.forward()
                ? query.until()
                : Math.min(query.until(), query.after().timestamp());
        List<Source> sources = new ArrayList<>();
        for (StreamLog stream : streams) {
            stream.chunks(from, until).forEach(chunk -> sources.add(new Source(stream, chunk)));
        }
        sources.sort(
                query.forward()
                        ? Comparator.comparingLong(source -> source.chunk().earliest())
                        : Comparator.comparingLong(
                                        (Source source) -> source.chunk().latest())
                                .reversed());
        return sources;
    }

    private boolean isBeyond(long timestamp, long other) {
        return query.forward() ? timestamp > other : timestamp < other;
    }

    /** The moment from which on this page tells of events. */
    private long standsAt() {
        return query.forward()
                ? Math.max(query.from(), query.after().timestamp())
                : Math.min(query.until(), query.after().timestamp());
    }

    private void load(Source source) {
        ByteBuffer bytes;
        try {
            bytes = source.stream().read(source.chunk());
        } catch (IOException e) {
            throw new UncheckedIOException("stored log events cannot be read", e);
        }
        int at = 0;
        while (at < bytes.limit()) {
            Frame frame = Frame.at(bytes, at);
            if (frame == null) {
                at++;
                continue;
            }
            frame.read((ordinal, timestamp, message) ->
                    consider(new Position(timestamp, source.stream().key(), ordinal), frame.ingested(), message));
            at += frame.length();
        }
    }

    private void consider(Position at, long ingested, ByteBuffer message) {
        if (at.timestamp() < query.from()
                || at.timestamp() > query.until()
                || order.compare(at, query.after()) <= 0
                || (full() && order.compare(at, kept.last().at()) > 0)) {
            dropped |= full()
                    && at.timestamp() >= query.from()
                    && at.timestamp() <= query.until()
                    && order.compare(at, query.after()) > 0;
            return;
        }
        LogEvent event = new LogEvent(at, ingested, UTF_8.decode(message).toString());
        if (!query.wanted().test(event) || !kept.add(event)) {
            return;
        }
        keptBytes += event.message().length();
        while (kept.size() > query.limit()
                || (kept.size() > 1 && keptBytes - kept.last().message().length() >= query.bytes())) {
            keptBytes -= kept.pollLast().message().length();
            dropped = true;
        }
    }

    private boolean full() {
        return kept.size() >= query.limit() || keptBytes >= query.bytes();
    }

    private Page page(boolean more) {
        Position end = kept.isEmpty() ? query.after() : kept.last().at();
        return new Page(events(), end, more);
    }

    /** What is known to be all there is before the next chunk: enough was looked at for one page. */
    private Page cutBefore(long begins) {
        kept.removeIf(event -> !isBeyond(begins, event.timestamp()));
        Position end = query.forward() ? Position.before(begins) : new Position(begins, Long.MAX_VALUE, Long.MAX_VALUE);
        return new Page(events(), end, true);
    }

    private List<LogEvent> events() {
        return query.forward() ? List.copyOf(kept) : List.copyOf(kept.descendingSet());
    }
}
