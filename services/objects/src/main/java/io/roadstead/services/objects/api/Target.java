package io.roadstead.services.objects.api;

import io.roadstead.wire.AwsException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a request's address names. {@code http://localhost:4566/photos/a.png} and {@code
 * http://photos.localhost:4566/a.png} are the same.
 *
 * @param bucket empty for the service itself
 * @param key empty for a bucket
 */
record Target(String bucket, String key) {
    /** Behind these a bucket's name stands for sure. */
    private static final List<String> HOSTS = List.of("localhost", "localhost.localstack.cloud");

    private static final Pattern AMAZON = Pattern.compile("(?:(.+)\\.)?s3[.-](?:.*\\.)?amazonaws\\.com");
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[.*]");

    /**
     * @param host with or without a port
     * @param bucketExists of a host that could be any, the longest beginning that names a bucket is taken for one
     */
    static Target of(String host, String rawPath, boolean creates, Predicate<String> bucketExists) {
        String path = decoded(rawPath.startsWith("/") ? rawPath.substring(1) : rawPath);
        String bucket = ofHost(withoutPort(host).toLowerCase(Locale.ROOT), path.isEmpty() && creates, bucketExists);
        if (!bucket.isEmpty()) {
            return new Target(bucket, path);
        }
        int slash = path.indexOf('/');
        return slash < 0 ? new Target(path, "") : new Target(path.substring(0, slash), path.substring(slash + 1));
    }

    /** @param needsOne whether the request names no bucket in its path and is about one */
    private static String ofHost(String host, boolean needsOne, Predicate<String> bucketExists) {
        if (host.isEmpty() || ADDRESS.matcher(host).matches()) {
            return "";
        }
        var amazon = AMAZON.matcher(host);
        if (amazon.matches()) {
            return amazon.group(1) == null ? "" : amazon.group(1);
        }
        for (String known : HOSTS) {
            if (host.equals(known) || host.equals("s3." + known)) {
                return "";
            }
            if (host.endsWith("." + known)) {
                String before = host.substring(0, host.length() - known.length() - 1);
                return before.endsWith(".s3") ? before.substring(0, before.length() - ".s3".length()) : before;
            }
        }
        for (int dot = host.lastIndexOf('.'); dot > 0; dot = host.lastIndexOf('.', dot - 1)) {
            if (bucketExists.test(host.substring(0, dot))) {
                return host.substring(0, dot);
            }
        }
        int dot = host.indexOf('.');
        return needsOne && dot > 0 ? host.substring(0, dot) : "";
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon < 0 || host.endsWith("]") ? host : host.substring(0, colon);
    }

    /** A {@code +} in a path is itself. */
    static String decoded(String raw) {
        if (raw.indexOf('%') < 0) {
            return raw;
        }
        byte[] from = raw.getBytes(StandardCharsets.UTF_8);
        byte[] to = new byte[from.length];
        int length = 0;
        for (int i = 0; i < from.length; i++) {
            if (from[i] == '%') {
                int high = i + 2 < from.length ? Character.digit(from[i + 1], 16) : -1;
                int low = i + 2 < from.length ? Character.digit(from[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    throw invalid();
                }
                to[length++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                to[length++] = from[i];
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(to, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw invalid();
        }
    }

    private static AwsException invalid() {
        return new AwsException("InvalidURI", "Couldn't parse the specified URI.");
    }
}
