package io.roadstead.services.logs.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roadstead.services.logs.catalog.Catalog;
import io.roadstead.services.logs.catalog.LogGroup;
import io.roadstead.services.logs.catalog.LogStream;
import io.roadstead.services.logs.segment.Batch;
import io.roadstead.services.logs.segment.LogFiles;
import io.roadstead.services.logs.segment.StreamLog;
import io.roadstead.wire.Caller;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.RejectedEntityInfo;
import software.amazon.awssdk.services.cloudwatchlogs.model.RejectedLogEventsInfo;

/**
 * PutLogEvents. Sequence tokens are not asked for any more, and AWS ignores them; here one of the form {@code
 * roadstead:<sender>:<number>} marks a batch, so that an agent may send it again after a crash and it is kept once.
 *
 * <p>Source: companion-apis 5.
 */
final class PutApi {
    static final int MAX_EVENTS = 10_000;
    static final int MAX_BYTES = 1_048_576;
    static final int EVENT_OVERHEAD = 26;
    static final Duration MAX_SPAN = Duration.ofHours(24);
    static final Duration MAX_AHEAD = Duration.ofHours(2);
    static final Duration MAX_AGE = Duration.ofDays(14);

    private static final Pattern MARK = Pattern.compile("roadstead:([A-Za-z0-9-]{1,64}):(\\d{1,18})");
    private static final int TOKEN_DIGITS = 56;
    private static final int HEXADECIMAL = 16;

    private final Lookup lookup;
    private final LogFiles files;
    private final InstantSource clock;

    PutApi(Catalog catalog, LogFiles files, InstantSource clock) {
        this.lookup = new Lookup(catalog);
        this.files = files;
        this.clock = clock;
    }

    PutLogEventsResponse put(Caller caller, PutLogEventsRequest request) {
        List<InputLogEvent> events = request.logEvents();
        requireLimits(events);
        LogGroup group = lookup.group(caller.scope(), request.logGroupName());
        LogStream stream = lookup.stream(group, request.logStreamName());
        Instant now = clock.instant();
        Bounds bounds = Bounds.of(events, group, now);
        PutLogEventsResponse.Builder response = PutLogEventsResponse.builder().nextSequenceToken(sequenceToken(stream));
        if (request.entity() != null) {
            // What an entity is for is not built; the events are, and are kept.
            response.rejectedEntityInfo(RejectedEntityInfo.builder()
                    .errorType("UnsupportedLogGroupType")
                    .build());
        }
        if (bounds.rejectsAny(events.size())) {
            response.rejectedLogEventsInfo(bounds.shape(events.size()));
        }
        List<Batch.Line> lines = new ArrayList<>(bounds.end() - bounds.begin());
        for (InputLogEvent event : events.subList(bounds.begin(), bounds.end())) {
            lines.add(new Batch.Line(event.timestamp(), event.message()));
        }
        if (!lines.isEmpty()) {
            try {
                files.stream(group.scope(), group.id(), stream.id())
                        .append(new Batch(now.toEpochMilli(), lines, mark(request.sequenceToken())));
            } catch (StreamLog.GoneException deleted) {
                throw Lookup.noStream();
            }
        }
        return response.build();
    }

    /** Any token will do, so the same one is always told. */
    static String sequenceToken(LogStream stream) {
        String digits = new BigInteger(stream.id(), HEXADECIMAL).toString();
        return "49" + "0".repeat(TOKEN_DIGITS - 2 - digits.length()) + digits;
    }

    private static Batch.@Nullable Mark mark(@Nullable String token) {
        Matcher matcher = MARK.matcher(token == null ? "" : token);
        return matcher.matches() ? new Batch.Mark(matcher.group(1), Long.parseLong(matcher.group(2))) : null;
    }

    private static void requireLimits(List<InputLogEvent> events) {
        if (events.isEmpty()) {
            throw Constraints.failed("'[]'", "logEvents", "Member must have length greater than or equal to 1");
        }
        if (events.size() > MAX_EVENTS) {
            throw Constraints.failed(
                    "'[" + events.size() + " events]'",
                    "logEvents",
                    "Member must have length less than or equal to " + MAX_EVENTS);
        }
        long bytes = 0;
        long last = 0;
        for (int i = 0; i < events.size(); i++) {
            InputLogEvent event = events.get(i);
            if (event.message().isEmpty()) {
                throw Constraints.failed(
                        "''",
                        "logEvents." + (i + 1) + ".member.message",
                        "Member must have length greater than or equal to 1");
            }
            Constraints.moment(event.timestamp(), "logEvents." + (i + 1) + ".member.timestamp", 0);
            if (event.timestamp() < last) {
                throw Constraints.invalid(
                        "Log events in a single PutLogEvents request must be in chronological order.");
            }
            last = event.timestamp();
            long size = utf8Length(event.message()) + EVENT_OVERHEAD;
            if (size > MAX_BYTES) {
                throw Constraints.invalid(String.format(
                        Locale.ROOT, "Log event too large: %d bytes exceeds limit of %d", size, MAX_BYTES));
            }
            bytes += size;
        }
        if (bytes > MAX_BYTES) {
            throw Constraints.invalid(
                    String.format(Locale.ROOT, "Upload too large: %d bytes exceeds limit of %d", bytes, MAX_BYTES));
        }
        if (last - events.getFirst().timestamp() > MAX_SPAN.toMillis()) {
            throw Constraints.invalid(
                    "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
        }
    }

    private static long utf8Length(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return text.getBytes(UTF_8).length;
            }
        }
        return text.length();
    }

    /**
     * Which events of a batch are taken: those from {@code begin} on and before {@code end}.
     *
     * @param expired how many at the begin are older than the group's retention
     */
    private record Bounds(int begin, int end, int expired) {
        static Bounds of(List<InputLogEvent> events, LogGroup group, Instant now) {
            long tooOld = now.minus(MAX_AGE).toEpochMilli();
            long earliest = Lookup.earliest(group, now);
            long latest = now.plus(MAX_AHEAD).toEpochMilli();
            int old = 0;
            int expired = 0;
            int end = events.size();
            for (int i = 0; i < events.size(); i++) {
                long timestamp = events.get(i).timestamp();
                old += timestamp < tooOld ? 1 : 0;
                expired += timestamp < earliest ? 1 : 0;
                if (timestamp > latest) {
                    end = i;
                    break;
                }
            }
            return new Bounds(Math.max(old, expired), end, expired);
        }

        boolean rejectsAny(int size) {
            return begin > 0 || end < size;
        }

        RejectedLogEventsInfo shape(int size) {
            return RejectedLogEventsInfo.builder()
                    .tooNewLogEventStartIndex(end < size ? Integer.valueOf(end) : null)
                    .tooOldLogEventEndIndex(begin > expired ? Integer.valueOf(begin) : null)
                    .expiredLogEventEndIndex(expired > 0 ? Integer.valueOf(expired) : null)
                    .build();
        }
    }
}
