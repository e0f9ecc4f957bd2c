package io.roadstead.wire.sigv4;

import io.roadstead.wire.sigv4.CanonicalRequest.PathForm;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Signs requests as a client: the agent does, and tests do. */
public final class SigV4Signer {
    private final Credentials credentials;
    private final String region;
    private final String service;

    public SigV4Signer(Credentials credentials, String region, String service) {
        this.credentials = credentials;
        this.region = region;
        this.service = service;
    }

    /**
     * The headers to add to a request: {@code Authorization}, {@code X-Amz-Date} and, with temporary credentials,
     * {@code X-Amz-Security-Token}.
     *
     * @param headers what is to be signed beside those, by name; must hold {@code Host} as it will be sent
     *     A header {@code x-amz-content-sha256} (S3 insists on one) is what is signed in place of the payload's hash
     * @param body the payload as it will be sent
     */
    public Map<String, String> sign(
            String method, String path, String query, Map<String, String> headers, byte[] body, Instant now) {
        String timestamp = Timestamps.format(now);
        Map<String, String> added = new TreeMap<>();
        added.put("X-Amz-Date", timestamp);
        credentials.sessionToken().ifPresent(token -> added.put("X-Amz-Security-Token", token));

        Map<String, String> signed = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        signed.putAll(headers);
        signed.putAll(added);
        String names = signed.keySet().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(";"));
        CredentialScope scope = new CredentialScope(timestamp.substring(0, "YYYYMMDD".length()), region, service);
        String hash = headers.get(SigV4Verifier.CONTENT_SHA256);
        String canonical = CanonicalRequest.of(
                method,
                path,
                service.equals(SigV4Verifier.S3) ? PathForm.AS_SENT : PathForm.NORMALISED,
                query,
                null,
                RequestHeaders.of(signed),
                names,
                hash == null ? Hashes.hexSha256(body) : hash);
        String signature =
                Hashes.signature(Hashes.signingKey(credentials.secret(), scope), timestamp, scope, canonical);
        added.put(
                "Authorization",
                Hashes.ALGORITHM + " Credential=" + credentials.accessKeyId() + "/" + scope + ", SignedHeaders=" + names
                        + ", Signature=" + signature);
        return added;
    }

    /**
     * One frame of the telemetry session: a block of signed headers, an empty line, the message. Source:
     * agent-protocol 4.
     *
     * @param path of the session's handshake, as {@code query} is
     * @param host the host and port of the handshake
     */
    public String signFrame(String path, String query, String host, String message, Instant now) {
        Map<String, String> added =
                sign("GET", path, query, Map.of("Host", host), message.getBytes(StandardCharsets.UTF_8), now);
        StringBuilder frame = new StringBuilder();
        Map<String, String> headers = new TreeMap<>(added);
        headers.put("Host", host);
        headers.forEach(
                (name, value) -> frame.append(name).append(": ").append(value).append("\r\n"));
        return frame.append("\r\n").append(message).toString();
    }
}
