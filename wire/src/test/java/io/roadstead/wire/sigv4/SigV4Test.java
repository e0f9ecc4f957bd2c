package io.roadstead.wire.sigv4;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.core.model.Scope;
import io.roadstead.wire.AccessKey;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.FixedAccessKeys;
import io.roadstead.wire.Secret;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

class SigV4Test {
    private static final Instant NOW = Instant.parse("2015-08-30T12:36:00Z");
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final FixedAccessKeys KEYS = FixedAccessKeys.of(
            List.of(
                    new AccessKey(
                            "AKIDEXAMPLE",
                            new Secret(SECRET),
                            "123456789012",
                            "arn:aws:iam::123456789012:user/example"),
                    new AccessKey(
                            "ASIATEMP",
                            new Secret("temporary"),
                            "123456789012",
                            "arn:aws:sts::123456789012:assumed-role/r/s")),
            Map.of("ASIATEMP", "the+token/="));

    private final SigV4Verifier verifier = new SigV4Verifier(KEYS, InstantSource.fixed(NOW));

    /** Vectors of AWS's published test suite, and the worked example of its documentation. */
    @ParameterizedTest
    @CsvSource({
        "GET,/,'',5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "POST,/,'',5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        "GET,/,Param2=value2&Param1=value1,b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        "GET,/,Param1=value1,a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb",
        "GET,/./example/..,'',5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "GET,//,'',5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "GET,/\u1234,'',8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
    })
    void signsAsAwssTestSuiteDoes(String method, String path, String query, String signature) {
        Map<String, String> headers = new SigV4Signer(Credentials.of("AKIDEXAMPLE", SECRET), "us-east-1", "service")
                .sign(method, path, query, Map.of("Host", "example.amazonaws.com"), new byte[0], NOW);
        assertThat(headers.get("Authorization"))
                .isEqualTo("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                        + " SignedHeaders=host;x-amz-date, Signature=" + signature);
    }

    @Test
    void signsTheExampleOfAwssDocumentation() {
        Map<String, String> headers = new SigV4Signer(Credentials.of("AKIDEXAMPLE", SECRET), "us-east-1", "iam")
                .sign(
                        "GET",
                        "/",
                        "Action=ListUsers&Version=2010-05-08",
                        Map.of(
                                "Host",
                                "iam.amazonaws.com",
                                "Content-Type",
                                "application/x-www-form-urlencoded; charset=utf-8"),
                        new byte[0],
                        NOW);
        assertThat(headers.get("Authorization"))
                .endsWith("Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
    }

    @Test
    void requestsHandshakesAndFramesRecordedFromTheAgentAreVerified() {
        FixedAccessKeys keys = FixedAccessKeys.of(
                List.of(
                        new AccessKey(
                                "AKIDEXAMPLE", new Secret("secret"), "123456789012", "arn:aws:iam::123456789012:root"),
                        new AccessKey(
                                "AK", new Secret("SK"), "123456789012", "arn:aws:sts::123456789012:assumed-role/r/s")),
                Map.of("AK", "TK"));
        Map<String, Integer> verified = new HashMap<>();
        for (Recorded recorded : Recorded.all()) {
            InstantSource clock = InstantSource.fixed(
                    Timestamps.parse(String.valueOf(recorded.request().headers().get("x-amz-date")))
                            .orElseThrow());
            Caller caller = new SigV4Verifier(keys, clock).verify(recorded.request(), "ecs");
            assertThat(caller.scope()).isEqualTo(new Scope("123456789012", "us-east-1"));
            assertThat(caller.endpoint()).isEqualTo("http://127.0.0.1:18900");
            verified.merge(recorded.kind(), 1, Integer::sum);
        }
        assertThat(verified).containsEntry("GET", 14).hasEntrySatisfying("POST", n -> assertThat(n)
                .isGreaterThan(5));
        assertThat(verified.get("FRAME")).isGreaterThan(5);
    }

    @Test
    void aFrameSignedByUsIsVerifiedAndAChangedOneIsNot() {
        SigV4Signer signer = new SigV4Signer(
                new Credentials("ASIATEMP", new Secret("temporary"), Optional.of("the+token/=")), "eu-west-1", "ecs");
        String query = "cluster=default&dockerVersion=Docker+20%2B";
        String frame = signer.signFrame("/tcs/ws", query, "127.0.0.1:4566", "{\"type\":\"x\"}\r\n\r\n", NOW);
        SignedFrame parsed = SignedFrame.parse(frame);
        assertThat(parsed.message()).isEqualTo("{\"type\":\"x\"}\r\n\r\n");
        assertThat(parsed.verify(verifier, "/tcs/ws", query, "ecs").scope().region())
                .isEqualTo("eu-west-1");
        assertThatThrownBy(() -> parsed.verify(verifier, "/acs/ws", query, "ecs"))
                .isInstanceOf(AwsException.class);
        assertThatThrownBy(() -> SignedFrame.parse(frame.replace("{", "{ ")).verify(verifier, "/tcs/ws", query, "ecs"))
                .isInstanceOf(AwsException.class);
        assertThatThrownBy(() -> SignedFrame.parse("{\"type\":\"x\"}"))
                .isInstanceOfSatisfying(
                        AwsException.class, e -> assertThat(e.errorType()).isEqualTo("IncompleteSignatureException"));
    }

    @Test
    void whatTheSdkSignsIsVerified() {
        Random random = new Random(4566);
        for (int i = 0; i < 300; i++) {
            boolean temporary = random.nextBoolean();
            boolean presigned = random.nextInt(4) == 0;
            byte[] body = new byte[presigned ? 0 : random.nextInt(200)];
            random.nextBytes(body);
            SdkHttpRequest signed = sdkSigned(random, temporary, presigned, body);
            Caller caller = verifier.verify(request(signed, body), "ecs");
            assertThat(caller.accessKeyId()).isEqualTo(temporary ? "ASIATEMP" : "AKIDEXAMPLE");
            assertThat(caller.scope()).isEqualTo(new Scope("123456789012", "ap-northeast-1"));
            if (body.length > 0) {
                body[random.nextInt(body.length)] ^= 1;
                assertThatThrownBy(() -> verifier.verify(request(signed, body), "ecs"))
                        .hasMessageStartingWith("The request signature we calculated does not match");
            }
        }
    }

    private static SdkHttpRequest sdkSigned(Random random, boolean temporary, boolean presigned, byte[] body) {
        SdkHttpRequest.Builder request = SdkHttpRequest.builder()
                .method(body.length > 0 ? SdkHttpMethod.POST : SdkHttpMethod.GET)
                .uri(URI.create("http://127.0.0.1:4566"))
                .encodedPath(random.nextBoolean() ? "/" : "/a%20b/c~d/%E8%88%B9/")
                .putHeader("X-Amz-Target", "Prefix.Operation")
                .putHeader("x-several", "  a   b ")
                .putHeader("Content-Type", "application/x-amz-json-1.1");
        for (int n = random.nextInt(4); n > 0; n--) {
            request.putRawQueryParameter("k " + random.nextInt(3) + (char) ('+' + random.nextInt(40)), "v=&+ %\u8239");
        }
        AwsCredentialsIdentity identity = temporary
                ? AwsSessionCredentialsIdentity.create("ASIATEMP", "temporary", "the+token/=")
                : AwsCredentialsIdentity.create("AKIDEXAMPLE", SECRET);
        return AwsV4HttpSigner.create()
                .sign(signing -> {
                    signing.identity(identity)
                            .request(request.build())
                            .payload(ContentStreamProvider.fromByteArray(body))
                            .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "ecs")
                            .putProperty(AwsV4HttpSigner.REGION_NAME, "ap-northeast-1")
                            .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(NOW, ZoneOffset.UTC));
                    if (presigned) {
                        signing.putProperty(
                                        AwsV4FamilyHttpSigner.AUTH_LOCATION,
                                        AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING)
                                .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, Duration.ofSeconds(60));
                    }
                })
                .request();
    }

    private static SignedRequest request(SdkHttpRequest sdk, byte[] body) {
        Map<String, String> headers = new TreeMap<>();
        sdk.forEachHeader((name, values) -> headers.put(name, String.join(",", values)));
        return new SignedRequest(
                sdk.method().name(),
                sdk.encodedPath(),
                sdk.encodedQueryParameters().orElse(""),
                RequestHeaders.of(headers),
                body);
    }

    @Test
    void anUnsignedPayloadIsTakenOnlyWhenThatIsSigned() {
        SigV4Signer signer = new SigV4Signer(Credentials.of("AKIDEXAMPLE", SECRET), "us-east-1", "ecs");
        Map<String, String> headers = new TreeMap<>(Map.of("Host", "h", "X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"));
        headers.putAll(signer.sign("POST", "/", "", Map.of("Host", "h"), new byte[0], NOW));
        assertThatThrownBy(() -> verifier.verify(
                        new SignedRequest("POST", "/", "", RequestHeaders.of(headers), "other".getBytes(UTF_8)), "ecs"))
                .isInstanceOf(AwsException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "-300,",
        "300,",
        "-301,Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T124101Z - 5 min.)",
        "301,Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z (20150830T123059Z + 5 min.)",
    })
    void aClockMayBeFiveMinutesOff(int secondsAhead, @Nullable String refusal) {
        SigV4Verifier later = new SigV4Verifier(KEYS, InstantSource.fixed(NOW.minusSeconds(secondsAhead)));
        SignedRequest request = signed("AKIDEXAMPLE", SECRET);
        if (refusal == null) {
            later.verify(request, "ecs");
        } else {
            assertRefused(() -> later.verify(request, "ecs"), "InvalidSignatureException", refusal);
        }
    }

    @Test
    void aWrongKeyASecretAndAServiceAreRefusedInAwssWords() {
        assertRefused(
                () -> verifier.verify(signed("AKIDUNKNOWN", SECRET), "ecs"),
                "UnrecognizedClientException",
                "The security token included in the request is invalid.");
        assertRefused(
                () -> verifier.verify(signed("ASIATEMP", "temporary"), "ecs"),
                "UnrecognizedClientException",
                "The security token included in the request is invalid.");
        assertRefused(
                () -> verifier.verify(signed("AKIDEXAMPLE", "guess"), "ecs"),
                "InvalidSignatureException",
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret"
                        + " Access Key and signing method. Consult the service documentation for details.");
        assertRefused(
                () -> verifier.verify(signed("AKIDEXAMPLE", SECRET), "logs"),
                "InvalidSignatureException",
                "Credential should be scoped to correct service: 'logs'.");
    }

    @Test
    void aChangedSecretIsNoticedInSpiteOfRememberedKeys() {
        Map<String, String> secrets = new HashMap<>(Map.of("K", "old"));
        SigV4Verifier changing = new SigV4Verifier(
                (id, _) -> Optional.of(new AccessKey(
                        id,
                        new Secret(String.valueOf(secrets.get(id))),
                        "123456789012",
                        "arn:aws:iam::123456789012:root")),
                InstantSource.fixed(NOW));
        changing.verify(signed("K", "old"), "ecs");
        secrets.put("K", "new");
        changing.verify(signed("K", "new"), "ecs");
        assertThatThrownBy(() -> changing.verify(signed("K", "old"), "ecs")).isInstanceOf(AwsException.class);
    }

    @Test
    void aRequestWithoutASignatureIsMissingItsToken() {
        assertRefused(
                () -> Authorization.of("", RequestHeaders.of(Map.of())),
                "MissingAuthenticationTokenException",
                "Missing Authentication Token");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Bearer abc",
                "AWS4-HMAC-SHA256",
                "AWS4-HMAC-SHA256 ,,,",
                "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=host",
                "AWS4-HMAC-SHA256 Credential=a/b/c/d, SignedHeaders=host, Signature=x",
                "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, Signature=x, Wrong=1, SignedHeaders=host",
            })
    void aMisshapenHeaderIsAnIncompleteSignature(String header) {
        assertThatThrownBy(() -> Authorization.of(
                        "", RequestHeaders.of(Map.of("Authorization", header, "X-Amz-Date", "20150830T123600Z"))))
                .isInstanceOfSatisfying(
                        AwsException.class, e -> assertThat(e.errorType()).isEqualTo("IncompleteSignatureException"));
    }

    @Test
    void theHostAndTheTargetMustBeSigned() {
        SignedRequest request = signed("AKIDEXAMPLE", SECRET);
        RequestHeaders withTarget = name -> name.equals("x-amz-target")
                ? "Prefix.DeleteCluster"
                : request.headers().get(name);
        assertRefused(
                () -> verifier.verify(new SignedRequest("POST", "/", "", withTarget, request.body()), "ecs"),
                "InvalidSignatureException",
                "'x-amz-target' must be a 'SignedHeader' in the AWS Authorization.");
    }

    @Test
    void noRandomHeaderGivesAnythingButAnAwsException() {
        Random random = new Random(7);
        SignedRequest good = signed("AKIDEXAMPLE", SECRET);
        String authorization = String.valueOf(good.headers().get("authorization"));
        for (int i = 0; i < 5_000; i++) {
            StringBuilder damaged = new StringBuilder(authorization);
            for (int n = 1 + random.nextInt(5); n > 0; n--) {
                damaged.setCharAt(random.nextInt(damaged.length()), (char) (32 + random.nextInt(200)));
            }
            damaged.setLength(random.nextInt(damaged.length() + 1));
            RequestHeaders headers = name -> name.equals("authorization")
                    ? damaged.toString()
                    : good.headers().get(name);
            String query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + damaged;
            assertThatThrownBy(() -> verifier.verify(new SignedRequest("POST", "/", "", headers, good.body()), "ecs"))
                    .isInstanceOf(AwsException.class);
            assertThatThrownBy(() -> Authorization.of(query, _ -> null)).isInstanceOf(AwsException.class);
        }
    }

    private static SignedRequest signed(String id, String secret) {
        Map<String, String> headers = new TreeMap<>(Map.of("Host", "127.0.0.1:4566"));
        byte[] body = "{}".getBytes(UTF_8);
        headers.putAll(new SigV4Signer(Credentials.of(id, secret), "us-east-1", "ecs")
                .sign("POST", "/", "", headers, body, NOW));
        return new SignedRequest("POST", "/", "", RequestHeaders.of(headers), body);
    }

    private static void assertRefused(ThrowingCallable call, String errorType, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(AwsException.class, e -> {
            assertThat(e.errorType()).isEqualTo(errorType);
            assertThat(e.text()).isEqualTo(message);
        });
    }
}
