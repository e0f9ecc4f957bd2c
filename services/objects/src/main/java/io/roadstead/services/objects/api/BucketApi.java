package io.roadstead.services.objects.api;

import io.roadstead.core.model.Scope;
import io.roadstead.services.objects.catalog.Bucket;
import io.roadstead.services.objects.catalog.Catalog.Deletion;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.rest.RestAnswer;
import io.roadstead.wire.rest.RestRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Buckets themselves: made, listed, looked at, deleted, and their policies. */
final class BucketApi {
    /** Whose location is told as none, and whose endpoint makes buckets in any region. */
    private static final String FIRST_REGION = "us-east-1";

    private static final int NO_CONTENT = 204;
    /** Source: S3 User Guide, "Policies and permissions". */
    private static final int POLICY_LIMIT = 20 << 10;

    private final Parts parts;

    BucketApi(Parts parts) {
        this.parts = parts;
    }

    RestAnswer list(RestRequest request) {
        String account = request.caller().scope().account();
        Xml xml = Xml.of("ListAllMyBucketsResult");
        xml.open("Owner").element("ID", owner(account)).close("Owner").open("Buckets");
        for (Bucket bucket : parts.catalog().buckets(account)) {
            xml.open("Bucket")
                    .element("Name", bucket.name())
                    .element("CreationDate", bucket.created())
                    .element("BucketRegion", bucket.scope().region())
                    .element("BucketArn", bucket.arn())
                    .close("Bucket");
        }
        return Answers.xml(xml.close("Buckets").close("ListAllMyBucketsResult"));
    }

    /** S3's canonical ids have 64 hexadecimal digits; this one is the account's. */
    static String owner(String account) {
        return "0".repeat(64 - account.length()) + account;
    }

    RestAnswer create(RestRequest request, String name) throws IOException {
        BucketNames.check(name);
        byte[] body = Document.read(request.body());
        Optional<String> constraint = body.length == 0
                ? Optional.empty()
                : Document.parse(body, "CreateBucketConfiguration")
                        .text("LocationConstraint")
                        .filter(text -> !text.isBlank());
        Scope scope = request.caller().scope();
        String endpoint = scope.region();
        if (!endpoint.equals(FIRST_REGION) && !constraint.equals(Optional.of(endpoint))) {
            throw Refusals.illegalLocation(constraint);
        }
        String region = constraint.orElse(endpoint);
        if (!region.matches("[a-z]{2}(-[a-z]+)+-[0-9]")) {
            throw new AwsException("InvalidLocationConstraint", "The specified location-constraint is not valid");
        }
        Bucket bucket = new Bucket(
                new Scope(scope.account(), region), name, parts.clock().instant(), null);
        if (!parts.catalog().create(bucket)) {
            Bucket present = parts.catalog().bucket(name).orElseThrow(() -> Refusals.bucketExists(name));
            if (!Parts.isOwner(request.caller(), present)) {
                throw Refusals.bucketExists(name);
            }
            // Made again in the first region it is as if it had been made now. Source: S3 API reference, CreateBucket.
            if (!endpoint.equals(FIRST_REGION) || !present.scope().region().equals(FIRST_REGION)) {
                throw Refusals.bucketOwned(name);
            }
        }
        return RestAnswer.empty(Answers.OK, Map.of("Location", "/" + name, "x-amz-bucket-arn", bucket.arn()));
    }

    RestAnswer head(RestRequest request, String name) {
        Bucket bucket = parts.bucket(request, name);
        return RestAnswer.empty(
                Answers.OK,
                Map.of(
                        "x-amz-bucket-region",
                        bucket.scope().region(),
                        "x-amz-bucket-arn",
                        bucket.arn(),
                        "x-amz-access-point-alias",
                        "false",
                        "Content-Type",
                        "application/xml"));
    }

    RestAnswer delete(RestRequest request, String name) {
        Bucket bucket = parts.bucket(request, name);
        return switch (parts.catalog().delete(bucket)) {
            case Deletion.Done done -> {
                parts.discard(done.remains());
                yield Answers.empty(NO_CONTENT);
            }
            case Deletion.NotThere _ -> throw Refusals.noSuchBucket(name);
            case Deletion.NotEmpty _ -> throw Refusals.bucketNotEmpty(name);
        };
    }

    RestAnswer location(RestRequest request, String name) {
        String region = parts.bucket(request, name).scope().region();
        Xml xml = Xml.of("LocationConstraint").text(region.equals(FIRST_REGION) ? "" : region);
        return Answers.xml(xml.close("LocationConstraint"));
    }

    /** Every blob is encrypted with AES-256, whoever asks for it or not. */
    RestAnswer encryption(RestRequest request, String name) {
        parts.bucket(request, name);
        Xml xml = Xml.of("ServerSideEncryptionConfiguration");
        xml.open("Rule").open("ApplyServerSideEncryptionByDefault").element("SSEAlgorithm", "AES256");
        xml.close("ApplyServerSideEncryptionByDefault")
                .element("BucketKeyEnabled", "false")
                .close("Rule");
        return Answers.xml(xml.close("ServerSideEncryptionConfiguration"));
    }

    /** Versions were never kept: that is what an empty answer says. */
    RestAnswer versioning(RestRequest request, String name) {
        parts.bucket(request, name);
        return Answers.xml(Xml.of("VersioningConfiguration").close("VersioningConfiguration"));
    }

    RestAnswer policy(RestRequest request, String name) {
        String policy = parts.bucket(request, name).policy();
        if (policy == null) {
            throw Refusals.noSuchBucketPolicy(name);
        }
        return new RestAnswer(
                Answers.OK,
                Map.of("Content-Type", "application/json"),
                new RestAnswer.Bytes(policy.getBytes(StandardCharsets.UTF_8)));
    }

    RestAnswer putPolicy(RestRequest request, Intake intake, String name) throws IOException {
        parts.bucket(request, name);
        byte[] body = Document.read(request.body());
        intake.verify(request, body);
        if (body.length > POLICY_LIMIT) {
            throw new AwsException("PolicyTooLarge", "Policy exceeds the maximum allowed document size.");
        }
        String document = new String(body, StandardCharsets.UTF_8);
        parts.policies().accept(document);
        return changed(name, Optional.of(document));
    }

    RestAnswer deletePolicy(RestRequest request, String name) {
        parts.bucket(request, name);
        return changed(name, Optional.empty());
    }

    private RestAnswer changed(String name, Optional<String> policy) {
        if (!parts.catalog().change(name, bucket -> bucket.withPolicy(policy.orElse(null)))) {
            throw Refusals.noSuchBucket(name);
        }
        return Answers.empty(NO_CONTENT);
    }
}
