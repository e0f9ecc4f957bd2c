package io.roadstead.services.objects.catalog;

import io.roadstead.core.model.Scope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A part of an upload.
 *
 * @param number 1 to 10,000
 * @param etag the MD5 of its bytes, without quotes
 */
public record Part(
        Scope scope,
        String bucket,
        String upload,
        int number,
        Piece piece,
        String etag,
        Instant modified,
        @Nullable Digest digest) {}
