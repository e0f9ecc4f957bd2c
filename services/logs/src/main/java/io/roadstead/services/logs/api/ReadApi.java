package io.roadstead.services.logs.api;

import io.roadstead.services.logs.catalog.Catalog;
import io.roadstead.services.logs.catalog.LogGroup;
import io.roadstead.services.logs.catalog.LogStream;
import io.roadstead.services.logs.pattern.FilterPattern;
import io.roadstead.services.logs.pattern.PatternException;
import io.roadstead.services.logs.segment.LogEvent;
import io.roadstead.services.logs.segment.LogFiles;
import io.roadstead.services.logs.segment.LogReading;
import io.roadstead.services.logs.segment.Position;
import io.roadstead.services.logs.segment.StreamLog;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.Unsupported;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;

/** GetLogEvents and FilterLogEvents. A token is where the reader stands, so it is good for ever. */
final class ReadApi {
    static final int MAX_EVENTS = 10_000;
    /** Of messages in one answer. */
    static final long MAX_BYTES = 1L << 20;

    private static final int MAX_STREAM_NAMES = 100;
    private static final String FORWARD = "f/";
    private static final String BACKWARD = "b/";
    private static final Position END = new Position(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 1);
    private static final Set<String> GET = Set.of(
            "logGroupName",
            "logGroupIdentifier",
            "logStreamName",
            "startTime",
            "endTime",
            "nextToken",
            "limit",
            "startFromHead");
    /** {@code interleaved} is ignored by AWS too: events are always in order of time. */
    private static final Set<String> FILTER = Set.of(
            "logGroupName",
            "logGroupIdentifier",
            "logStreamNames",
            "logStreamNamePrefix",
            "startTime",
            "endTime",
            "filterPattern",
            "nextToken",
            "limit",
            "interleaved");

    private final Catalog catalog;
    private final Lookup lookup;
    private final LogFiles files;
    private final InstantSource clock;

    ReadApi(Catalog catalog, LogFiles files, InstantSource clock) {
        this.catalog = catalog;
        this.lookup = new Lookup(catalog);
        this.files = files;
        this.clock = clock;
    }

    GetLogEventsResponse get(Caller caller, GetLogEventsRequest request) {
        Unsupported.refuseOthers(request, GET, "");
        int limit = Constraints.number(request.limit(), "limit", 1, MAX_EVENTS, MAX_EVENTS);
        long from = Constraints.moment(request.startTime(), "startTime", 0);
        // Its end is not included.
        long until = Constraints.moment(request.endTime(), "endTime", Long.MAX_VALUE) - 1;
        LogGroup group = lookup.group(caller.scope(), request.logGroupName(), request.logGroupIdentifier());
        LogStream stream = lookup.stream(group, request.logStreamName());
        String token = request.nextToken();
        boolean forward = token == null ? Boolean.TRUE.equals(request.startFromHead()) : token.startsWith(FORWARD);
        Position after = token != null ? position(token) : forward ? Position.START : END;
        LogReading.Page page = LogReading.read(
                List.of(log(group, stream)),
                new LogReading.Query(
                        after,
                        Math.max(from, Lookup.earliest(group, clock.instant())),
                        until,
                        forward,
                        limit,
                        MAX_BYTES,
                        event -> true),
                files.limits());
        List<LogEvent> events = page.events();
        Position first = events.isEmpty()
                ? nowhere(after, page.end())
                : events.getFirst().at();
        Position last =
                events.isEmpty() ? nowhere(after, page.end()) : events.getLast().at();
        return GetLogEventsResponse.builder()
                .events(events.stream()
                        .map(event -> OutputLogEvent.builder()
                                .timestamp(event.timestamp())
                                .message(event.message())
                                .ingestionTime(event.ingested())
                                .build())
                        .toList())
                .nextForwardToken(FORWARD + last.digits())
                .nextBackwardToken(BACKWARD + first.digits())
                .build();
    }

    /** Where a reader of an empty page stands. Whoever looked back from the end of nothing reads on from the begin. */
    private static Position nowhere(Position after, Position end) {
        return end.equals(END) ? Position.START : after.equals(END) ? Position.START : end;
    }

    private static Position position(String token) {
        if (!token.startsWith(FORWARD) && !token.startsWith(BACKWARD)) {
            throw Pages.invalidToken();
        }
        return Position.parse(token.substring(FORWARD.length())).orElseThrow(Pages::invalidToken);
    }

    FilterLogEventsResponse filter(Caller caller, FilterLogEventsRequest request) {
        Unsupported.refuseOthers(request, FILTER, "");
        int limit = Constraints.number(request.limit(), "limit", 1, MAX_EVENTS, MAX_EVENTS);
        long from = Constraints.moment(request.startTime(), "startTime", 0);
        long until = Constraints.moment(request.endTime(), "endTime", Long.MAX_VALUE);
        if (from > until) {
            throw Constraints.invalid(
                    "End time must not be before start time: startTime is " + from + " and endTime is " + until + ".");
        }
        FilterPattern pattern = pattern(request.filterPattern());
        LogGroup group = lookup.group(caller.scope(), request.logGroupName(), request.logGroupIdentifier());
        Map<Long, String> names = new HashMap<>();
        List<StreamLog> streams = new ArrayList<>();
        for (LogStream stream : streams(group, request)) {
            StreamLog log = log(group, stream);
            names.put(log.key(), stream.name());
            streams.add(log);
        }
        Position after = request.nextToken() == null
                ? Position.START
                : Position.parse(Pages.decode(request.nextToken())).orElseThrow(Pages::invalidToken);
        LogReading.Page page = LogReading.read(
                streams,
                new LogReading.Query(
                        after,
                        Math.max(from, Lookup.earliest(group, clock.instant())),
                        until,
                        true,
                        limit,
                        MAX_BYTES,
                        event -> pattern.matches(event.message())),
                files.limits());
        return FilterLogEventsResponse.builder()
                .events(page.events().stream()
                        .map(event -> FilteredLogEvent.builder()
                                .logStreamName(names.get(event.at().stream()))
                                .timestamp(event.timestamp())
                                .message(event.message())
                                .ingestionTime(event.ingested())
                                .eventId(event.at().digits())
                                .build())
                        .toList())
                .searchedLogStreams(List.of())
                .nextToken(page.more() ? Pages.encode(page.end().digits()) : null)
                .build();
    }

    private List<LogStream> streams(LogGroup group, FilterLogEventsRequest request) {
        String prefix = request.logStreamNamePrefix();
        if (!request.hasLogStreamNames()) {
            NavigableMap<String, LogStream> all = catalog.streams(group);
            if (prefix == null) {
                return List.copyOf(all.values());
            }
            Constraints.streamName(prefix, "logStreamNamePrefix");
            return List.copyOf(
                    all.subMap(prefix, true, prefix + Character.MAX_VALUE, true).values());
        }
        if (prefix != null) {
            throw Constraints.invalid("Cannot specify both logStreamNames and logStreamNamePrefix.");
        }
        if (request.logStreamNames().isEmpty() || request.logStreamNames().size() > MAX_STREAM_NAMES) {
            throw Constraints.failed(
                    "'" + request.logStreamNames() + "'",
                    "logStreamNames",
                    "Member must have length between 1 and " + MAX_STREAM_NAMES);
        }
        return request.logStreamNames().stream()
                .distinct()
                .map(name -> lookup.stream(group, name))
                .toList();
    }

    private static FilterPattern pattern(@Nullable String text) {
        try {
            return FilterPattern.parse(text == null ? "" : text);
        } catch (PatternException e) {
            throw invalidPattern(e);
        }
    }

    private static AwsException invalidPattern(PatternException e) {
        return Constraints.invalid("Invalid filter pattern: " + e.getMessage());
    }

    private StreamLog log(LogGroup group, LogStream stream) {
        return files.stream(group.scope(), group.id(), stream.id());
    }
}
