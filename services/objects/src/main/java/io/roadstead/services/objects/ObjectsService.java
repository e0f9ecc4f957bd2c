package io.roadstead.services.objects;

import io.roadstead.core.Ids;
import io.roadstead.services.objects.api.Parts;
import io.roadstead.services.objects.api.S3Api;
import io.roadstead.services.objects.blob.Blobs;
import io.roadstead.services.objects.catalog.Catalog;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Store;
import io.roadstead.wire.rest.RestApi;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** S3 of one server: records in the Store, bytes in {@link Blobs}. */
public final class ObjectsService implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ObjectsService.class);

    private final Catalog catalog;
    private final RestApi api;

    private ObjectsService(Catalog catalog, RestApi api) {
        this.catalog = catalog;
        this.api = api;
    }

    /**
     * @param objectLimit the most bytes an object has and one request may put
     */
    public record Settings(long objectLimit) {
        /** What S3 takes in one request. */
        public static final Settings DEFAULT = new Settings(5L << 30);
    }

    /**
     * Opens what is stored, and removes the bytes that a crash left without a record.
     *
     * @param policies refuses the document of a bucket's policy that is none, with an AwsException
     */
    public static ObjectsService open(
            Store store,
            RecordCodec codec,
            Blobs blobs,
            Consumer<String> policies,
            Settings settings,
            InstantSource clock,
            Ids ids)
            throws IOException {
        Catalog catalog = Catalog.open(store, codec, ids);
        Set<String> needed = catalog.settle();
        int swept = blobs.sweep(needed::contains);
        if (swept > 0) {
            log.info("Bytes of {} objects that were never told as stored, or no longer, were removed", swept);
        }
        return new ObjectsService(
                catalog, new S3Api(new Parts(catalog, blobs, policies, clock, ids, settings.objectLimit())));
    }

    public RestApi api() {
        return api;
    }

    @Override
    public void close() {
        catalog.close();
    }
}
