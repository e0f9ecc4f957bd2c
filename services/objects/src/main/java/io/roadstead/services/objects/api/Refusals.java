package io.roadstead.services.objects.api;

import io.roadstead.wire.AwsException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** S3's refusals in its own words. Source: S3 API reference, "List of error codes". */
final class Refusals {
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final int CONFLICT = 409;
    private static final int LENGTH_REQUIRED = 411;
    private static final int PRECONDITION = 412;
    private static final int RANGE = 416;
    private static final int NOT_IMPLEMENTED = 501;

    private Refusals() {}

    static AwsException noSuchBucket(String bucket) {
        return with("NoSuchBucket", NOT_FOUND, "The specified bucket does not exist", "BucketName", bucket);
    }

    static AwsException noSuchKey(String key) {
        return with("NoSuchKey", NOT_FOUND, "The specified key does not exist.", "Key", key);
    }

    static AwsException noSuchUpload(String id) {
        return with(
                "NoSuchUpload",
                NOT_FOUND,
                "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted"
                        + " or completed.",
                "UploadId",
                id);
    }

    static AwsException noSuchBucketPolicy(String bucket) {
        return with("NoSuchBucketPolicy", NOT_FOUND, "The bucket policy does not exist", "BucketName", bucket);
    }

    static AwsException invalidBucketName(String bucket) {
        return with(
                "InvalidBucketName",
                AwsException.BAD_REQUEST,
                "The specified bucket is not valid.",
                "BucketName",
                bucket);
    }

    static AwsException bucketExists(String bucket) {
        return with(
                "BucketAlreadyExists",
                CONFLICT,
                "The requested bucket name is not available. The bucket namespace is shared by all users of the system."
                        + " Please select a different name and try again.",
                "BucketName",
                bucket);
    }

    static AwsException bucketOwned(String bucket) {
        return with(
                "BucketAlreadyOwnedByYou",
                CONFLICT,
                "Your previous request to create the named bucket succeeded and you already own it.",
                "BucketName",
                bucket);
    }

    static AwsException bucketNotEmpty(String bucket) {
        return with("BucketNotEmpty", CONFLICT, "The bucket you tried to delete is not empty", "BucketName", bucket);
    }

    static AwsException illegalLocation(Optional<String> constraint) {
        return new AwsException(
                "IllegalLocationConstraintException",
                "The " + constraint.orElse("unspecified")
                        + " location constraint is incompatible for the region specific endpoint this request was sent"
                        + " to.");
    }

    static AwsException accessDenied() {
        return new AwsException("AccessDenied", FORBIDDEN, "Access Denied", Map.of());
    }

    static AwsException malformedXml() {
        return new AwsException(
                "MalformedXML",
                "The XML you provided was not well-formed or did not validate against our published schema");
    }

    static AwsException methodNotAllowed() {
        return new AwsException(
                "MethodNotAllowed",
                NOT_ALLOWED,
                "The specified method is not allowed against this resource.",
                Map.of());
    }

    /** @param what S3 has and this server does not, for example {@code the subresource acl} */
    static AwsException notImplemented(String what) {
        return new AwsException(
                "NotImplemented",
                NOT_IMPLEMENTED,
                "Roadstead does not support " + what
                        + " yet. Nothing was changed. What of S3 it supports is listed in its documentation.",
                Map.of());
    }

    static AwsException invalidArgument(String message, String name, String value) {
        return new AwsException(
                "InvalidArgument",
                AwsException.BAD_REQUEST,
                message,
                Map.of("ArgumentName", List.of(name), "ArgumentValue", List.of(value)));
    }

    static AwsException invalidRequest(String message) {
        return new AwsException("InvalidRequest", message);
    }

    static AwsException lengthRequired() {
        return new AwsException(
                "MissingContentLength", LENGTH_REQUIRED, "You must provide the Content-Length HTTP header.", Map.of());
    }

    static AwsException tooLarge(long limit) {
        return with(
                "EntityTooLarge",
                AwsException.BAD_REQUEST,
                "Your proposed upload exceeds the maximum allowed size",
                "MaxSizeAllowed",
                Long.toString(limit));
    }

    static AwsException precondition(String condition) {
        return with(
                "PreconditionFailed",
                PRECONDITION,
                "At least one of the pre-conditions you specified did not hold",
                "Condition",
                condition);
    }

    static AwsException invalidRange(String asked, long size) {
        return new AwsException(
                "InvalidRange",
                RANGE,
                "The requested range is not satisfiable",
                Map.of("RangeRequested", List.of(asked), "ActualObjectSize", List.of(Long.toString(size))));
    }

    static AwsException badDigest(String what) {
        return new AwsException("BadDigest", "The " + what + " you specified did not match the calculated checksum.");
    }

    static AwsException operationAborted() {
        return new AwsException(
                "OperationAborted",
                CONFLICT,
                "A conflicting conditional operation is currently in progress against this resource. Please try again.",
                Map.of());
    }

    private static AwsException with(String code, int status, String message, String name, String value) {
        return new AwsException(code, status, message, Map.of(name, List.of(value)));
    }

    /** The wire's own refusals as S3 names them. */
    static AwsException translate(AwsException error, boolean presigned) {
        return switch (error.errorType()) {
            case "UnrecognizedClientException" ->
                new AwsException(
                        "InvalidAccessKeyId",
                        FORBIDDEN,
                        "The AWS Access Key Id you provided does not exist in our records.",
                        Map.of());
            case "InvalidSignatureException" -> signature(error, presigned);
            case "MissingAuthenticationTokenException" -> accessDenied();
            case "IncompleteSignatureException" ->
                new AwsException(
                        presigned ? "AuthorizationQueryParametersError" : "AuthorizationHeaderMalformed", error.text());
            case "AccessDeniedException" -> new AwsException("AccessDenied", FORBIDDEN, error.text(), Map.of());
            case "ServerException" ->
                new AwsException(
                        "InternalError",
                        AwsException.SERVER_FAULT,
                        "We encountered an internal error. Please try again.",
                        Map.of());
            default -> error;
        };
    }

    private static AwsException signature(AwsException error, boolean presigned) {
        boolean late = error.text().startsWith("Signature expired");
        if (presigned && late) {
            return new AwsException("AccessDenied", FORBIDDEN, "Request has expired", Map.of());
        }
        if (late || error.text().startsWith("Signature not yet current")) {
            return new AwsException(
                    "RequestTimeTooSkewed",
                    FORBIDDEN,
                    "The difference between the request time and the current time is too large.",
                    Map.of());
        }
        return new AwsException(
                "SignatureDoesNotMatch",
                FORBIDDEN,
                "The request signature we calculated does not match the signature you provided. Check your key and"
                        + " signing method.",
                Map.of());
    }
}
