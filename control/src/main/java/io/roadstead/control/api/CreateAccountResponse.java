package io.roadstead.control.api;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.LocationTrait;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** The account made, with its root's access key: the only time the secret is told. */
public final class CreateAccountResponse implements SdkPojo {
    private static final SdkField<String> ACCOUNT_ID =
            field("accountId", response -> response.accountId, (builder, value) -> builder.accountId = value);
    private static final SdkField<String> ACCESS_KEY_ID =
            field("accessKeyId", response -> response.accessKeyId, (builder, value) -> builder.accessKeyId = value);
    private static final SdkField<String> SECRET = field(
            "secretAccessKey",
            response -> response.secretAccessKey,
            (builder, value) -> builder.secretAccessKey = value);
    private static final Map<String, SdkField<?>> BY_NAME =
            Map.of("accountId", ACCOUNT_ID, "accessKeyId", ACCESS_KEY_ID, "secretAccessKey", SECRET);

    private final String accountId;
    private final String accessKeyId;
    private final String secretAccessKey;

    private CreateAccountResponse(Builder builder) {
        this.accountId = builder.accountId;
        this.accessKeyId = builder.accessKeyId;
        this.secretAccessKey = builder.secretAccessKey;
    }

    static CreateAccountResponse of(String accountId, String accessKeyId, String secretAccessKey) {
        Builder builder = builder();
        builder.accountId = accountId;
        builder.accessKeyId = accessKeyId;
        builder.secretAccessKey = secretAccessKey;
        return builder.build();
    }

    /** Where an encoder finds the members. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public List<SdkField<?>> sdkFields() {
        return List.of(ACCOUNT_ID, ACCESS_KEY_ID, SECRET);
    }

    @Override
    public Map<String, SdkField<?>> sdkFieldNameToField() {
        return BY_NAME;
    }

    private static SdkField<String> field(
            String name, Function<CreateAccountResponse, String> getter, BiConsumer<Builder, String> setter) {
        return SdkField.<String>builder(MarshallingType.STRING)
                .memberName(name)
                .getter(pojo -> getter.apply((CreateAccountResponse) pojo))
                .setter((builder, value) -> setter.accept((Builder) builder, value))
                .traits(LocationTrait.builder()
                        .location(MarshallLocation.PAYLOAD)
                        .locationName(name)
                        .build())
                .build();
    }

    /** Collects the members. */
    public static final class Builder implements SdkPojo, SdkBuilder<Builder, CreateAccountResponse> {
        private String accountId = "";
        private String accessKeyId = "";
        private String secretAccessKey = "";

        @Override
        public CreateAccountResponse build() {
            return new CreateAccountResponse(this);
        }

        @Override
        public List<SdkField<?>> sdkFields() {
            return List.of(ACCOUNT_ID, ACCESS_KEY_ID, SECRET);
        }

        @Override
        public Map<String, SdkField<?>> sdkFieldNameToField() {
            return BY_NAME;
        }
    }
}
