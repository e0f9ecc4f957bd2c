package io.roadstead.services.objects.api;

import java.util.List;
import java.util.regex.Pattern;

/** Which names a bucket may have. Source: S3 User Guide, "General purpose bucket naming rules". */
final class BucketNames {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern ADDRESS = Pattern.compile("[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+");
    private static final List<String> PREFIXES = List.of("xn--", "sthree-", "amzn-s3-demo-");
    private static final List<String> SUFFIXES = List.of("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3");

    private BucketNames() {}

    /** @throws io.roadstead.wire.AwsException InvalidBucketName */
    static void check(String name) {
        if (!NAME.matcher(name).matches()
                || name.contains("..")
                || ADDRESS.matcher(name).matches()
                || PREFIXES.stream().anyMatch(name::startsWith)
                || SUFFIXES.stream().anyMatch(name::endsWith)) {
            throw Refusals.invalidBucketName(name);
        }
    }
}
