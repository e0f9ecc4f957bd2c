package io.roadstead.agent.imds;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.agent.endpoint.Handler;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ImdsApiTest {
    private static final String HOST = "10.0.0.5";
    private static final String CONTAINER = "172.17.0.2";
    private static final String TOKEN = "x-aws-ec2-metadata-token";
    private static final String TTL = "x-aws-ec2-metadata-token-ttl-seconds";

    private Instant now = Instant.parse("2026-11-23T10:00:00Z");
    private @Nullable String zone = "us-east-1a";
    private Optional<ProfileCredentials.Known> profile = Optional.empty();

    private ImdsApi api(boolean required, int hops) {
        return new ImdsApi(
                new ImdsSettings(ImdsSettings.USUAL, required, hops, null),
                () -> new InstanceFacts(
                        "i-0123456789abcdef0",
                        "us-east-1",
                        "000000000000",
                        zone,
                        HOST,
                        "02:42:0a:00:00:05",
                        "host1",
                        "x86_64",
                        Instant.parse("2026-11-23T09:00:00Z")),
                () -> profile,
                "secret",
                HOST::equals,
                () -> now);
    }

    private Handler.Answer ask(ImdsApi api, String method, String path, String caller, Map<String, String> headers) {
        return api.answer(new Handler.Request(method, path, Map.of(), "", caller, 1, headers));
    }

    private Handler.Answer get(String path) {
        return ask(api(false, 1), "GET", path, HOST, Map.of());
    }

    private String token(ImdsApi api) {
        Handler.Answer answer = ask(api, "PUT", "/latest/api/token", HOST, Map.of(TTL, "60"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("X-Aws-Ec2-Metadata-Token-Ttl-Seconds", "60");
        return answer.body();
    }

    @ParameterizedTest
    @CsvSource({
        "/latest/meta-data/instance-id, i-0123456789abcdef0",
        "/1.0/meta-data/placement/region, us-east-1",
        "/2021-07-15/meta-data/placement/availability-zone, us-east-1a",
        "/latest/meta-data/local-ipv4, 10.0.0.5",
        "/latest/meta-data/mac, 02:42:0a:00:00:05",
        "/latest/meta-data/network/interfaces/macs/02:42:0a:00:00:05/owner-id, 000000000000",
        "/latest/meta-data/network/interfaces/macs/, 02:42:0a:00:00:05/",
        "/latest/meta-data/services/partition, aws",
    })
    void metadataAreToldByTheirPath(String path, String value) {
        assertThat(get(path)).isEqualTo(Handler.Answer.text(200, value));
    }

    @Test
    void aDirectoryListsWhatIsInItAndDirectoriesEndWithASlash() {
        assertThat(get("/").body()).isEqualTo("1.0\nlatest");
        assertThat(get("/latest").body()).isEqualTo("dynamic/\nmeta-data/");
        assertThat(get("/latest/meta-data/").body().lines())
                .contains("instance-id", "placement/", "services/")
                .doesNotContain("iam/");
        assertThat(get("/latest/meta-data/placement").body()).isEqualTo("availability-zone\nregion");
        zone = null;
        assertThat(get("/latest/meta-data/placement/").body()).isEqualTo("region");
    }

    @Test
    void theIdentityDocumentNamesTheInstance() {
        assertThat(get("/latest/dynamic/instance-identity/document").body())
                .contains(
                        "\"accountId\":\"000000000000\"",
                        "\"instanceId\":\"i-0123456789abcdef0\"",
                        "\"availabilityZone\":\"us-east-1a\"",
                        "\"privateIp\":\"10.0.0.5\"",
                        "\"pendingTime\":\"2026-11-23T09:00:00Z\"");
    }

    @Test
    void whatThereIsNotIsNotFoundInItsOwnWords() {
        Handler.Answer answer = get("/latest/meta-data/ami-id");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.contentType()).isEqualTo("text/html");
        assertThat(answer.body()).contains("<title>404 - Not Found</title>");
        assertThat(get("/oldest/meta-data/mac").status()).isEqualTo(404);
    }

    @Test
    void whereTokensAreRequiredOnlyOneThatHoldsIsAnswered() {
        ImdsApi required = api(true, 1);
        String path = "/latest/meta-data/instance-id";
        assertThat(ask(required, "GET", path, HOST, Map.of()).status()).isEqualTo(401);
        String token = token(required);
        assertThat(ask(required, "GET", path, HOST, Map.of(TOKEN, token)).status())
                .isEqualTo(200);
        String forged = token.substring(0, 4) + (token.charAt(4) == 'A' ? 'B' : 'A') + token.substring(5);
        for (String wrong : List.of(forged, "no token", token + "AAAA", "AAAA")) {
            assertThat(ask(api(false, 1), "GET", path, HOST, Map.of(TOKEN, wrong))
                            .status())
                    .as(wrong)
                    .isEqualTo(401);
        }
        now = now.plus(Duration.ofSeconds(60));
        assertThat(ask(required, "GET", path, HOST, Map.of(TOKEN, token)).status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"'', 400", "0, 400", "21601, 400", "-1, 400", "1m, 400", "1, 200", "21600, 200"})
    void aTokenLivesASecondToSixHours(String ttl, int status) {
        Map<String, String> headers = ttl.isEmpty() ? Map.of() : Map.of(TTL, ttl);
        assertThat(ask(api(false, 1), "PUT", "/latest/api/token", HOST, headers).status())
                .isEqualTo(status);
    }

    @Test
    void aTokenIsNotGivenToWhatCameThroughAProxyNorByAnotherMethod() {
        Map<String, String> forwarded = Map.of(TTL, "60", "x-forwarded-for", "10.1.1.1");
        assertThat(ask(api(false, 1), "PUT", "/latest/api/token", HOST, forwarded)
                        .status())
                .isEqualTo(403);
        assertThat(ask(api(false, 1), "GET", "/latest/api/token", HOST, Map.of(TTL, "60"))
                        .status())
                .isEqualTo(405);
        assertThat(ask(api(false, 1), "PUT", "/latest/meta-data/mac", HOST, Map.of())
                        .status())
                .isEqualTo(405);
    }

    @Test
    void aTokenReachesAContainerBehindABridgeOnlyWithTwoHopsWhileVersion1DoesAnyway() {
        Map<String, String> ttl = Map.of(TTL, "60");
        assertThat(ask(api(false, 1), "PUT", "/latest/api/token", CONTAINER, ttl))
                .isEqualTo(Handler.Answer.lost());
        assertThat(ask(api(false, 2), "PUT", "/latest/api/token", CONTAINER, ttl)
                        .status())
                .isEqualTo(200);
        assertThat(ask(api(false, 1), "GET", "/latest/meta-data/mac", CONTAINER, Map.of())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void theProfilesRoleHasCredentials() {
        profile = Optional.of(new ProfileCredentials.Known(
                "Success",
                "",
                "arn:aws:iam::000000000000:instance-profile/host",
                "AIPA1",
                "hostRole",
                new ProfileCredentials.Keys("2026-11-23T09:30:00Z", "ASIA", "sk", "tok", "2026-11-23T15:30:00Z")));
        assertThat(get("/latest/meta-data/iam/security-credentials/").body()).isEqualTo("hostRole");
        assertThat(get("/latest/meta-data/iam/security-credentials/hostRole").body())
                .isEqualTo("{\"Code\":\"Success\",\"LastUpdated\":\"2026-11-23T09:30:00Z\",\"Type\":\"AWS-HMAC\","
                        + "\"AccessKeyId\":\"ASIA\",\"SecretAccessKey\":\"sk\",\"Token\":\"tok\","
                        + "\"Expiration\":\"2026-11-23T15:30:00Z\"}");
        assertThat(get("/latest/meta-data/iam/info").body())
                .isEqualTo("{\"Code\":\"Success\",\"LastUpdated\":\"2026-11-23T09:30:00Z\",\"InstanceProfileArn\":"
                        + "\"arn:aws:iam::000000000000:instance-profile/host\",\"InstanceProfileId\":\"AIPA1\"}");
        assertThat(get("/latest/meta-data/iam/security-credentials/other").status())
                .isEqualTo(404);
    }

    @Test
    void aRoleThatEc2MayNotAssumeSaysSoInPlaceOfCredentials() {
        profile = Optional.of(new ProfileCredentials.Known(
                "AssumeRoleUnauthorizedAccess",
                "EC2 cannot assume the role hostRole.",
                "arn:p",
                "AIPA1",
                "hostRole",
                null));
        assertThat(get("/latest/meta-data/iam/security-credentials/hostRole").body())
                .isEqualTo("{\"Code\":\"AssumeRoleUnauthorizedAccess\",\"Message\":\"EC2 cannot assume the role"
                        + " hostRole.\"}");
    }

    @Test
    void aRouteToTheVeryAddressMeansThatSomebodyElseAnswersThere() throws Exception {
        Inet4Address imds = (Inet4Address) InetAddress.ofLiteral("169.254.169.254");
        String[] other = "eth0 00000000 0100110A 0003 0 0 0 00000000".split(" ");
        String[] network = "eth0 0000FEA9 00000000 0001 0 0 0 0000FFFF".split(" ");
        String[] own = "eth0 FEA9FEA9 00000000 0005 0 0 0 FFFFFFFF".split(" ");
        assertThat(HostNetwork.routed(imds, List.of(other, network))).isFalse();
        assertThat(HostNetwork.routed(imds, List.of(other, own))).isTrue();
    }
}
