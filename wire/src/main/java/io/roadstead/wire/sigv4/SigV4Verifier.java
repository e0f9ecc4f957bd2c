package io.roadstead.wire.sigv4;

import io.roadstead.core.model.Scope;
import io.roadstead.wire.AccessKey;
import io.roadstead.wire.AccessKeys;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.Secret;
import io.roadstead.wire.sigv4.CanonicalRequest.PathForm;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Tells who signed a request, or refuses it in AWS's words. Safe for many threads.
 *
 * <p>The signature covers the payload unless {@code x-amz-content-sha256: UNSIGNED-PAYLOAD} is itself a signed header.
 */
public final class SigV4Verifier {
    /** How far the client's clock may be off, either way. */
    public static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    /** Signing keys remembered. A key is good for one day, so even a big fleet has few. */
    static final int CACHED_KEYS = 1_000;

    static final String CONTENT_SHA256 = "x-amz-content-sha256";
    static final String S3 = "s3";

    private static final String UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";

    private final AccessKeys accessKeys;
    private final InstantSource clock;
    private final Map<CachedFor, CachedKey> signingKeys = new ConcurrentHashMap<>();

    public SigV4Verifier(AccessKeys accessKeys, InstantSource clock) {
        this.accessKeys = accessKeys;
        this.clock = clock;
    }

    /**
     * Who signed this request. For a request whose service is known beforehand, such as an agent's websocket handshake.
     *
     * @param service the service it must be signed for, for example {@code ecs}
     * @throws AwsException as {@link #verify(Authorization, SignedRequest)}, and when it is signed for another service
     */
    public Caller verify(SignedRequest request, String service) {
        Authorization authorization = Authorization.of(request.query(), request.headers());
        if (!authorization.service().equals(service)) {
            throw invalid("Credential should be scoped to correct service: '" + service + "'.");
        }
        return verify(authorization, request);
    }

    /**
     * Who signed this request.
     *
     * @param authorization what the same request says about its signature
     * @throws AwsException UnrecognizedClientException for an unknown key, InvalidSignatureException when the signature
     *     is another or out of its time, IncompleteSignatureException when a part is misshapen
     */
    public Caller verify(Authorization authorization, SignedRequest request) {
        return verify(authorization, request, PathForm.NORMALISED, payloadHash(authorization, request))
                .caller();
    }

    /**
     * Who signed a request whose payload follows, as S3 has it: {@code x-amz-content-sha256} stands for the payload in
     * the signature, and whoever reads the payload holds it against {@link SignedHead#payload}.
     *
     * @param head the request, whose body is not looked at
     * @throws AwsException as {@link #verify(Authorization, SignedRequest)}
     */
    public SignedHead verifyHead(Authorization authorization, SignedRequest head) {
        String said = head.headers().get(CONTENT_SHA256);
        if (said != null
                && !isSigned(authorization, CONTENT_SHA256)
                && authorization.expires().isEmpty()) {
            throw invalid("'x-amz-content-sha256' must be a 'SignedHeader' in the AWS Authorization.");
        }
        return verify(authorization, head, PathForm.AS_SENT, said == null ? UNSIGNED_PAYLOAD : said);
    }

    private SignedHead verify(
            Authorization authorization, SignedRequest request, PathForm pathForm, String payloadHash) {
        CredentialScope scope = authorization.scope();
        checkSignedHeaders(authorization, request.headers());
        AccessKey key = accessKeys
                .find(authorization.accessKeyId(), authorization.sessionToken())
                .orElseThrow(() -> new AwsException(
                        "UnrecognizedClientException", "The security token included in the request is invalid."));
        checkTime(authorization);

        CachedFor cachedFor = new CachedFor(key.id(), scope);
        Mac remembered = remembered(cachedFor, key.secret());
        Mac signingKey = remembered != null ? remembered : Hashes.signingKey(key.secret(), scope);

        String canonical = CanonicalRequest.of(
                request.method(),
                request.path(),
                pathForm,
                request.query(),
                authorization.expires().isPresent() ? Authorization.SIGNATURE_PARAMETER : null,
                request.headers(),
                authorization.signedHeaders(),
                payloadHash);
        String expected = Hashes.signature(signingKey, authorization.timestamp(), scope, canonical);
        if (!MessageDigest.isEqual(ascii(expected), ascii(authorization.signature()))) {
            throw invalid("The request signature we calculated does not match the signature you provided. Check your"
                    + " AWS Secret Access Key and signing method. Consult the service documentation for details.");
        }
        if (remembered == null) {
            remember(cachedFor, new CachedKey(key.secret(), signingKey));
        }
        Caller caller = new Caller(
                new Scope(key.account(), scope.region()),
                key.principalArn(),
                key.id(),
                "http://" + request.headers().get("host"));
        return new SignedHead(
                caller, payloadHash, new ChunkSignatures(signingKey, authorization.timestamp(), scope, expected));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String payloadHash(Authorization authorization, SignedRequest request) {
        return UNSIGNED_PAYLOAD.equals(request.headers().get(CONTENT_SHA256)) && isSigned(authorization, CONTENT_SHA256)
                ? UNSIGNED_PAYLOAD
                : request.bodyHash();
    }

    private @Nullable Mac remembered(CachedFor cachedFor, Secret secret) {
        CachedKey cached = signingKeys.get(cachedFor);
        return cached != null && cached.secret().equals(secret) ? cached.mac() : null;
    }

    /** Only keys whose signature was right get here, so nobody else can fill the cache. */
    private void remember(CachedFor cachedFor, CachedKey key) {
        if (signingKeys.size() >= CACHED_KEYS) {
            signingKeys.clear();
        }
        signingKeys.put(cachedFor, key);
    }

    private static void checkSignedHeaders(Authorization authorization, RequestHeaders headers) {
        if (!isSigned(authorization, "host")) {
            throw invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
        }
        for (String name : new String[] {"x-amz-date", "x-amz-target"}) {
            if (headers.get(name) != null && !isSigned(authorization, name)) {
                throw invalid("'" + name + "' must be a 'SignedHeader' in the AWS Authorization.");
            }
        }
    }

    private static boolean isSigned(Authorization authorization, String name) {
        String names = authorization.signedHeaders();
        int at = names.indexOf(name);
        while (at >= 0) {
            int end = at + name.length();
            if ((at == 0 || names.charAt(at - 1) == ';') && (end == names.length() || names.charAt(end) == ';')) {
                return true;
            }
            at = names.indexOf(name, end);
        }
        return false;
    }

    private void checkTime(Authorization authorization) {
        String timestamp = authorization.timestamp();
        Instant signed = Timestamps.parse(timestamp)
                .orElseThrow(() -> new AwsException(
                        "IncompleteSignatureException",
                        "Date must be in ISO-8601 'basic format', such as 20150830T123600Z. See"
                                + " http://en.wikipedia.org/wiki/ISO_8601"));
        String date = authorization.scope().date();
        if (!timestamp.startsWith(date) || date.length() != 8) {
            throw invalid("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.");
        }
        Instant now = clock.instant();
        Instant latest = now.plus(CLOCK_SKEW);
        if (signed.isAfter(latest)) {
            throw invalid("Signature not yet current: " + timestamp + " is still later than "
                    + Timestamps.format(latest) + " (" + Timestamps.format(now) + " + 5 min.)");
        }
        Instant earliest = authorization
                .expires()
                .map(seconds -> now.minusSeconds(seconds))
                .orElseGet(() -> now.minus(CLOCK_SKEW));
        if (signed.isBefore(earliest)) {
            throw invalid("Signature expired: " + timestamp + " is now earlier than " + Timestamps.format(earliest)
                    + " (" + Timestamps.format(now) + " - "
                    + authorization.expires().map(s -> s + " sec.)").orElse("5 min.)"));
        }
    }

    private static AwsException invalid(String message) {
        return new AwsException("InvalidSignatureException", message);
    }

    private record CachedFor(String accessKeyId, CredentialScope scope) {}

    /**
     * @param secret what the key was derived from: when the access key's secret changed, the entry is stale
     */
    private record CachedKey(Secret secret, Mac mac) {}
}
