package io.roadstead.control.api;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.LocationTrait;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** Asks for an account of this installation. AWS has no such call, so its shape is made here in the SDK's form. */
public final class CreateAccountRequest implements SdkPojo {
    private static final SdkField<String> ACCOUNT_ID = SdkField.<String>builder(MarshallingType.STRING)
            .memberName("accountId")
            .getter(pojo -> ((CreateAccountRequest) pojo).accountId)
            .setter((builder, value) -> ((Builder) builder).accountId = value)
            .traits(LocationTrait.builder()
                    .location(MarshallLocation.PAYLOAD)
                    .locationName("accountId")
                    .build())
            .build();
    private static final List<SdkField<?>> FIELDS = List.of(ACCOUNT_ID);

    private final @Nullable String accountId;

    private CreateAccountRequest(Builder builder) {
        this.accountId = builder.accountId;
    }

    /** Where a decoder finds out how to make one. */
    public static Builder builder() {
        return new Builder();
    }

    /** 12 digits; absent for a random number. */
    public @Nullable String accountId() {
        return accountId;
    }

    @Override
    public List<SdkField<?>> sdkFields() {
        return FIELDS;
    }

    @Override
    public Map<String, SdkField<?>> sdkFieldNameToField() {
        return Map.of("accountId", ACCOUNT_ID);
    }

    /** Collects the members. */
    public static final class Builder implements SdkPojo, SdkBuilder<Builder, CreateAccountRequest> {
        private @Nullable String accountId;

        @Override
        public CreateAccountRequest build() {
            return new CreateAccountRequest(this);
        }

        @Override
        public List<SdkField<?>> sdkFields() {
            return FIELDS;
        }

        @Override
        public Map<String, SdkField<?>> sdkFieldNameToField() {
            return Map.of("accountId", ACCOUNT_ID);
        }
    }
}
