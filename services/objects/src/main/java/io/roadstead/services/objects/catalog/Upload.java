package io.roadstead.services.objects.catalog;

import io.roadstead.core.model.Scope;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object that is put in parts and not complete.
 *
 * @param headers of the object to be
 * @param algorithm of the parts' checksums and the object's, as the client said; null when it did not
 * @param checksumType {@code FULL_OBJECT} or {@code COMPOSITE}; null when there is no algorithm
 */
public record Upload(
        Scope scope,
        String bucket,
        String id,
        String key,
        Instant started,
        Map<String, String> headers,
        @Nullable String algorithm,
        @Nullable String checksumType) {
    public Upload {
        headers = Map.copyOf(headers);
    }
}
