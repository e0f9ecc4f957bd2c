package io.roadstead.doctor.facts;

import io.roadstead.doctor.facts.FileFact.State;
import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.Json;
import java.util.List;

/** Looks for environment files in S3: whether one is there, what lies beside it, what is in it. */
final class FileLooks {
    /** Of ListObjectsV2. */
    private static final int OBJECTS_AT_ONCE = 1000;

    private final LookCalls calls;

    FileLooks(LookCalls calls) {
        this.calls = calls;
    }

    FileFact look(String bucket, String key, String region) {
        try {
            String folder = key.substring(0, key.lastIndexOf('/') + 1);
            List<String> beside = listed(bucket, folder, region);
            if (beside.contains(key)) {
                return new FileFact(bucket, key, State.THERE, List.of());
            }
            return new FileFact(bucket, key, State.NO_KEY, beside.isEmpty() ? listed(bucket, "", region) : beside);
        } catch (ApiError error) {
            if (error.type().equals("NoSuchBucket")) {
                return new FileFact(bucket, key, State.NO_BUCKET, List.of());
            }
            calls.unseen("bucket " + bucket, error);
            return new FileFact(bucket, key, State.UNSEEN, List.of());
        }
    }

    /** What programs make of an environment file. */
    FileLines lines(String arn, String region) {
        int slash = arn.indexOf('/');
        try {
            return FileLines.of(
                    arn,
                    calls.call(
                                    "s3",
                                    region,
                                    "GetObject",
                                    Json.object()
                                            .put("Bucket", arn.substring(LackCollector.FILE.length(), slash))
                                            .put("Key", arn.substring(slash + 1)))
                            .path("Body")
                            .text());
        } catch (ApiError error) {
            calls.unseen("environment file " + arn, error);
            return new FileLines(arn, List.of());
        }
    }

    private List<String> listed(String bucket, String prefix, String region) {
        return calls
                .call(
                        "s3",
                        region,
                        "ListObjectsV2",
                        Json.object()
                                .put("Bucket", bucket)
                                .put("Prefix", prefix)
                                .put("MaxKeys", OBJECTS_AT_ONCE))
                .path("Contents")
                .items()
                .stream()
                .map(object -> object.path("Key").text())
                .toList();
    }
}
