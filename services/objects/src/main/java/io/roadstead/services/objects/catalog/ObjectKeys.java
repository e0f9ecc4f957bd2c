package io.roadstead.services.objects.catalog;

import io.roadstead.core.model.Scope;
import io.roadstead.store.Key;
import io.roadstead.store.Prefix;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where records stand in the Store: {@code -/-/s3-bucket/<name>}, since a bucket's name is the only one of all accounts,
 * and below account and region {@code s3-object/<bucket>/<SHA-256 of its key>} (a key may be longer than the Store's
 * and hold what that may not), {@code s3-upload/<bucket>/<id>}, {@code s3-part/<bucket>/<upload>/<number>}.
 */
final class ObjectKeys {
    private static final String NOBODY = "-";
    private static final String BUCKET = "s3-bucket";
    private static final String OBJECT = "s3-object";
    private static final String UPLOAD = "s3-upload";
    private static final String PART = "s3-part";
    private static final int KIND_AT = 2;
    private static final Pattern PART_OF_KEY = Pattern.compile("[A-Za-z0-9._-]{1,255}");

    private ObjectKeys() {}

    /** Whether a name a client gave can be part of a key: none that was stored cannot. */
    static boolean isPart(String name) {
        return PART_OF_KEY.matcher(name).matches();
    }

    static Key bucket(String name) {
        return Key.of(NOBODY, NOBODY, BUCKET, name);
    }

    static Prefix buckets() {
        return Prefix.of(NOBODY, NOBODY, BUCKET);
    }

    static Key object(Bucket bucket, String key) {
        return object(bucket.scope(), bucket.name(), key);
    }

    static Key object(Scope scope, String bucket, String key) {
        return Key.of(scope.account(), scope.region(), OBJECT, bucket, sha256(key));
    }

    static Key upload(Scope scope, String bucket, String id) {
        return Key.of(scope.account(), scope.region(), UPLOAD, bucket, id);
    }

    static Prefix uploads(Bucket bucket) {
        return Prefix.of(bucket.scope().account(), bucket.scope().region(), UPLOAD, bucket.name());
    }

    static Key part(Part part) {
        return Key.of(
                part.scope().account(),
                part.scope().region(),
                PART,
                part.bucket(),
                part.upload(),
                String.format(Locale.ROOT, "%05d", part.number()));
    }

    static Prefix parts(Upload upload) {
        return Prefix.of(upload.scope().account(), upload.scope().region(), PART, upload.bucket(), upload.id());
    }

    /** What is stored under a key; null for others' records. */
    static @Nullable Class<? extends Record> type(Key key) {
        String[] parts = key.path().split("/", KIND_AT + 2);
        if (parts.length < KIND_AT + 2) {
            return null;
        }
        return switch (parts[KIND_AT]) {
            case BUCKET -> Bucket.class;
            case OBJECT -> StoredObject.class;
            case UPLOAD -> Upload.class;
            case PART -> Part.class;
            default -> null;
        };
    }

    private static String sha256(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
