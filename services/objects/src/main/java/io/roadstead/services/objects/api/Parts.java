package io.roadstead.services.objects.api;

import io.roadstead.core.Ids;
import io.roadstead.services.objects.blob.Blobs;
import io.roadstead.services.objects.catalog.Bucket;
import io.roadstead.services.objects.catalog.Catalog;
import io.roadstead.services.objects.catalog.Piece;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.rest.RestRequest;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all operations share.
 *
 * @param policies refuses the document of a bucket's policy that is none, with an {@link AwsException}
 * @param objectLimit the most bytes one request may put
 */
public record Parts(
        Catalog catalog, Blobs blobs, Consumer<String> policies, InstantSource clock, Ids ids, long objectLimit) {
    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

    /**
     * The bucket of this name. What belongs to one account no other gets to, whatever the bucket's policy says: who judges
     * calls does not know whose a bucket is.
     */
    Bucket bucket(RestRequest request, String name) {
        Bucket bucket = catalog.bucket(name).orElseThrow(() -> Refusals.noSuchBucket(name));
        String expected = request.headers().get("x-amz-expected-bucket-owner");
        if (expected != null && !expected.equals(bucket.scope().account())) {
            throw Refusals.accessDenied();
        }
        if (!isOwner(request.caller(), bucket)) {
            throw Refusals.accessDenied();
        }
        return bucket;
    }

    static boolean isOwner(Caller caller, Bucket bucket) {
        return caller.scope().account().equals(bucket.scope().account());
    }

    /** Lets bytes go that no record names any more. What cannot be deleted now is swept at the next start. */
    void discard(Collection<Piece> pieces) {
        for (Piece piece : pieces) {
            try {
                blobs.delete(piece.blob());
            } catch (IOException e) {
                LOG.warn("The bytes {} could not be deleted; they go at the next start", piece.blob(), e);
            }
        }
    }
}
