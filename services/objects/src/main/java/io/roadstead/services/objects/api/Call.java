package io.roadstead.services.objects.api;

import io.roadstead.wire.Demand;
import io.roadstead.wire.rest.RestAnswer;
import io.roadstead.wire.rest.RestCall;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One of S3's operations, about to be done.
 *
 * @param bucket what it is about; empty for none
 * @param needs what its caller must be allowed
 */
record Call(String operation, String bucket, Supplier<List<Demand>> needs, Answering answering) implements RestCall {
    /** As CloudTrail has it, what is done to buckets is recorded, and what is done to objects is not. */
    private static final Set<String> RECORDED = Set.of(
            "ListBuckets",
            "CreateBucket",
            "HeadBucket",
            "DeleteBucket",
            "GetBucketLocation",
            "GetBucketEncryption",
            "GetBucketVersioning",
            "GetBucketPolicy",
            "PutBucketPolicy",
            "DeleteBucketPolicy");

    /** What it does. */
    @FunctionalInterface
    interface Answering {
        RestAnswer answer() throws IOException;
    }

    @Override
    public List<Demand> demands() {
        return needs.get();
    }

    @Override
    public Optional<Map<String, String>> recorded() {
        return RECORDED.contains(operation)
                ? Optional.of(bucket.isEmpty() ? Map.of() : Map.of("bucketName", bucket))
                : Optional.empty();
    }

    @Override
    public RestAnswer answer() throws IOException {
        return answering.answer();
    }
}
