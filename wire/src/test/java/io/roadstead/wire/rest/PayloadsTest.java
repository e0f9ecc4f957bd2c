package io.roadstead.wire.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.wire.AccessKey;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.FixedAccessKeys;
import io.roadstead.wire.Secret;
import io.roadstead.wire.sigv4.Authorization;
import io.roadstead.wire.sigv4.RequestHeaders;
import io.roadstead.wire.sigv4.SigV4Verifier;
import io.roadstead.wire.sigv4.SignedHead;
import io.roadstead.wire.sigv4.SignedRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads as AWS's documents and its clients have them, and what becomes of them when a byte is another. */
class PayloadsTest {
    private static final String EXAMPLE_ID = "AKIAIOSFODNN7EXAMPLE";
    private static final String EXAMPLE_SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    private static final String SCOPE = EXAMPLE_ID + "/20130524/us-east-1/s3/aws4_request";

    /** Source: S3 API reference, "Signature calculations: transferring payload in multiple chunks", the example. */
    private static final String SIGNED_CHUNKS = "10000;chunk-signature="
            + "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n" + "a".repeat(65_536)
            + "\r\n400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n"
            + "a".repeat(1_024)
            + "\r\n0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n";

    /** Source: the same, "including trailing headers", the example. */
    private static final String SIGNED_TRAILER = "10000;chunk-signature="
            + "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n" + "a".repeat(65_536)
            + "\r\n400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n"
            + "a".repeat(1_024)
            + "\r\n0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n"
            + "x-amz-checksum-crc32c:sOO8/Q==\r\n"
            + "x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n";

    /** As boto3 1.43.11 sends {@code put_object(Bucket='photos', Key='a/b c.txt', Body=b'hello')} to https endpoints. */
    private static final String BOTO3 = "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n";

    private static SignedHead signedChunks() {
        Map<String, String> headers = example("STREAMING-AWS4-HMAC-SHA256-PAYLOAD");
        headers.put("content-length", "66824");
        headers.put(
                "authorization",
                "AWS4-HMAC-SHA256 Credential=" + SCOPE
                        + ",SignedHeaders=content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;"
                        + "x-amz-decoded-content-length;x-amz-storage-class,"
                        + "Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9");
        return verified(EXAMPLE_ID, EXAMPLE_SECRET, "/examplebucket/chunkObject.txt", headers, "2013-05-24T00:00:00Z");
    }

    private static SignedHead signedTrailer() {
        Map<String, String> headers = example("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER");
        headers.put("x-amz-trailer", "x-amz-checksum-crc32c");
        headers.put(
                "authorization",
                "AWS4-HMAC-SHA256 Credential=" + SCOPE
                        + ",SignedHeaders=content-encoding;host;x-amz-content-sha256;x-amz-date;"
                        + "x-amz-decoded-content-length;x-amz-storage-class;x-amz-trailer,"
                        + "Signature=106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e");
        return verified(EXAMPLE_ID, EXAMPLE_SECRET, "/examplebucket/chunkObject.txt", headers, "2013-05-24T00:00:00Z");
    }

    private static Map<String, String> example(String payload) {
        return new HashMap<>(Map.of(
                "host", "s3.amazonaws.com",
                "x-amz-date", "20130524T000000Z",
                "x-amz-storage-class", "REDUCED_REDUNDANCY",
                "x-amz-content-sha256", payload,
                "content-encoding", "aws-chunked",
                "x-amz-decoded-content-length", "66560"));
    }

    private static SignedHead boto3() {
        return verified(
                "test",
                "test",
                "/photos/a/b%20c.txt",
                Map.of(
                        "host", "localhost:4566",
                        "content-encoding", "aws-chunked",
                        "x-amz-trailer", "x-amz-checksum-crc32",
                        "x-amz-decoded-content-length", "5",
                        "x-amz-sdk-checksum-algorithm", "CRC32",
                        "x-amz-date", "20261123T175338Z",
                        "x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
                        "authorization",
                                "AWS4-HMAC-SHA256 Credential=test/20261123/us-east-1/s3/aws4_request, SignedHeaders="
                                        + "content-encoding;host;x-amz-content-sha256;x-amz-date;"
                                        + "x-amz-decoded-content-length;x-amz-sdk-checksum-algorithm;x-amz-trailer,"
                                        + " Signature=c0a2134fb8629b8fca301cbdf9bdd2735f7384b0ff1a7ab1711e732eb47b0224"),
                "2026-11-23T17:53:38Z");
    }

    private static SignedHead verified(String id, String secret, String path, Map<String, String> headers, String now) {
        RequestHeaders read = RequestHeaders.of(headers);
        SigV4Verifier verifier = new SigV4Verifier(
                FixedAccessKeys.of(new AccessKey(id, new Secret(secret), "000000000000", "arn:aws:iam::0:root")),
                () -> Instant.parse(now));
        return verifier.verifyHead(Authorization.of("", read), SignedRequest.withoutBody("PUT", path, "", read));
    }

    private static String read(RestBody body) throws IOException {
        try (InputStream in = body.stream()) {
            return new String(in.readAllBytes(), ISO_8859_1);
        }
    }

    private static RestBody body(SignedHead head, String bytes, long decoded) {
        return Payloads.of(
                head,
                Map.of("x-amz-decoded-content-length", Long.toString(decoded)),
                bytes.length(),
                () -> new ByteArrayInputStream(bytes.getBytes(ISO_8859_1)));
    }

    @Test
    void theSignedChunksOfAwssDocumentAreRead() throws IOException {
        RestBody body = body(signedChunks(), SIGNED_CHUNKS, 66_560);
        assertThat(body.length()).isEqualTo(66_560);
        assertThat(read(body)).isEqualTo("a".repeat(66_560));
    }

    @Test
    void theSignedTrailerOfAwssDocumentIsRead() throws IOException {
        RestBody body = body(signedTrailer(), SIGNED_TRAILER, 66_560);
        assertThat(read(body)).hasSize(66_560);
        assertThat(body.trailers()).containsExactly(Map.entry("x-amz-checksum-crc32c", "sOO8/Q=="));
    }

    @Test
    void anotherByteOrTrailerIsAnotherSignature() {
        assertThatThrownBy(() -> read(body(signedChunks(), SIGNED_CHUNKS.replaceFirst("aaaaa", "aaaba"), 66_560)))
                .isInstanceOfSatisfying(
                        AwsException.class, e -> assertThat(e.errorType()).isEqualTo("SignatureDoesNotMatch"));
        assertThatThrownBy(() -> read(body(signedTrailer(), SIGNED_TRAILER.replace("sOO8", "sOO9"), 66_560)))
                .isInstanceOfSatisfying(
                        AwsException.class, e -> assertThat(e.errorType()).isEqualTo("SignatureDoesNotMatch"));
        String unsigned = SIGNED_TRAILER.substring(0, SIGNED_TRAILER.indexOf("x-amz-trailer-signature")) + "\r\n";
        assertThatThrownBy(() -> read(body(signedTrailer(), unsigned, 66_560))).isInstanceOf(AwsException.class);
    }

    @Test
    void whatBoto3SendsToEncryptedEndpointsIsRead() throws IOException {
        RestBody body = body(boto3(), BOTO3, 5);
        assertThat(read(body)).isEqualTo("hello");
        assertThat(body.trailers()).containsExactly(Map.entry("x-amz-checksum-crc32", "NhCmhg=="));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5\r\nhello",
                "5\r\nhello\r\n",
                "zz\r\nhello\r\n0\r\n\r\n",
                "-5\r\nhello\r\n0\r\n\r\n",
                "4\r\nhello\r\n0\r\n\r\n",
                "6\r\nhello!\r\n0\r\n\r\n",
                "0\r\n\r\n",
                "5\r\nhello\r\n0\r\nno colon\r\n\r\n",
                "5\r\nhello\r\n0\r\n\r\nmore",
                "ffffffffffffffffffffff\r\nhello\r\n"
            })
    void whatIsNoChunkedBodyOfThisLengthIsRefusedOrCutShort(String bytes) {
        assertThatThrownBy(() -> read(body(boto3(), bytes, 5))).isInstanceOfAny(AwsException.class, IOException.class);
    }

    @Test
    void aLineWithoutAnEndIsNotReadForEver() {
        assertThatThrownBy(() -> read(body(boto3(), "5" + " ".repeat(1 << 20), 5)))
                .isInstanceOf(AwsException.class)
                .hasMessageContaining("longer than " + ChunkedInput.LINE_LIMIT);
    }

    @Test
    void anyCutsIntoChunksGiveTheSameData() throws IOException {
        Random random = new Random(7);
        for (int round = 0; round < 50; round++) {
            StringBuilder data = new StringBuilder();
            StringBuilder wire = new StringBuilder();
            for (int chunk = random.nextInt(6); chunk > 0; chunk--) {
                String piece = "\r\n0x;".repeat(1 + random.nextInt(2_000)).substring(random.nextInt(4));
                data.append(piece);
                wire.append(Integer.toHexString(piece.length()))
                        .append("\r\n")
                        .append(piece)
                        .append("\r\n");
            }
            wire.append("0\r\n\r\n");
            assertThat(read(body(boto3(), wire.toString(), data.length()))).isEqualTo(data.toString());
        }
    }

    @Test
    void aPayloadOfAnotherHashThanSignedIsRefusedAtItsEnd() throws IOException {
        SignedHead head = boto3();
        SignedHead hashed = new SignedHead(
                head.caller(), "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", head.chunks());
        assertThat(read(body(hashed, "hello", 0))).isEqualTo("hello");
        assertThatThrownBy(() -> read(body(hashed, "hellO", 0)))
                .isInstanceOfSatisfying(
                        AwsException.class, e -> assertThat(e.errorType()).isEqualTo("XAmzContentSHA256Mismatch"));
    }

    @Test
    void aFormOfPayloadThatIsNotKnownIsRefused() {
        SignedHead head =
                new SignedHead(boto3().caller(), "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD", boto3().chunks());
        assertThatThrownBy(() -> body(head, "", 0)).hasMessageContaining("valid sha256 value");
    }
}
