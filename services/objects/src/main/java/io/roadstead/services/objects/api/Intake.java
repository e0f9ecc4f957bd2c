package io.roadstead.services.objects.api;

import io.roadstead.services.objects.blob.Blobs;
import io.roadstead.services.objects.catalog.Digest;
import io.roadstead.services.objects.catalog.Piece;
import io.roadstead.services.objects.checksum.Algorithm;
import io.roadstead.services.objects.checksum.Sum;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.rest.RestBody;
import io.roadstead.wire.rest.RestRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes a request's payload to the disk, and holds it against every checksum the client gave. */
final class Intake {
    static final String FULL_OBJECT = "FULL_OBJECT";
    private static final int BUFFER = 1 << 17;
    private static final int MD5_BYTES = 16;

    private final Parts parts;

    Intake(Parts parts) {
        this.parts = parts;
    }

    /**
     * A payload that is on the disk and verified.
     *
     * @param md5 in hexadecimal
     * @param digest the checksum it came with, or was asked for
     */
    record Received(Piece piece, String md5, @Nullable Digest digest) {}

    /**
     * What a client says about its payload's checksum.
     *
     * @param value empty when it follows the payload
     */
    private record Promise(Algorithm algorithm, Optional<String> value) {}

    /**
     * @param wanted what is computed even when the client gives no checksum
     * @throws AwsException when it is too long, or another than its checksums say; nothing is left of it then
     */
    Received receive(RestRequest request, @Nullable Algorithm wanted) throws IOException {
        RestBody body = request.body();
        if (body.length() == RestBody.UNKNOWN) {
            throw Refusals.lengthRequired();
        }
        if (body.length() > parts.objectLimit()) {
            throw Refusals.tooLarge(parts.objectLimit());
        }
        Promise promise = promise(request);
        byte[] promisedMd5 = md5(request);
        Algorithm algorithm = promise == null ? wanted : promise.algorithm();
        Sum sum = algorithm == null ? null : algorithm.begin();
        Sum md5 = Sum.md5();
        String name = parts.ids().hex();
        try (Blobs.Writing writing = parts.blobs().write(name)) {
            long size = copy(body, writing, md5, sum);
            if (size != body.length()) {
                throw new AwsException(
                        "IncompleteBody",
                        "You did not provide the number of bytes specified by the Content-Length HTTP header");
            }
            byte[] md5Bytes = md5.bytes();
            if (promisedMd5 != null && !Arrays.equals(promisedMd5, md5Bytes)) {
                throw new AwsException("BadDigest", "The Content-MD5 you specified did not match what we received.");
            }
            Digest digest = null;
            if (algorithm != null && sum != null) {
                digest = new Digest(algorithm.name(), sum.base64(), FULL_OBJECT);
                if (promise != null) {
                    hold(promise, body.trailers(), digest);
                }
            }
            writing.keep();
            return new Received(new Piece(name, size), HexFormat.of().formatHex(md5Bytes), digest);
        }
    }

    /** Verifies a payload that was read into memory. */
    void verify(RestRequest request, byte[] payload) {
        Promise promise = promise(request);
        byte[] promisedMd5 = md5(request);
        if (promise != null) {
            Sum sum = promise.algorithm().begin();
            sum.update(payload, 0, payload.length);
            hold(
                    promise,
                    request.body().trailers(),
                    new Digest(promise.algorithm().name(), sum.base64(), FULL_OBJECT));
        }
        if (promisedMd5 != null) {
            Sum sum = Sum.md5();
            sum.update(payload, 0, payload.length);
            if (!Arrays.equals(promisedMd5, sum.bytes())) {
                throw new AwsException("BadDigest", "The Content-MD5 you specified did not match what we received.");
            }
        }
    }

    private long copy(RestBody body, Blobs.Writing writing, Sum md5, @Nullable Sum sum) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long size = 0;
        try (InputStream in = body.stream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                size += read;
                if (size > parts.objectLimit()) {
                    throw Refusals.tooLarge(parts.objectLimit());
                }
                md5.update(buffer, 0, read);
                if (sum != null) {
                    sum.update(buffer, 0, read);
                }
                writing.stream().write(buffer, 0, read);
            }
        }
        return size;
    }

    private static void hold(Promise promise, Map<String, String> trailers, Digest computed) {
        String said =
                promise.value().orElseGet(() -> trailers.get(promise.algorithm().header()));
        if (said == null) {
            throw new AwsException(
                    "MalformedTrailerError",
                    "The request contained trailing data that was not well-formed or did not conform to our published"
                            + " schema.");
        }
        if (!said.equals(computed.value())) {
            throw Refusals.badDigest(computed.algorithm());
        }
    }

    private static @Nullable Promise promise(RestRequest request) {
        List<Promise> found = new ArrayList<>();
        String trailing = request.header("x-amz-trailer").orElse("");
        for (Algorithm algorithm : Algorithm.values()) {
            Optional<String> value = request.header(algorithm.header());
            if (value.isPresent() || named(trailing, algorithm.header())) {
                found.add(new Promise(algorithm, value));
            }
        }
        if (found.size() > 1) {
            throw Refusals.invalidRequest(
                    "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
        }
        return found.isEmpty() ? null : found.getFirst();
    }

    private static boolean named(String trailing, String header) {
        for (String each : trailing.split(",")) {
            if (each.strip().equalsIgnoreCase(header)) {
                return true;
            }
        }
        return false;
    }

    private static byte @Nullable [] md5(RestRequest request) {
        String said = request.headers().get("content-md5");
        if (said == null) {
            return null;
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(said);
            if (bytes.length == MD5_BYTES) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw invalidMd5();
        }
        throw invalidMd5();
    }

    private static AwsException invalidMd5() {
        return new AwsException("InvalidDigest", "The Content-MD5 you specified was invalid.");
    }
}
