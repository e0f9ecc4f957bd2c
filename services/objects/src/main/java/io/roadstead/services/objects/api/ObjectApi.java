package io.roadstead.services.objects.api;

import io.roadstead.services.objects.blob.Blobs;
import io.roadstead.services.objects.catalog.Bucket;
import io.roadstead.services.objects.catalog.Catalog.Outcome;
import io.roadstead.services.objects.catalog.Digest;
import io.roadstead.services.objects.catalog.Piece;
import io.roadstead.services.objects.catalog.StoredObject;
import io.roadstead.services.objects.checksum.Algorithm;
import io.roadstead.services.objects.checksum.Sum;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.rest.RestAnswer;
import io.roadstead.wire.rest.RestRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Objects: put, copied, read, deleted. */
final class ObjectApi {
    private static final int KEY_LIMIT = 1_024;
    private static final int DELETE_LIMIT = 1_000;
    private static final int READ_TRIES = 10;
    private static final int PARTIAL = 206;
    private static final int NOT_MODIFIED = 304;
    private static final String OVERRIDE = "response-";

    private final Parts parts;
    private final Intake intake;

    ObjectApi(Parts parts, Intake intake) {
        this.parts = parts;
        this.intake = intake;
    }

    static void checkKey(String key) {
        if (key.getBytes(StandardCharsets.UTF_8).length > KEY_LIMIT) {
            throw new AwsException("KeyTooLongError", "Your key is too long");
        }
    }

    RestAnswer put(RestRequest request, Target target) throws IOException {
        checkKey(target.key());
        Bucket bucket = parts.bucket(request, target.bucket());
        Map<String, String> headers = ObjectHeaders.kept(request);
        var wanted = Conditions.onWrite(request);
        Intake.Received received = intake.receive(request, null);
        StoredObject object = new StoredObject(
                bucket.scope(),
                bucket.name(),
                target.key(),
                List.of(received.piece()),
                received.piece().size(),
                received.md5(),
                parts.clock().instant(),
                headers,
                received.digest());
        settle(request, object, parts.catalog().put(object, wanted));
        Map<String, String> told = new LinkedHashMap<>();
        told.put("ETag", Answers.quoted(object.etag()));
        told.put("x-amz-server-side-encryption", "AES256");
        digest(told, object.digest());
        return RestAnswer.empty(Answers.OK, told);
    }

    /** Lets the bytes go that lost: those of the object that was replaced, or of the one that could not be stored. */
    void settle(RestRequest request, StoredObject object, Outcome outcome) {
        switch (outcome) {
            case Outcome.Done done -> {
                if (done.replaced() != null) {
                    parts.discard(done.replaced().pieces());
                }
                parts.discard(done.left());
            }
            case Outcome.Unmet unmet -> {
                parts.discard(object.pieces());
                throw Conditions.unmet(request, object.key(), unmet.present());
            }
            case Outcome.NoBucket _ -> {
                parts.discard(object.pieces());
                throw Refusals.noSuchBucket(object.bucket());
            }
            case Outcome.OtherParts _ -> throw Refusals.operationAborted();
            case Outcome.NoUpload _ ->
                throw Refusals.noSuchUpload(request.parameter("uploadId").orElse(""));
        }
    }

    /** The other object that a copy names. */
    static Target source(RestRequest request) {
        String said =
                Target.decoded(request.header("x-amz-copy-source").orElse("").replaceFirst("\\?versionId=null$", ""));
        String path = said.startsWith("/") ? said.substring(1) : said;
        int slash = path.indexOf('/');
        if (slash <= 0 || slash == path.length() - 1 || path.contains("?versionId=")) {
            throw Refusals.invalidArgument(
                    "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
                    "x-amz-copy-source",
                    said);
        }
        return new Target(path.substring(0, slash), path.substring(slash + 1));
    }

    RestAnswer copy(RestRequest request, Target target) throws IOException {
        checkKey(target.key());
        Bucket bucket = parts.bucket(request, target.bucket());
        Target from = source(request);
        boolean replace =
                request.header("x-amz-metadata-directive").orElse("COPY").equals("REPLACE");
        Map<String, String> said = ObjectHeaders.kept(request);
        if (from.equals(target) && !replace) {
            throw Refusals.invalidRequest(
                    "This copy request is illegal because it is trying to copy an object to itself without changing the"
                            + " object's metadata, storage class, website redirect location or encryption attributes.");
        }
        StoredObject original = original(request, from);
        Algorithm algorithm = algorithm(request)
                .or(() -> Optional.ofNullable(original.digest()).flatMap(digest -> Algorithm.named(digest.algorithm())))
                .orElse(null);
        Intake.Received copied = copied(request, original, algorithm, Optional.empty());
        StoredObject object = new StoredObject(
                bucket.scope(),
                bucket.name(),
                target.key(),
                List.of(copied.piece()),
                copied.piece().size(),
                copied.md5(),
                parts.clock().instant(),
                replace ? said : original.headers(),
                copied.digest());
        settle(request, object, parts.catalog().put(object, Conditions.onWrite(request)));
        Xml xml = Xml.of("CopyObjectResult")
                .element("LastModified", object.modified())
                .element("ETag", Answers.quoted(object.etag()));
        Answers.checksum(xml, object);
        return Answers.xml(xml.close("CopyObjectResult"));
    }

    /** What is to be copied, if it is as the caller wants it. */
    StoredObject original(RestRequest request, Target from) {
        StoredObject original = object(parts.bucket(request, from.bucket()), from.key());
        if (Conditions.onRead(request, "x-amz-copy-source-", original) == Conditions.Verdict.NOT_MODIFIED) {
            throw Refusals.precondition("x-amz-copy-source-If-None-Match");
        }
        return original;
    }

    /**
     * The bytes of an object, or of a range of it, once more.
     *
     * @param algorithm of the checksum that is computed; null for none
     */
    Intake.Received copied(
            RestRequest request, StoredObject original, @Nullable Algorithm algorithm, Optional<String> range)
            throws IOException {
        Sum md5 = Sum.md5();
        Sum sum = algorithm == null ? null : algorithm.begin();
        String name = parts.ids().hex();
        Opened opened = open(parts.bucket(request, original.bucket()), original, range);
        try (ObjectContent content = opened.content();
                Blobs.Writing writing = parts.blobs().write(name)) {
            content.writeTo(new Summed(writing.stream(), md5, sum));
            writing.keep();
            return new Intake.Received(
                    new Piece(
                            name,
                            opened.range()
                                    .map(ByteRange::length)
                                    .orElse(opened.object().size())),
                    md5.hex(),
                    algorithm == null || sum == null
                            ? null
                            : new Digest(algorithm.name(), sum.base64(), Intake.FULL_OBJECT));
        }
    }

    static Optional<Algorithm> algorithm(RestRequest request) {
        return request.header("x-amz-checksum-algorithm").map(name -> Algorithm.named(name)
                .orElseThrow(() -> Refusals.invalidRequest("Checksum algorithm provided is unsupported. Please try"
                        + " again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]")));
    }

    /** Writes and sums what passes. */
    private static final class Summed extends OutputStream {
        private final OutputStream out;
        private final Sum md5;
        private final @Nullable Sum sum;

        Summed(OutputStream out, Sum md5, @Nullable Sum sum) {
            this.out = out;
            this.md5 = md5;
            this.sum = sum;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            md5.update(bytes, offset, length);
            if (sum != null) {
                sum.update(bytes, offset, length);
            }
            out.write(bytes, offset, length);
        }
    }

    private StoredObject object(Bucket bucket, String key) {
        return parts.catalog().object(bucket, key).orElseThrow(() -> Refusals.noSuchKey(key));
    }

    RestAnswer get(RestRequest request, Target target) throws IOException {
        Bucket bucket = parts.bucket(request, target.bucket());
        StoredObject object = object(bucket, target.key());
        if (Conditions.onRead(request, "", object) == Conditions.Verdict.NOT_MODIFIED) {
            return RestAnswer.empty(NOT_MODIFIED, validators(object));
        }
        Opened opened = open(bucket, object, request.header("range"));
        Map<String, String> headers = headers(request, opened.object(), opened.range());
        long length =
                opened.range().map(ByteRange::length).orElse(opened.object().size());
        return new RestAnswer(
                opened.range().isPresent() ? PARTIAL : Answers.OK,
                headers,
                new RestAnswer.Streamed(length, opened.content()));
    }

    private record Opened(StoredObject object, Optional<ByteRange> range, ObjectContent content) {}

    /** Opens an object's bytes. One that is replaced at this very moment is read as what it has become. */
    private Opened open(Bucket bucket, StoredObject found, Optional<String> header) throws IOException {
        StoredObject object = found;
        for (int tries = 0; ; tries++) {
            long size = object.size();
            Optional<ByteRange> range = header.flatMap(said -> ByteRange.of(said, size));
            try {
                return new Opened(
                        object,
                        range,
                        ObjectContent.open(
                                parts.blobs(),
                                object.pieces(),
                                range.map(ByteRange::first).orElse(0L),
                                range.map(ByteRange::length).orElse(size)));
            } catch (NoSuchFileException e) {
                if (tries == READ_TRIES) {
                    throw e;
                }
                object = object(bucket, object.key());
            }
        }
    }

    RestAnswer head(RestRequest request, Target target) {
        StoredObject object = object(parts.bucket(request, target.bucket()), target.key());
        if (Conditions.onRead(request, "", object) == Conditions.Verdict.NOT_MODIFIED) {
            return RestAnswer.empty(NOT_MODIFIED, validators(object));
        }
        Optional<ByteRange> range = request.header("range").flatMap(said -> ByteRange.of(said, object.size()));
        Map<String, String> headers = headers(request, object, range);
        headers.put("Content-Length", Long.toString(range.map(ByteRange::length).orElse(object.size())));
        return RestAnswer.empty(range.isPresent() ? PARTIAL : Answers.OK, headers);
    }

    private static Map<String, String> validators(StoredObject object) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ETag", Answers.quoted(object.etag()));
        headers.put("Last-Modified", Conditions.format(object.modified()));
        return headers;
    }

    private static Map<String, String> headers(RestRequest request, StoredObject object, Optional<ByteRange> range) {
        Map<String, String> headers = validators(object);
        headers.putAll(object.headers());
        request.query().forEach((name, value) -> {
            if (name.startsWith(OVERRIDE)) {
                headers.put(name.substring(OVERRIDE.length()), value);
            }
        });
        headers.put("Accept-Ranges", "bytes");
        headers.put("x-amz-server-side-encryption", "AES256");
        range.ifPresent(part -> headers.put("Content-Range", part.told(object.size())));
        if (request.header("x-amz-checksum-mode").orElse("").equalsIgnoreCase("ENABLED") && range.isEmpty()) {
            digest(headers, object.digest());
        }
        return headers;
    }

    private static void digest(Map<String, String> headers, @Nullable Digest digest) {
        if (digest != null) {
            Algorithm.named(digest.algorithm()).ifPresent(algorithm -> headers.put(algorithm.header(), digest.value()));
            headers.put("x-amz-checksum-type", digest.type());
        }
    }

    RestAnswer delete(RestRequest request, Target target) {
        delete(parts.bucket(request, target.bucket()), target.key());
        return Answers.empty(Answers.NO_CONTENT);
    }

    private void delete(Bucket bucket, String key) {
        parts.catalog().delete(bucket, key).ifPresent(gone -> parts.discard(gone.pieces()));
    }

    RestAnswer deleteMany(RestRequest request, String name, byte[] body) {
        Bucket bucket = parts.bucket(request, name);
        List<String> keys = keys(body);
        boolean quiet = Document.parse(body, "Delete").text("Quiet").orElse("").equals("true");
        Xml xml = Xml.of("DeleteResult");
        for (String key : keys) {
            delete(bucket, key);
            if (!quiet) {
                xml.open("Deleted").element("Key", key).close("Deleted");
            }
        }
        return Answers.xml(xml.close("DeleteResult"));
    }

    /** What a DeleteObjects names. */
    static List<String> keys(byte[] body) {
        List<Document> objects = Document.parse(body, "Delete").all("Object");
        if (objects.isEmpty() || objects.size() > DELETE_LIMIT) {
            throw Refusals.malformedXml();
        }
        for (Document object : objects) {
            if (object.text("VersionId").filter(id -> !id.equals("null")).isPresent()) {
                throw Refusals.notImplemented("versions of objects");
            }
        }
        return objects.stream().map(object -> object.required("Key")).toList();
    }
}
