package io.roadstead.services.logs.api;

import io.roadstead.core.Ids;
import io.roadstead.services.logs.catalog.Catalog;
import io.roadstead.services.logs.catalog.LogGroup;
import io.roadstead.services.logs.catalog.LogStream;
import io.roadstead.services.logs.segment.LogFiles;
import io.roadstead.services.logs.segment.StreamLog;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import java.time.InstantSource;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogStreamResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsResponse;

/** Log streams: made, described, deleted. */
final class StreamApi {
    private static final String BY_NAME = "LogStreamName";
    private static final String BY_TIME = "LastEventTime";
    /** So that times sort as text: milliseconds since 1970 until the year 5138. */
    private static final int DIGITS = 14;

    private final Catalog catalog;
    private final Lookup lookup;
    private final LogFiles files;
    private final InstantSource clock;
    private final Ids ids;

    StreamApi(Catalog catalog, LogFiles files, InstantSource clock, Ids ids) {
        this.catalog = catalog;
        this.lookup = new Lookup(catalog);
        this.files = files;
        this.clock = clock;
        this.ids = ids;
    }

    CreateLogStreamResponse create(Caller caller, CreateLogStreamRequest request) {
        String name = Constraints.streamName(request.logStreamName(), "logStreamName");
        LogGroup group = lookup.group(caller.scope(), request.logGroupName());
        LogStream stream = new LogStream(caller.scope(), group.id(), name, ids.hex(), clock.instant());
        if (!catalog.create(group, stream)) {
            if (catalog.group(caller.scope(), group.name())
                    .filter(group::equals)
                    .isEmpty()) {
                throw Lookup.noGroup();
            }
            throw new AwsException("ResourceAlreadyExistsException", "The specified log stream already exists");
        }
        return CreateLogStreamResponse.builder().build();
    }

    DeleteLogStreamResponse delete(Caller caller, DeleteLogStreamRequest request) {
        LogGroup group = lookup.group(caller.scope(), request.logGroupName());
        LogStream stream = lookup.stream(group, request.logStreamName());
        if (!catalog.delete(group, stream)) {
            throw Lookup.noStream();
        }
        files.removeStream(group.scope(), group.id(), stream.id());
        return DeleteLogStreamResponse.builder().build();
    }

    DescribeLogStreamsResponse describe(Caller caller, DescribeLogStreamsRequest request) {
        LogGroup group = lookup.group(caller.scope(), request.logGroupName(), request.logGroupIdentifier());
        String order = Objects.requireNonNullElse(request.orderByAsString(), BY_NAME);
        String prefix = request.logStreamNamePrefix();
        if (!List.of(BY_NAME, BY_TIME).contains(order)) {
            throw Constraints.notOneOf(order, "orderBy", List.of(BY_NAME, BY_TIME));
        }
        if (prefix != null && order.equals(BY_TIME)) {
            throw Constraints.invalid("Cannot order by LastEventTime with a logStreamNamePrefix.");
        }
        if (prefix != null) {
            Constraints.streamName(prefix, "logStreamNamePrefix");
        }
        NavigableMap<String, LogStream> streams = catalog.streams(group);
        if (order.equals(BY_TIME)) {
            streams = byTime(group, streams);
        }
        boolean descending = Boolean.TRUE.equals(request.descending());
        Pages.Page<LogStream> page = Pages.byName(
                descending ? streams.descendingMap() : streams,
                key -> prefix == null || key.startsWith(prefix),
                first(streams, prefix, descending),
                request.nextToken(),
                Pages.limit(request.limit()));
        return DescribeLogStreamsResponse.builder()
                .logStreams(page.items().stream()
                        .map(stream -> shape(group, stream))
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static String first(NavigableMap<String, LogStream> streams, @Nullable String prefix, boolean descending) {
        if (descending) {
            return streams.isEmpty() ? "" : streams.lastKey();
        }
        return prefix == null ? "" : prefix;
    }

    /** By the time of the latest event; a stream without any stands at the time it was made. */
    private NavigableMap<String, LogStream> byTime(LogGroup group, NavigableMap<String, LogStream> streams) {
        NavigableMap<String, LogStream> sorted = new TreeMap<>();
        streams.forEach((name, stream) -> {
            StreamLog.Summary summary = log(group, stream).summary();
            String latest = Long.toString(summary.empty() ? stream.createdAt().toEpochMilli() : summary.latest());
            sorted.put("0".repeat(Math.max(0, DIGITS - latest.length())) + latest + " " + name, stream);
        });
        return sorted;
    }

    private StreamLog log(LogGroup group, LogStream stream) {
        return files.stream(group.scope(), group.id(), stream.id());
    }

    @SuppressWarnings("deprecation") // AWS tells 0 stored bytes of every stream since 2019, and clients read it.
    private software.amazon.awssdk.services.cloudwatchlogs.model.LogStream shape(LogGroup group, LogStream stream) {
        StreamLog.Summary summary = log(group, stream).summary();
        return software.amazon.awssdk.services.cloudwatchlogs.model.LogStream.builder()
                .logStreamName(stream.name())
                .creationTime(stream.createdAt().toEpochMilli())
                .firstEventTimestamp(summary.empty() ? null : Long.valueOf(summary.earliest()))
                .lastEventTimestamp(summary.empty() ? null : Long.valueOf(summary.latest()))
                .lastIngestionTime(summary.empty() ? null : Long.valueOf(summary.lastIngested()))
                .uploadSequenceToken(PutApi.sequenceToken(stream))
                .arn(group.arn() + ":log-stream:" + stream.name())
                .storedBytes(0L)
                .build();
    }
}
