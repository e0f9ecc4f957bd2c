package io.roadstead.doctor.facts;

import java.util.List;

/**
 * An environment file that a definition names, as S3 tells it.
 *
 * @param state of the two the bucket is looked for first
 * @param others the keys beside it, when it is not there
 */
public record FileFact(String bucket, String key, State state, List<String> others) {
    public enum State {
        THERE,
        NO_KEY,
        NO_BUCKET,
        /** Whoever looks may not list the bucket. */
        UNSEEN
    }

    public FileFact {
        others = List.copyOf(others);
    }

    public String arn() {
        return "arn:aws:s3:::" + bucket + "/" + key;
    }
}
