package io.roadstead.services.events.api;

import io.roadstead.services.events.record.CallRecorder;
import io.roadstead.services.events.trail.EventIds;
import io.roadstead.services.events.trail.Lane;
import io.roadstead.services.events.trail.Trail;
import io.roadstead.services.events.trail.TrailEntry;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttribute;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsRequest;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsResponse;
import software.amazon.awssdk.services.cloudtrail.model.Resource;

/** LookupEvents. */
final class LookupApi {
    /** Source: companion-apis 15. */
    static final int MAX_RESULTS = 50;

    /** For an account in a region. Source: CloudTrail API reference, LookupEvents. */
    static final int REQUESTS_PER_SECOND = 2;

    private static final Logger log = LoggerFactory.getLogger(LookupApi.class);
    /** How long a look-up waits until the calls before it are recorded. */
    private static final Duration FLUSH_LIMIT = Duration.ofSeconds(2);

    private static final String INSIGHT = "insight";

    private final Trail trail;
    private final CallRecorder recorder;
    private final InstantSource clock;
    private final Throttle throttle = new Throttle(REQUESTS_PER_SECOND);

    LookupApi(Trail trail, CallRecorder recorder, InstantSource clock) {
        this.trail = trail;
        this.recorder = recorder;
        this.clock = clock;
    }

    LookupEventsResponse lookup(Caller caller, LookupEventsRequest request) {
        if (!throttle.allows(caller.scope(), clock.instant())) {
            throw new AwsException("ThrottlingException", "Rate exceeded");
        }
        int limit = limit(request.maxResults());
        Instant end = request.endTime();
        if (request.startTime() != null && end != null && request.startTime().isAfter(end)) {
            throw new AwsException("InvalidTimeRangeException", "Start time must be before end time.");
        }
        @Nullable UUID token = token(request.nextToken());
        Set<Lane> lanes = EnumSet.allOf(Lane.class);
        Predicate<TrailEntry> wanted = entry -> entry.scope().equals(caller.scope());
        Optional<LookupAttribute> asked = attribute(request);
        if (asked.isPresent()) {
            Attribute attribute = known(asked.get());
            String value = value(asked.get());
            lanes = attribute.lanes(value);
            wanted = wanted.and(attribute.matching(value));
            if (attribute == Attribute.EVENT_ID) {
                token = earlier(token, behind(value));
            }
        }
        if (INSIGHT.equals(request.eventCategoryAsString())) {
            // There are none: nobody looks for unusual activity here.
            return LookupEventsResponse.builder().events(List.of()).build();
        }
        if (end != null) {
            token = earlier(
                    token, EventIds.first(end.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1)));
        }
        if (!recorder.flush(FLUSH_LIMIT)) {
            log.warn("Events are looked up though the calls before were not recorded within {}", FLUSH_LIMIT);
        }
        return answer(new Trail.Query(lanes, request.startTime(), token, wanted), limit);
    }

    private LookupEventsResponse answer(Trail.Query query, int limit) {
        try {
            Trail.Page page = trail.find(query, limit);
            return LookupEventsResponse.builder()
                    .events(page.entries().stream().map(LookupApi::event).toList())
                    .nextToken(page.next().map(UUID::toString).orElse(null))
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException("the recorded calls cannot be read", e);
        }
    }

    private static Event event(TrailEntry entry) {
        return Event.builder()
                .eventId(entry.id().toString())
                .eventName(entry.name())
                .readOnly(Boolean.toString(entry.readOnly()))
                .accessKeyId(entry.accessKeyId())
                .eventTime(EventIds.at(entry.id()).truncatedTo(ChronoUnit.SECONDS))
                .eventSource(entry.source())
                .username(entry.username())
                .resources(Resources.of(entry).stream()
                        .map(resource -> Resource.builder()
                                .resourceType(resource.type())
                                .resourceName(resource.name())
                                .build())
                        .toList())
                .cloudTrailEvent(EventJson.of(entry))
                .build();
    }

    private static int limit(@Nullable Integer asked) {
        if (asked == null) {
            return MAX_RESULTS;
        }
        if (asked < 1 || asked > MAX_RESULTS) {
            throw new AwsException(
                    "InvalidMaxResultsException",
                    "MaxResults must be between 1 and " + MAX_RESULTS + ", and it is " + asked + ".");
        }
        return asked;
    }

    private static Optional<LookupAttribute> attribute(LookupEventsRequest request) {
        List<LookupAttribute> attributes = request.lookupAttributes();
        if (attributes.size() > 1) {
            throw new AwsException(
                    "InvalidLookupAttributesException",
                    "Events are looked up by one attribute, and the request has " + attributes.size() + ".");
        }
        return attributes.stream().findFirst();
    }

    private static Attribute known(LookupAttribute asked) {
        Attribute attribute = Attribute.of(asked.attributeKeyAsString());
        if (attribute == null) {
            throw new AwsException(
                    "InvalidLookupAttributesException",
                    "There is no attribute " + asked.attributeKeyAsString()
                            + ": events are looked up by EventId, EventName, ReadOnly, Username, ResourceType, ResourceName,"
                            + " EventSource or AccessKeyId.");
        }
        return attribute;
    }

    private static String value(LookupAttribute asked) {
        String value = asked.attributeValue();
        if (value == null || value.isEmpty()) {
            throw new AwsException(
                    "InvalidLookupAttributesException",
                    "The attribute " + asked.attributeKeyAsString() + " has no value.");
        }
        return value;
    }

    private static @Nullable UUID token(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new AwsException(
                    "InvalidNextTokenException", "The next token is none that an answer of LookupEvents had.");
        }
    }

    /** Where to begin for the event with this id, so that not all later ones are looked at; absent for what is no id. */
    private static @Nullable UUID behind(String eventId) {
        try {
            return EventIds.first(EventIds.at(UUID.fromString(eventId)).plusMillis(1));
        } catch (IllegalArgumentException noId) {
            return null;
        }
    }

    private static @Nullable UUID earlier(@Nullable UUID one, @Nullable UUID other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return EventIds.compare(one, other) < 0 ? one : other;
    }
}
