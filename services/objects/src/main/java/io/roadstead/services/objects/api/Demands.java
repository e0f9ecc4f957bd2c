package io.roadstead.services.objects.api;

import io.roadstead.services.objects.catalog.Bucket;
import io.roadstead.services.objects.catalog.Catalog;
import io.roadstead.wire.Demand;
import io.roadstead.wire.rest.RestRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What callers of S3 must be allowed, by their own policies and by the bucket's. Source: Service authorization reference,
 * "Actions, resources, and condition keys for Amazon S3".
 */
final class Demands {
    private static final String ARN = "arn:aws:s3:::";

    private final Catalog catalog;

    Demands(Catalog catalog) {
        this.catalog = catalog;
    }

    List<Demand> bucket(String action, String name) {
        return List.of(Demand.of(action, ARN + name).guardedBy(policy(name)));
    }

    List<Demand> listing(RestRequest request, String name) {
        return List.of(Demand.of("s3:ListBucket", ARN + name)
                .guardedBy(policy(name))
                .with("s3:prefix", request.parameter("prefix").orElse(null))
                .with("s3:delimiter", request.parameter("delimiter").orElse(null))
                .with("s3:max-keys", request.parameter("max-keys").orElse(null)));
    }

    List<Demand> object(String action, Target target) {
        return objects(action, target.bucket(), List.of(target.key()));
    }

    List<Demand> objects(String action, String bucket, List<String> keys) {
        return List.of(Demand.of(
                        action,
                        keys.stream().map(key -> ARN + bucket + "/" + key).toList())
                .guardedBy(policy(bucket)));
    }

    /** To read the one and to write the other. */
    List<Demand> copy(RestRequest request, Target target) {
        return List.of(
                object("s3:GetObject", ObjectApi.source(request)).getFirst(),
                object("s3:PutObject", target).getFirst());
    }

    private @Nullable String policy(String bucket) {
        return catalog.bucket(bucket).map(Bucket::policy).orElse(null);
    }
}
