package io.roadstead.services.objects.api;

import io.roadstead.services.objects.api.Call.Answering;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Demand;
import io.roadstead.wire.rest.RestAnswer;
import io.roadstead.wire.rest.RestApi;
import io.roadstead.wire.rest.RestCall;
import io.roadstead.wire.rest.RestRequest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * S3: which of its operations a method on a path is. The query says more: {@code GET /photos?policy} is GetBucketPolicy.
 * What S3 has and this server does not is refused by name and never taken for something else.
 */
public final class S3Api implements RestApi {
    private static final String HEAD = "HEAD";
    /** What in a query makes another operation of a method. Source: S3 API reference, "Actions". */
    private static final Set<String> SUBRESOURCES = Set.of(
            "accelerate",
            "acl",
            "analytics",
            "append",
            "attributes",
            "cors",
            "delete",
            "encryption",
            "intelligent-tiering",
            "inventory",
            "legal-hold",
            "lifecycle",
            "list-type",
            "location",
            "logging",
            "metadataConfiguration",
            "metadataTable",
            "metrics",
            "notification",
            "object-lock",
            "ownershipControls",
            "partNumber",
            "policy",
            "policyStatus",
            "publicAccessBlock",
            "renameObject",
            "replication",
            "requestPayment",
            "restore",
            "retention",
            "select",
            "session",
            "tagging",
            "torrent",
            "uploadId",
            "uploads",
            "versionId",
            "versioning",
            "versions",
            "website");

    private final Parts parts;
    private final BucketApi buckets;
    private final ListApi lists;
    private final ObjectApi objects;
    private final UploadApi uploads;
    private final Intake intake;
    private final Demands demands;

    public S3Api(Parts parts) {
        this.parts = parts;
        this.intake = new Intake(parts);
        this.demands = new Demands(parts.catalog());
        this.buckets = new BucketApi(parts);
        this.lists = new ListApi(parts);
        this.objects = new ObjectApi(parts, intake);
        this.uploads = new UploadApi(parts, objects, intake);
    }

    @Override
    public String signingName() {
        return "s3";
    }

    private Target target(RestRequest request) {
        return Target.of(
                request.header("host").orElse(""),
                request.rawPath(),
                request.method().equals("PUT"),
                name -> parts.catalog().bucket(name).isPresent());
    }

    @Override
    public RestCall call(RestRequest request) throws IOException {
        Target target = target(request);
        if (target.bucket().isEmpty()) {
            if (!request.method().equals("GET") || !target.key().isEmpty()) {
                throw Refusals.methodNotAllowed();
            }
            return call(
                    "ListBuckets", "", () -> List.of(Demand.of("s3:ListAllMyBuckets")), () -> buckets.list(request));
        }
        Set<String> asked = new TreeSet<>(request.query().keySet());
        asked.retainAll(SUBRESOURCES);
        if (request.parameter("versionId").orElse("").equals("null")) {
            asked.remove("versionId");
        }
        String form = request.method() + (asked.isEmpty() ? "" : " " + String.join("&", asked));
        Optional<RestCall> call =
                target.key().isEmpty() ? bucket(form, request, target.bucket()) : object(form, request, target);
        if (call.isPresent()) {
            return call.get();
        }
        if (!asked.isEmpty()) {
            throw Refusals.notImplemented(request.method() + " of "
                    + (target.key().isEmpty() ? "a bucket's " : "an object's ") + String.join(" and ", asked));
        }
        throw Refusals.methodNotAllowed();
    }

    private Optional<RestCall> bucket(String form, RestRequest request, String name) throws IOException {
        return Optional.ofNullable(
                switch (form) {
                    case "PUT" ->
                        call(
                                "CreateBucket",
                                name,
                                () -> demands.bucket("s3:CreateBucket", name),
                                () -> buckets.create(request, name));
                    case "HEAD" ->
                        call(
                                "HeadBucket",
                                name,
                                () -> demands.bucket("s3:ListBucket", name),
                                () -> buckets.head(request, name));
                    case "DELETE" ->
                        call(
                                "DeleteBucket",
                                name,
                                () -> demands.bucket("s3:DeleteBucket", name),
                                () -> buckets.delete(request, name));
                    case "GET" ->
                        call(
                                "ListObjects",
                                name,
                                () -> demands.listing(request, name),
                                () -> lists.first(request, name));
                    case "GET list-type" -> {
                        if (!request.parameter("list-type").equals(Optional.of("2"))) {
                            throw Refusals.invalidArgument(
                                    "Invalid List Type specified in Request",
                                    "list-type",
                                    request.parameter("list-type").orElse(""));
                        }
                        yield call(
                                "ListObjectsV2",
                                name,
                                () -> demands.listing(request, name),
                                () -> lists.second(request, name));
                    }
                    case "GET location" ->
                        call(
                                "GetBucketLocation",
                                name,
                                () -> demands.bucket("s3:GetBucketLocation", name),
                                () -> buckets.location(request, name));
                    case "GET encryption" ->
                        call(
                                "GetBucketEncryption",
                                name,
                                () -> demands.bucket("s3:GetEncryptionConfiguration", name),
                                () -> buckets.encryption(request, name));
                    case "GET versioning" ->
                        call(
                                "GetBucketVersioning",
                                name,
                                () -> demands.bucket("s3:GetBucketVersioning", name),
                                () -> buckets.versioning(request, name));
                    case "GET policy" ->
                        call(
                                "GetBucketPolicy",
                                name,
                                () -> demands.bucket("s3:GetBucketPolicy", name),
                                () -> buckets.policy(request, name));
                    case "PUT policy" ->
                        call(
                                "PutBucketPolicy",
                                name,
                                () -> demands.bucket("s3:PutBucketPolicy", name),
                                () -> buckets.putPolicy(request, intake, name));
                    case "DELETE policy" ->
                        call(
                                "DeleteBucketPolicy",
                                name,
                                () -> demands.bucket("s3:DeleteBucketPolicy", name),
                                () -> buckets.deletePolicy(request, name));
                    case "GET uploads" ->
                        call(
                                "ListMultipartUploads",
                                name,
                                () -> demands.bucket("s3:ListBucketMultipartUploads", name),
                                () -> uploads.listUploads(request, name));
                    case "POST delete" -> deleteObjects(request, name);
                    default -> null;
                });
    }

    private Optional<RestCall> object(String form, RestRequest request, Target target) {
        boolean copies = request.header("x-amz-copy-source").isPresent();
        return Optional.ofNullable(
                switch (form) {
                    case "PUT" ->
                        copies
                                ? call(
                                        "CopyObject",
                                        target.bucket(),
                                        () -> demands.copy(request, target),
                                        () -> objects.copy(request, target))
                                : call(
                                        "PutObject",
                                        target.bucket(),
                                        () -> demands.object("s3:PutObject", target),
                                        () -> objects.put(request, target));
                    case "GET" ->
                        call(
                                "GetObject",
                                target.bucket(),
                                () -> demands.object("s3:GetObject", target),
                                () -> objects.get(request, target));
                    case "HEAD" ->
                        call(
                                "HeadObject",
                                target.bucket(),
                                () -> demands.object("s3:GetObject", target),
                                () -> objects.head(request, target));
                    case "DELETE" ->
                        call(
                                "DeleteObject",
                                target.bucket(),
                                () -> demands.object("s3:DeleteObject", target),
                                () -> objects.delete(request, target));
                    case "POST uploads" ->
                        call(
                                "CreateMultipartUpload",
                                target.bucket(),
                                () -> demands.object("s3:PutObject", target),
                                () -> uploads.create(request, target));
                    case "PUT partNumber&uploadId" ->
                        copies
                                ? call(
                                        "UploadPartCopy",
                                        target.bucket(),
                                        () -> demands.copy(request, target),
                                        () -> uploads.copy(request, target))
                                : call(
                                        "UploadPart",
                                        target.bucket(),
                                        () -> demands.object("s3:PutObject", target),
                                        () -> uploads.part(request, target));
                    case "POST uploadId" ->
                        call(
                                "CompleteMultipartUpload",
                                target.bucket(),
                                () -> demands.object("s3:PutObject", target),
                                () -> uploads.complete(request, target));
                    case "DELETE uploadId" ->
                        call(
                                "AbortMultipartUpload",
                                target.bucket(),
                                () -> demands.object("s3:AbortMultipartUpload", target),
                                () -> uploads.abort(request, target));
                    case "GET uploadId" ->
                        call(
                                "ListParts",
                                target.bucket(),
                                () -> demands.object("s3:ListMultipartUploadParts", target),
                                () -> uploads.listParts(request, target));
                    default -> null;
                });
    }

    /** Which objects it is about stands in its body, so that is read before anybody judges. */
    private RestCall deleteObjects(RestRequest request, String name) throws IOException {
        byte[] body = Document.read(request.body());
        intake.verify(request, body);
        return call(
                "DeleteObjects",
                name,
                () -> demands.objects("s3:DeleteObject", name, ObjectApi.keys(body)),
                () -> objects.deleteMany(request, name, body));
    }

    private static RestCall call(String operation, String bucket, Supplier<List<Demand>> needs, Answering answering) {
        return new Call(operation, bucket, needs, answering);
    }

    @Override
    public RestAnswer refusal(RestRequest request, AwsException error) {
        AwsException named = Refusals.translate(error, request.query().containsKey("X-Amz-Signature"));
        // An answer to HEAD has no body: clients make what they say of the status.
        if (request.method().equals(HEAD)) {
            return Answers.empty(named.status());
        }
        Xml xml = Xml.error().element("Code", named.errorType()).element("Message", named.text());
        named.members().forEach((name, values) -> xml.element(name, String.join(",", values)));
        xml.element("Resource", request.rawPath())
                .element("RequestId", request.requestId())
                .element("HostId", "roadstead");
        return Answers.xml(named.status(), xml.close("Error"));
    }
}
