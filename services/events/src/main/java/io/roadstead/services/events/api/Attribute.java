package io.roadstead.services.events.api;

import io.roadstead.services.events.record.Operations;
import io.roadstead.services.events.trail.Lane;
import io.roadstead.services.events.trail.TrailEntry;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What events are looked up by. */
enum Attribute {
    EVENT_ID("EventId"),
    EVENT_NAME("EventName"),
    READ_ONLY("ReadOnly"),
    USERNAME("Username"),
    RESOURCE_TYPE("ResourceType"),
    RESOURCE_NAME("ResourceName"),
    EVENT_SOURCE("EventSource"),
    ACCESS_KEY_ID("AccessKeyId");

    private final String key;

    Attribute(String key) {
        this.key = key;
    }

    static @Nullable Attribute of(@Nullable String key) {
        for (Attribute each : values()) {
            if (each.key.equals(key)) {
                return each;
            }
        }
        return null;
    }

    Predicate<TrailEntry> matching(String value) {
        return switch (this) {
            case EVENT_ID -> entry -> entry.id().toString().equals(value);
            case EVENT_NAME -> entry -> entry.name().equals(value);
            case READ_ONLY -> entry -> entry.readOnly() == Boolean.parseBoolean(value);
            case USERNAME -> entry -> entry.username().equals(value);
            case RESOURCE_TYPE ->
                entry -> Resources.of(entry).stream()
                        .anyMatch(resource -> resource.type().equals(value));
            case RESOURCE_NAME ->
                entry -> Resources.of(entry).stream()
                        .anyMatch(resource -> resource.name().equals(value));
            case EVENT_SOURCE -> entry -> entry.source().equals(value);
            case ACCESS_KEY_ID -> entry -> entry.accessKeyId().equals(value);
        };
    }

    /** Where events with this value are, and nowhere else. */
    Set<Lane> lanes(String value) {
        return switch (this) {
            case EVENT_NAME -> EnumSet.of(Operations.lane(value));
            case READ_ONLY ->
                Boolean.parseBoolean(value)
                        ? EnumSet.of(Lane.READS, Lane.REPORTS)
                        : EnumSet.of(Lane.CHANGES, Lane.REPORTS);
            case EVENT_ID, USERNAME, RESOURCE_TYPE, RESOURCE_NAME, EVENT_SOURCE, ACCESS_KEY_ID ->
                EnumSet.allOf(Lane.class);
        };
    }
}
