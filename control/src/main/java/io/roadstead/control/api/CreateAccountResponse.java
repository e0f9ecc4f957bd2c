package io.roadstead.control.api;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.LocationTrait;

/** The account made, with its root's access key: the only time the secret is told. */
public final class CreateAccountResponse implements SdkPojo {
    private static final SdkField<String> ACCOUNT_ID = field("accountId", response -> response.accountId);
    private static final SdkField<String> ACCESS_KEY_ID = field("accessKeyId", response -> response.accessKeyId);
    private static final SdkField<String> SECRET = field("secretAccessKey", response -> response.secretAccessKey);

    private final String accountId;
    private final String accessKeyId;
    private final String secretAccessKey;

    CreateAccountResponse(String accountId, String accessKeyId, String secretAccessKey) {
        this.accountId = accountId;
        this.accessKeyId = accessKeyId;
        this.secretAccessKey = secretAccessKey;
    }

    @Override
    public List<SdkField<?>> sdkFields() {
        return List.of(ACCOUNT_ID, ACCESS_KEY_ID, SECRET);
    }

    @Override
    public Map<String, SdkField<?>> sdkFieldNameToField() {
        return Map.of("accountId", ACCOUNT_ID, "accessKeyId", ACCESS_KEY_ID, "secretAccessKey", SECRET);
    }

    private static SdkField<String> field(String name, Function<CreateAccountResponse, String> getter) {
        return SdkField.<String>builder(MarshallingType.STRING)
                .memberName(name)
                .getter(pojo -> getter.apply((CreateAccountResponse) pojo))
                .setter((builder, value) -> {
                    throw new UnsupportedOperationException("a response is only written");
                })
                .traits(LocationTrait.builder()
                        .location(MarshallLocation.PAYLOAD)
                        .locationName(name)
                        .build())
                .build();
    }
}
