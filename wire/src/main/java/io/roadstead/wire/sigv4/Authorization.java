package io.roadstead.wire.sigv4;

import io.roadstead.wire.AwsException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request says about its signature, in the {@code Authorization} header or, presigned, in its query. Read before
 * anything is verified: nothing in it is to be trusted until {@link SigV4Verifier#verify} agreed.
 *
 * @param signedHeaders lower-case names joined by {@code ;}
 * @param signature 64 hexadecimal digits, if the client is honest
 * @param timestamp when it was signed, for example {@code 20261122T105033Z}
 * @param expires for how many seconds a presigned request is good; empty for the header's form
 */
public record Authorization(
        String accessKeyId,
        CredentialScope scope,
        String signedHeaders,
        String signature,
        String timestamp,
        Optional<Integer> expires,
        Optional<String> sessionToken) {

    static final String SIGNATURE_PARAMETER = "X-Amz-Signature";
    private static final int SCOPE_PARTS = 5;
    private static final int MAX_EXPIRES = 604_800;

    /** The service the signature is for, for example {@code ecs}. */
    public String service() {
        return scope.service();
    }

    /** The region the signature is for, for example {@code us-east-1}. */
    public String region() {
        return scope.region();
    }

    /**
     * @throws AwsException MissingAuthenticationTokenException when the request is not signed at all,
     *     IncompleteSignatureException when a part is missing or misshapen, InvalidSignatureException when the scope's
     *     terminator is another
     */
    public static Authorization of(String query, RequestHeaders headers) {
        String header = headers.get("authorization");
        if (header != null) {
            return ofHeader(header, headers);
        }
        if (query.contains("X-Amz-Algorithm=") || query.contains(SIGNATURE_PARAMETER + "=")) {
            return ofQuery(query);
        }
        throw new AwsException("MissingAuthenticationTokenException", "Missing Authentication Token");
    }

    private static Authorization ofHeader(String header, RequestHeaders headers) {
        if (!header.startsWith(Hashes.ALGORITHM)) {
            throw incomplete(
                    "Unsupported AWS 'algorithm': the Authorization header must begin with " + Hashes.ALGORITHM + ".");
        }
        String credential = null;
        String signedHeaders = null;
        String signature = null;
        for (String part : header.substring(Hashes.ALGORITHM.length()).split(",")) {
            String stripped = part.strip();
            int equals = stripped.indexOf('=');
            String value = stripped.substring(equals + 1);
            switch (equals < 0 ? "" : stripped.substring(0, equals)) {
                case "Credential" -> credential = value;
                case "SignedHeaders" -> signedHeaders = value;
                case "Signature" -> signature = value;
                default ->
                    throw incomplete("A part of the Authorization header is none of Credential, SignedHeaders and"
                            + " Signature. " + hashed(header));
            }
        }
        String timestamp = headers.get("x-amz-date");
        if (credential == null || signedHeaders == null || signature == null || timestamp == null) {
            throw incomplete(missing("Credential", credential)
                    + missing("Signature", signature)
                    + missing("SignedHeaders", signedHeaders)
                    + (timestamp == null
                            ? "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
                            : "")
                    + hashed(header));
        }
        return of(
                credential,
                signedHeaders,
                signature,
                timestamp,
                Optional.empty(),
                Optional.ofNullable(headers.get("x-amz-security-token")));
    }

    private static String missing(String name, @Nullable String value) {
        return value == null ? "Authorization header requires '" + name + "' parameter. " : "";
    }

    private static String hashed(String header) {
        return "(Hashed with SHA-256 and encoded with Base64) Authorization="
                + Base64.getEncoder().encodeToString(Hashes.sha256(header.getBytes(StandardCharsets.UTF_8)));
    }

    private static Authorization ofQuery(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.startsWith("X-Amz-")) {
                parameters.put(pair.substring(0, equals), decoded(pair.substring(equals + 1)));
            }
        }
        if (!Hashes.ALGORITHM.equals(parameters.get("X-Amz-Algorithm"))) {
            throw incomplete("X-Amz-Algorithm only supports \"" + Hashes.ALGORITHM + "\"");
        }
        return of(
                parameter(parameters, "X-Amz-Credential"),
                parameter(parameters, "X-Amz-SignedHeaders"),
                parameter(parameters, SIGNATURE_PARAMETER),
                parameter(parameters, "X-Amz-Date"),
                Optional.of(seconds(parameter(parameters, "X-Amz-Expires"))),
                Optional.ofNullable(parameters.get("X-Amz-Security-Token")));
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw incomplete("The query holds a % that no two hexadecimal digits follow.");
        }
    }

    private static String parameter(Map<String, String> parameters, String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw incomplete("AWS query-string parameters must include '" + name + "'.");
        }
        return value;
    }

    private static int seconds(String text) {
        int value;
        try {
            value = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw incomplete("X-Amz-Expires should be a number");
        }
        if (value < 1 || value > MAX_EXPIRES) {
            throw incomplete("X-Amz-Expires must be between 1 and " + MAX_EXPIRES + " seconds");
        }
        return value;
    }

    private static Authorization of(
            String credential,
            String signedHeaders,
            String signature,
            String timestamp,
            Optional<Integer> expires,
            Optional<String> sessionToken) {
        String[] parts = credential.split("/", -1);
        if (parts.length != SCOPE_PARTS) {
            throw incomplete("Credential must have exactly 5 slash-delimited elements, e.g."
                    + " keyid/date/region/service/term, got " + parts.length + ".");
        }
        if (!parts[4].equals(CredentialScope.TERMINATOR)) {
            throw new AwsException(
                    "InvalidSignatureException",
                    "Credential should be scoped with a valid terminator: '" + CredentialScope.TERMINATOR + "'.");
        }
        return new Authorization(
                parts[0],
                new CredentialScope(parts[1], parts[2], parts[3]),
                signedHeaders,
                signature,
                timestamp,
                expires,
                sessionToken);
    }

    /** Without the session token and the signature, which no log needs. */
    @Override
    public String toString() {
        return "Authorization[" + accessKeyId + "/" + scope + "]";
    }

    private static AwsException incomplete(String message) {
        return new AwsException("IncompleteSignatureException", message);
    }
}
