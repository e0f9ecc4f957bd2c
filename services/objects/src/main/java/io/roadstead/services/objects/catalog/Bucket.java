package io.roadstead.services.objects.catalog;

import io.roadstead.core.model.Scope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A bucket. Its name is the only one of all accounts.
 *
 * @param scope whose it is, and the region it was made for
 * @param policy the document of its policy as it was put
 */
public record Bucket(
        Scope scope, String name, Instant created, @Nullable String policy) {
    public String arn() {
        return "arn:aws:s3:::" + name;
    }

    public Bucket withPolicy(@Nullable String document) {
        return new Bucket(scope, name, created, document);
    }
}
