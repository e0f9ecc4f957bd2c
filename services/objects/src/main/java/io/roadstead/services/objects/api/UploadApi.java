package io.roadstead.services.objects.api;

import io.roadstead.services.objects.catalog.Bucket;
import io.roadstead.services.objects.catalog.Catalog.Outcome;
import io.roadstead.services.objects.catalog.Digest;
import io.roadstead.services.objects.catalog.Part;
import io.roadstead.services.objects.catalog.Piece;
import io.roadstead.services.objects.catalog.StoredObject;
import io.roadstead.services.objects.catalog.Upload;
import io.roadstead.services.objects.checksum.Algorithm;
import io.roadstead.services.objects.checksum.Sum;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.rest.RestAnswer;
import io.roadstead.wire.rest.RestRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Objects that are put in parts: each part is bytes of its own, and the object in the end is their list. */
final class UploadApi {
    private static final int MAX_PART = 10_000;
    /** Of every part but the last. Source: S3 User Guide, "Multipart upload limits". */
    static final long MIN_PART = 5L << 20;

    /** How often the parts are chosen anew because one was put once more meanwhile. */
    private static final int COMPLETIONS = 20;

    private static final String COMPOSITE = "COMPOSITE";

    private final Parts parts;
    private final ObjectApi objects;
    private final Intake intake;

    UploadApi(Parts parts, ObjectApi objects, Intake intake) {
        this.parts = parts;
        this.objects = objects;
        this.intake = intake;
    }

    RestAnswer create(RestRequest request, Target target) {
        ObjectApi.checkKey(target.key());
        Bucket bucket = parts.bucket(request, target.bucket());
        Optional<Algorithm> algorithm = ObjectApi.algorithm(request);
        Upload upload = new Upload(
                bucket.scope(),
                bucket.name(),
                parts.ids().hex(),
                target.key(),
                parts.clock().instant(),
                ObjectHeaders.kept(request),
                algorithm.map(Algorithm::name).orElse(null),
                algorithm.map(each -> type(request, each)).orElse(null));
        if (!parts.catalog().begin(upload)) {
            throw Refusals.noSuchBucket(target.bucket());
        }
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", "application/xml");
        headers.put("x-amz-server-side-encryption", "AES256");
        if (upload.algorithm() != null && upload.checksumType() != null) {
            headers.put("x-amz-checksum-algorithm", upload.algorithm());
            headers.put("x-amz-checksum-type", upload.checksumType());
        }
        Xml xml = Xml.of("InitiateMultipartUploadResult")
                .element("Bucket", target.bucket())
                .element("Key", target.key())
                .element("UploadId", upload.id())
                .close("InitiateMultipartUploadResult");
        return new RestAnswer(Answers.OK, headers, new RestAnswer.Bytes(xml.bytes()));
    }

    private static String type(RestRequest request, Algorithm algorithm) {
        String type =
                request.header("x-amz-checksum-type").orElse(algorithm.onlyWhole() ? Intake.FULL_OBJECT : COMPOSITE);
        if (!type.equals(Intake.FULL_OBJECT) && !type.equals(COMPOSITE)) {
            throw Refusals.invalidRequest("Value for x-amz-checksum-type header is invalid.");
        }
        if (algorithm.onlyWhole() && type.equals(COMPOSITE)) {
            throw Refusals.invalidRequest(
                    "The COMPOSITE checksum type cannot be used with the crc64nvme checksum algorithm.");
        }
        return type;
    }

    private Upload upload(RestRequest request, Target target) {
        String id = request.parameter("uploadId").orElse("");
        return parts.catalog()
                .upload(parts.bucket(request, target.bucket()), id)
                .filter(upload -> upload.key().equals(target.key()))
                .orElseThrow(() -> Refusals.noSuchUpload(id));
    }

    RestAnswer part(RestRequest request, Target target) throws IOException {
        int number = number(request.parameter("partNumber").orElse(""));
        Upload upload = upload(request, target);
        Part part = stored(upload, number, intake.receive(request, algorithm(upload)));
        Map<String, String> headers = new HashMap<>();
        headers.put("ETag", Answers.quoted(part.etag()));
        headers.put("x-amz-server-side-encryption", "AES256");
        Digest digest = part.digest();
        if (digest != null) {
            Algorithm.named(digest.algorithm()).ifPresent(algorithm -> headers.put(algorithm.header(), digest.value()));
        }
        return RestAnswer.empty(Answers.OK, headers);
    }

    /** A part whose bytes are those of an object, or of a range of it. */
    RestAnswer copy(RestRequest request, Target target) throws IOException {
        int number = number(request.parameter("partNumber").orElse(""));
        Upload upload = upload(request, target);
        StoredObject original = objects.original(request, ObjectApi.source(request));
        Part part = stored(
                upload,
                number,
                objects.copied(request, original, algorithm(upload), request.header("x-amz-copy-source-range")));
        Xml xml = Xml.of("CopyPartResult")
                .element("LastModified", part.modified())
                .element("ETag", Answers.quoted(part.etag()));
        if (part.digest() != null) {
            xml.element("Checksum" + part.digest().algorithm(), part.digest().value());
        }
        return Answers.xml(xml.close("CopyPartResult"));
    }

    private static @Nullable Algorithm algorithm(Upload upload) {
        return Optional.ofNullable(upload.algorithm()).flatMap(Algorithm::named).orElse(null);
    }

    private Part stored(Upload upload, int number, Intake.Received received) {
        Part part = new Part(
                upload.scope(),
                upload.bucket(),
                upload.id(),
                number,
                received.piece(),
                received.md5(),
                parts.clock().instant(),
                received.digest());
        Optional<Optional<Part>> stored = parts.catalog().put(upload, part);
        if (stored.isEmpty()) {
            parts.discard(List.of(received.piece()));
            throw Refusals.noSuchUpload(upload.id());
        }
        stored.get().ifPresent(before -> parts.discard(List.of(before.piece())));
        return part;
    }

    private static int number(String text) {
        int number = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (number < 1 || number > MAX_PART) {
            throw Refusals.invalidArgument(
                    "Part number must be an integer between 1 and " + MAX_PART + ", inclusive", "partNumber", text);
        }
        return number;
    }

    RestAnswer complete(RestRequest request, Target target) throws IOException {
        Upload upload = upload(request, target);
        List<Document> named = Document.parse(Document.read(request.body()), "CompleteMultipartUpload")
                .all("Part");
        StoredObject object = null;
        Outcome outcome = new Outcome.OtherParts();
        for (int tries = 0; outcome instanceof Outcome.OtherParts && tries < COMPLETIONS; tries++) {
            List<Part> chosen = chosen(named, parts.catalog().parts(upload));
            try {
                object = assembled(upload, chosen);
            } catch (NoSuchFileException replaced) {
                // A part was put once more while the parts were read: what there is of it now is chosen, or refused.
                continue;
            }
            outcome = parts.catalog().complete(upload, chosen, object, Conditions.onWrite(request));
        }
        if (object == null) {
            throw Refusals.operationAborted();
        }
        if (outcome instanceof Outcome.Unmet unmet) {
            // The upload goes on, and so do its bytes.
            throw Conditions.unmet(request, object.key(), unmet.present());
        }
        objects.settle(request, object, outcome);
        Xml xml = Xml.of("CompleteMultipartUploadResult")
                .element("Location", request.caller().endpoint() + "/" + target.bucket() + "/" + target.key())
                .element("Bucket", target.bucket())
                .element("Key", target.key())
                .element("ETag", Answers.quoted(object.etag()));
        Answers.checksum(xml, object);
        return Answers.xml(xml.close("CompleteMultipartUploadResult"));
    }

    private StoredObject assembled(Upload upload, List<Part> chosen) throws IOException {
        long size = chosen.stream().mapToLong(part -> part.piece().size()).sum();
        if (size > parts.objectLimit()) {
            throw Refusals.tooLarge(parts.objectLimit());
        }
        return new StoredObject(
                upload.scope(),
                upload.bucket(),
                upload.key(),
                chosen.stream().map(Part::piece).toList(),
                size,
                etag(chosen),
                parts.clock().instant(),
                upload.headers(),
                digest(upload, chosen));
    }

    private static List<Part> chosen(List<Document> named, List<Part> stored) {
        if (named.isEmpty()) {
            throw Refusals.malformedXml();
        }
        Map<Integer, Part> byNumber = new HashMap<>();
        stored.forEach(part -> byNumber.put(part.number(), part));
        List<Part> chosen = new ArrayList<>();
        int last = 0;
        for (Document each : named) {
            int number = number(each.required("PartNumber").strip());
            if (number <= last) {
                throw new AwsException(
                        "InvalidPartOrder",
                        "The list of parts was not in ascending order. Parts must be ordered by part number.");
            }
            last = number;
            Part part = byNumber.get(number);
            if (part == null
                    || !each.required("ETag").strip().replace("\"", "").equals(part.etag())
                    || !sameDigest(each, part.digest())) {
                throw new AwsException(
                        "InvalidPart",
                        "One or more of the specified parts could not be found.  The part may not have been uploaded, or"
                                + " the specified entity tag may not match the part's entity tag.");
            }
            chosen.add(part);
        }
        for (Part part : chosen.subList(0, chosen.size() - 1)) {
            if (part.piece().size() < MIN_PART) {
                throw new AwsException(
                        "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
            }
        }
        return chosen;
    }

    private static boolean sameDigest(Document named, @Nullable Digest digest) {
        if (digest == null) {
            return true;
        }
        return Algorithm.named(digest.algorithm())
                .flatMap(algorithm -> named.text(algorithm.element()))
                .map(said -> said.strip().equals(digest.value()))
                .orElse(true);
    }

    private static String etag(List<Part> chosen) {
        Sum sum = Sum.md5();
        for (Part part : chosen) {
            byte[] md5 = HexFormat.of().parseHex(part.etag());
            sum.update(md5, 0, md5.length);
        }
        return sum.hex() + "-" + chosen.size();
    }

    /** Of the parts' checksums one after another, or of all bytes, which are then read once more. */
    private @Nullable Digest digest(Upload upload, List<Part> chosen) throws IOException {
        Algorithm algorithm = algorithm(upload);
        if (algorithm == null) {
            return null;
        }
        Sum sum = algorithm.begin();
        if (Intake.FULL_OBJECT.equals(upload.checksumType())) {
            List<Piece> pieces = chosen.stream().map(Part::piece).toList();
            long size = pieces.stream().mapToLong(Piece::size).sum();
            try (ObjectContent content = ObjectContent.open(parts.blobs(), pieces, 0, size)) {
                content.writeTo(new Summing(sum));
            }
            return new Digest(algorithm.name(), sum.base64(), Intake.FULL_OBJECT);
        }
        for (Part part : chosen) {
            Digest digest = part.digest();
            if (digest == null || !digest.algorithm().equals(algorithm.name())) {
                return null;
            }
            byte[] bytes = Base64.getDecoder().decode(digest.value());
            sum.update(bytes, 0, bytes.length);
        }
        return new Digest(algorithm.name(), sum.base64() + "-" + chosen.size(), COMPOSITE);
    }

    /** Sums what is written to it. */
    private static final class Summing extends OutputStream {
        private final Sum sum;

        Summing(Sum sum) {
            this.sum = sum;
        }

        @Override
        public void write(int b) {
            sum.update(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            sum.update(bytes, offset, length);
        }
    }

    RestAnswer abort(RestRequest request, Target target) {
        Upload upload = upload(request, target);
        List<Part> gone = parts.catalog().abort(upload).orElseThrow(() -> Refusals.noSuchUpload(upload.id()));
        parts.discard(gone.stream().map(Part::piece).toList());
        return Answers.empty(Answers.NO_CONTENT);
    }

    /** Up to 10,000 parts are told in one answer, so there is no second page. */
    RestAnswer listParts(RestRequest request, Target target) {
        Upload upload = upload(request, target);
        Xml xml = Xml.of("ListPartsResult")
                .element("Bucket", upload.bucket())
                .element("Key", upload.key())
                .element("UploadId", upload.id())
                .element("MaxParts", MAX_PART)
                .element("IsTruncated", "false");
        int after = request.parameter("part-number-marker")
                .filter(text -> text.matches("[0-9]{1,5}"))
                .map(Integer::parseInt)
                .orElse(0);
        for (Part part : parts.catalog().parts(upload)) {
            if (part.number() > after) {
                xml.open("Part")
                        .element("PartNumber", part.number())
                        .element("LastModified", part.modified())
                        .element("ETag", Answers.quoted(part.etag()))
                        .element("Size", part.piece().size());
                if (part.digest() != null) {
                    xml.element(
                            "Checksum" + part.digest().algorithm(),
                            part.digest().value());
                }
                xml.close("Part");
            }
        }
        return Answers.xml(xml.close("ListPartsResult"));
    }

    RestAnswer listUploads(RestRequest request, String name) {
        Bucket bucket = parts.bucket(request, name);
        String prefix = request.parameter("prefix").orElse("");
        Xml xml = Xml.of("ListMultipartUploadsResult")
                .element("Bucket", name)
                .element("Prefix", prefix)
                .element("IsTruncated", "false");
        for (Upload upload : parts.catalog().uploads(bucket)) {
            if (upload.key().startsWith(prefix)) {
                xml.open("Upload")
                        .element("Key", upload.key())
                        .element("UploadId", upload.id())
                        .element("Initiated", upload.started())
                        .element("StorageClass", "STANDARD")
                        .close("Upload");
            }
        }
        return Answers.xml(xml.close("ListMultipartUploadsResult"));
    }
}
