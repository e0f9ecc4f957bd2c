package io.roadstead.control.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.LocationTrait;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** Some events, oldest first, each as the text of EventBridge's JSON. */
public final class ListEventsResponse implements SdkPojo {
    private static final SdkField<List<String>> EVENTS = ListEventsResponse.<List<String>>field(
                    MarshallingType.LIST, "events", r -> r.events, (b, v) -> b.events = v)
            .traits(
                    location("events"),
                    ListTrait.builder()
                            .memberLocationName(null)
                            .memberFieldInfo(SdkField.<String>builder(MarshallingType.STRING)
                                    .traits(location("member"))
                                    .build())
                            .build())
            .build();
    private static final SdkField<String> NEXT = ListEventsResponse.<String>field(
                    MarshallingType.STRING, "next", r -> r.next, (b, v) -> b.next = v)
            .traits(location("next"))
            .build();
    private static final SdkField<Boolean> MORE = ListEventsResponse.<Boolean>field(
                    MarshallingType.BOOLEAN, "more", r -> r.more, (b, v) -> b.more = v)
            .traits(location("more"))
            .build();
    private static final SdkField<Boolean> MISSED = ListEventsResponse.<Boolean>field(
                    MarshallingType.BOOLEAN, "missed", r -> r.missed, (b, v) -> b.missed = v)
            .traits(location("missed"))
            .build();
    private static final List<SdkField<?>> FIELDS = List.of(EVENTS, NEXT, MORE, MISSED);
    private static final Map<String, SdkField<?>> BY_NAME = byName();

    private final List<String> events;
    private final String next;
    private final boolean more;
    private final boolean missed;

    private ListEventsResponse(Builder builder) {
        this.events = List.copyOf(builder.events);
        this.next = builder.next;
        this.more = builder.more;
        this.missed = builder.missed;
    }

    static ListEventsResponse of(List<String> events, String next, boolean more, boolean missed) {
        Builder builder = builder();
        builder.events = events;
        builder.next = next;
        builder.more = more;
        builder.missed = missed;
        return builder.build();
    }

    /** Where an encoder finds the members. */
    public static Builder builder() {
        return new Builder();
    }

    public List<String> events() {
        return events;
    }

    /** Where to go on, now or when there is more; it means something to this server alone. */
    public String next() {
        return next;
    }

    /** Whether there is more already: it was cut by {@code maxResults}, or too many others had to be looked at. */
    public boolean more() {
        return more;
    }

    /** Whether events behind {@code after} are no longer kept. */
    public boolean missed() {
        return missed;
    }

    @Override
    public List<SdkField<?>> sdkFields() {
        return FIELDS;
    }

    @Override
    public Map<String, SdkField<?>> sdkFieldNameToField() {
        return BY_NAME;
    }

    private static Map<String, SdkField<?>> byName() {
        Map<String, SdkField<?>> fields = new LinkedHashMap<>();
        FIELDS.forEach(field -> fields.put(field.memberName(), field));
        return Map.copyOf(fields);
    }

    private static <T> SdkField.Builder<T> field(
            MarshallingType<? super T> type,
            String name,
            Function<ListEventsResponse, T> getter,
            BiConsumer<Builder, T> setter) {
        return SdkField.<T>builder(type)
                .memberName(name)
                .getter(pojo -> getter.apply((ListEventsResponse) pojo))
                .setter((builder, value) -> setter.accept((Builder) builder, value));
    }

    private static LocationTrait location(String name) {
        return LocationTrait.builder()
                .location(MarshallLocation.PAYLOAD)
                .locationName(name)
                .build();
    }

    /** Collects the members. */
    public static final class Builder implements SdkPojo, SdkBuilder<Builder, ListEventsResponse> {
        private List<String> events = List.of();
        private String next = "";
        private boolean more;
        private boolean missed;

        @Override
        public ListEventsResponse build() {
            return new ListEventsResponse(this);
        }

        @Override
        public List<SdkField<?>> sdkFields() {
            return FIELDS;
        }

        @Override
        public Map<String, SdkField<?>> sdkFieldNameToField() {
            return BY_NAME;
        }
    }
}
