package io.roadstead.wire.client;

import io.roadstead.wire.sigv4.Credentials;
import io.roadstead.wire.sigv4.SigV4Signer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads objects of S3, in path style. */
public final class ObjectReader {
    /** As the original agent waits for a file. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final int OK = 200;
    private static final int ERROR_LIMIT = 64 << 10;
    /** SHA-256 of nothing. */
    private static final String NO_PAYLOAD = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /** Where no location is said, which means this one. */
    private static final String FIRST_REGION = "us-east-1";

    private final URI endpoint;
    private final Credentials credentials;
    private final HttpClient http;
    private final InstantSource clock;

    /** @param http carries the calls; whoever made it ends it */
    public ObjectReader(URI endpoint, Credentials credentials, HttpClient http, InstantSource clock) {
        this.endpoint = endpoint;
        this.credentials = credentials;
        this.http = http;
        this.clock = clock;
    }

    /**
     * The region of a bucket.
     *
     * @param from the region whose endpoint is asked
     * @throws ObjectError when it is refused or gets no answer
     */
    public String region(String bucket, String from) throws InterruptedException {
        byte[] answer = get("GetBucketLocation", "/" + escaped(bucket), "location=", from, ERROR_LIMIT);
        String said = element(new String(answer, StandardCharsets.UTF_8), "LocationConstraint");
        return said.isEmpty() ? FIRST_REGION : said;
    }

    /**
     * An object's bytes.
     *
     * @param limit the most there may be
     * @throws ObjectError when it is refused, is longer, or there is no answer
     */
    public byte[] read(String bucket, String key, String region, int limit) throws InterruptedException {
        return get("GetObject", "/" + escaped(bucket) + "/" + escaped(key), "", region, limit);
    }

    private byte[] get(String operation, String path, String query, String region, int limit)
            throws InterruptedException {
        Map<String, String> headers =
                new HashMap<>(Map.of("Host", endpoint.getRawAuthority(), "x-amz-content-sha256", NO_PAYLOAD));
        headers.putAll(new SigV4Signer(credentials, region, "s3")
                .sign("GET", path, query, headers, new byte[0], clock.instant()));
        // The HTTP client sends Host itself and lets nobody else.
        headers.remove("Host");
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        endpoint.resolve(query.isEmpty() ? path : path + "?" + query))
                .timeout(LIMIT)
                .GET();
        headers.forEach(request::setHeader);
        try {
            HttpResponse<InputStream> response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() != OK) {
                    throw refused(
                            operation, response, new String(body.readNBytes(ERROR_LIMIT), StandardCharsets.UTF_8));
                }
                byte[] bytes = body.readNBytes(limit + 1);
                if (bytes.length > limit) {
                    throw new ObjectError(
                            "EntityTooLarge",
                            response.statusCode(),
                            "operation error S3: " + operation + ", the object is longer than " + limit + " bytes");
                }
                return bytes;
            }
        } catch (IOException e) {
            throw new ObjectError(
                    ApiError.UNREACHABLE,
                    0,
                    "operation error S3: " + operation + ", https response error StatusCode: 0, RequestID: , HostID: ,"
                            + " request send failed, Get \"" + endpoint.resolve(path) + "\": "
                            + Optional.ofNullable(e.getMessage()).orElse(e.toString()));
        }
    }

    /** Errors that the SDK knows as types of their own are told without "api error". */
    private static ObjectError refused(String operation, HttpResponse<?> response, String body) {
        String code = element(body, "Code");
        boolean typed = code.equals("NoSuchKey") || code.equals("NoSuchBucket");
        return new ObjectError(
                code,
                response.statusCode(),
                "operation error S3: " + operation + ", https response error StatusCode: " + response.statusCode()
                        + ", RequestID: " + element(body, "RequestId") + ", HostID: " + element(body, "HostId") + ", "
                        + (typed ? "" : "api error ") + code + ": " + element(body, "Message"));
    }

    private static String element(String xml, String name) {
        Matcher found = Pattern.compile("<" + name + "(?: [^>]*)?>([^<]*)</" + name + ">")
                .matcher(xml);
        return found.find() ? unescaped(found.group(1)) : "";
    }

    private static String unescaped(String text) {
        return text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&amp;", "&");
    }

    /** A path's segments with everything escaped but what no server reads otherwise. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = (b >= 'A' && b <= 'Z')
                    || (b >= 'a' && b <= 'z')
                    || (b >= '0' && b <= '9')
                    || b == '-'
                    || b == '.'
                    || b == '_'
                    || b == '~'
                    || b == '/';
            escaped.append(
                    plain
                            ? String.valueOf((char) b)
                            : "%" + HexFormat.of().withUpperCase().toHexDigits(b));
        }
        return escaped.toString();
    }
}
