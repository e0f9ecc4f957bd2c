package io.roadstead.services.objects.catalog;

import io.roadstead.core.model.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object.
 *
 * @param scope its bucket's
 * @param pieces its bytes in order
 * @param etag without quotes: the MD5 of its bytes, or of its parts' MD5s and their number
 * @param headers what is given back with it, by lower-case name: Content-Type and its kin, and {@code x-amz-meta-…}
 * @param digest the checksum it was put with
 */
public record StoredObject(
        Scope scope,
        String bucket,
        String key,
        List<Piece> pieces,
        long size,
        String etag,
        Instant modified,
        Map<String, String> headers,
        @Nullable Digest digest) {
    public StoredObject {
        pieces = List.copyOf(pieces);
        headers = Map.copyOf(headers);
    }
}
