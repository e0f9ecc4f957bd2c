package io.roadstead.control.api;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.LocationTrait;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** Asks for the caller's events. AWS keeps none and has no such call, so its shape is made here in the SDK's form. */
public final class ListEventsRequest implements SdkPojo {
    private static final List<SdkField<?>> FIELDS = List.of(
            field(MarshallingType.STRING, "cluster", r -> r.cluster, (b, v) -> b.cluster = v),
            field(MarshallingType.STRING, "service", r -> r.service, (b, v) -> b.service = v),
            field(MarshallingType.STRING, "detailType", r -> r.detailType, (b, v) -> b.detailType = v),
            field(MarshallingType.STRING, "resource", r -> r.resource, (b, v) -> b.resource = v),
            field(MarshallingType.INSTANT, "since", r -> r.since, (b, v) -> b.since = v),
            field(MarshallingType.STRING, "after", r -> r.after, (b, v) -> b.after = v),
            field(MarshallingType.INTEGER, "maxResults", r -> r.maxResults, (b, v) -> b.maxResults = v));
    private static final Map<String, SdkField<?>> BY_NAME = byName();

    private final @Nullable String cluster;
    private final @Nullable String service;
    private final @Nullable String detailType;
    private final @Nullable String resource;
    private final @Nullable Instant since;
    private final @Nullable String after;
    private final @Nullable Integer maxResults;

    private ListEventsRequest(Builder builder) {
        this.cluster = builder.cluster;
        this.service = builder.service;
        this.detailType = builder.detailType;
        this.resource = builder.resource;
        this.since = builder.since;
        this.after = builder.after;
        this.maxResults = builder.maxResults;
    }

    /** Where a decoder finds out how to make one. */
    public static Builder builder() {
        return new Builder();
    }

    /** A cluster's name or ARN; absent for those of all. */
    public @Nullable String cluster() {
        return cluster;
    }

    /** A service's name: what it told, and what its tasks did. */
    public @Nullable String service() {
        return service;
    }

    /** For example {@code ECS Task State Change}. */
    public @Nullable String detailType() {
        return detailType;
    }

    /** The ARN of the task, instance or service it is about. */
    public @Nullable String resource() {
        return resource;
    }

    /** Events that happened before are left out; compared to the second, which is what an event tells. */
    public @Nullable Instant since() {
        return since;
    }

    /** The {@code next} of an earlier answer; absent for the oldest kept. */
    public @Nullable String after() {
        return after;
    }

    /** 1 to 100; absent means 100. */
    public @Nullable Integer maxResults() {
        return maxResults;
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

    private static <T> SdkField<T> field(
            MarshallingType<? super T> type,
            String name,
            Function<ListEventsRequest, @Nullable T> getter,
            BiConsumer<Builder, T> setter) {
        return SdkField.<T>builder(type)
                .memberName(name)
                .getter(pojo -> getter.apply((ListEventsRequest) pojo))
                .setter((builder, value) -> setter.accept((Builder) builder, value))
                .traits(LocationTrait.builder()
                        .location(MarshallLocation.PAYLOAD)
                        .locationName(name)
                        .build())
                .build();
    }

    /** Collects the members. */
    public static final class Builder implements SdkPojo, SdkBuilder<Builder, ListEventsRequest> {
        private @Nullable String cluster;
        private @Nullable String service;
        private @Nullable String detailType;
        private @Nullable String resource;
        private @Nullable Instant since;
        private @Nullable String after;
        private @Nullable Integer maxResults;

        public Builder cluster(@Nullable String value) {
            cluster = value;
            return this;
        }

        public Builder service(@Nullable String value) {
            service = value;
            return this;
        }

        public Builder detailType(@Nullable String value) {
            detailType = value;
            return this;
        }

        public Builder resource(@Nullable String value) {
            resource = value;
            return this;
        }

        public Builder since(@Nullable Instant value) {
            since = value;
            return this;
        }

        public Builder after(@Nullable String value) {
            after = value;
            return this;
        }

        public Builder maxResults(@Nullable Integer value) {
            maxResults = value;
            return this;
        }

        @Override
        public ListEventsRequest build() {
            return new ListEventsRequest(this);
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
