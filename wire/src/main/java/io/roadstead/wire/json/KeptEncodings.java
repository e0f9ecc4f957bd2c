package io.roadstead.wire.json;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/** What values of one class were written as, by identity: they never change. */
final class KeptEncodings {
    /** Beyond it all are forgotten and written anew when met. */
    static final int LIMIT = 2_000;

    private final ConcurrentMap<Identity, SerializableString> texts = new ConcurrentHashMap<>();

    /** The value itself, not what it equals: comparing two of the SDK's values costs as much as writing one. */
    private record Identity(SdkPojo value) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Identity identity && identity.value == value;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(value);
        }
    }

    @Nullable
    SerializableString get(SdkPojo value) {
        return texts.isEmpty() ? null : texts.get(new Identity(value));
    }

    void keep(SdkPojo value, Function<SdkPojo, String> write) {
        Identity identity = new Identity(value);
        if (texts.containsKey(identity)) {
            return;
        }
        if (texts.size() >= LIMIT) {
            texts.clear();
        }
        texts.put(identity, new SerializedString(write.apply(value)));
    }
}
