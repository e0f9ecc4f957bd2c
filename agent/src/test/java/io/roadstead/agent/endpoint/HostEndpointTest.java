package io.roadstead.agent.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostEndpointTest {
    private static final String ONE = "11111111";
    private static final String TWO = "22222222";
    private static final String REST = "-0000-0000-0000-000000000000";

    private final HttpClient http = HttpClient.newHttpClient();

    private final Path peers;
    private final EndpointSettings settings;

    HostEndpointTest(@TempDir Path peers) throws IOException {
        this.peers = peers;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            settings = new EndpointSettings(
                    InetAddress.getLoopbackAddress(),
                    free.getLocalPort(),
                    peers,
                    false,
                    Duration.ofMillis(50),
                    Duration.ofMinutes(1));
        }
    }

    private HostEndpoint start(String tag) throws Exception {
        return HostEndpoint.start(settings, tag, request -> Handler.Answer.json(
                        200,
                        tag + " " + request.method() + " " + request.path() + " " + request.query() + " "
                                + request.body())
                .with("X-Rate-Limit-Limit", "40.00"));
    }

    private HttpResponse<String> ask(String method, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://" + settings.address().getHostAddress() + ":" + settings.port() + path);
        return http.send(
                HttpRequest.newBuilder(uri)
                        .method(method, HttpRequest.BodyPublishers.ofString(method.equals("PUT") ? "body" : ""))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void eachRequestReachesTheAgentWhoseTagItsIdBeginsWith() throws Exception {
        try (HostEndpoint one = start(ONE);
                HostEndpoint two = start(TWO)) {
            assertThat(one.listening()).isTrue();
            assertThat(two.listening()).isFalse();

            assertThat(ask("GET", "/v4/" + ONE + REST).body()).isEqualTo(ONE + " GET /v4/" + ONE + REST + " {} ");
            HttpResponse<String> handedOn = ask("PUT", "/api/" + TWO + REST + "/task-protection/v1/state?a=b");
            assertThat(handedOn.body())
                    .isEqualTo(TWO + " PUT /api/" + TWO + REST + "/task-protection/v1/state {a=b} body");
            assertThat(handedOn.headers().firstValue("X-Rate-Limit-Limit")).contains("40.00");
            assertThat(handedOn.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(ask("GET", "/v2/metadata").body())
                    .as("what has no id is the listener's")
                    .startsWith(ONE);
            assertThat(ask("GET", "/v4/33333333" + REST).body())
                    .as("as is what nobody knows")
                    .startsWith(ONE);
        }
    }

    @Test
    void whenTheListenerEndsAnotherAgentTakesItsPlace() throws Exception {
        HostEndpoint one = start(ONE);
        try (HostEndpoint two = start(TWO)) {
            one.close();

            Awaitility.await().atMost(Duration.ofSeconds(10)).until(two::listening);
            assertThat(ask("GET", "/v4/" + TWO + REST).body()).startsWith(TWO);
        }
    }

    @Test
    void theContainersOfAnAgentThatDiedAreToldThatItIsAway() throws Exception {
        int nobody;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = free.getLocalPort();
        }
        try (HostEndpoint one = start(ONE)) {
            new Peers(peers).announce(TWO, nobody);

            HttpResponse<String> answer = ask("GET", "/v4/" + TWO + REST);
            assertThat(one.listening()).isTrue();
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("away");
        }
    }

    @Test
    void aPortTakenByAnotherProgramIsToldWithWhatToDo() throws IOException {
        try (ServerSocket other = new ServerSocket()) {
            other.bind(new InetSocketAddress(settings.address(), settings.port()));

            assertThatThrownBy(() -> start(ONE))
                    .isInstanceOf(HostEndpoint.UnavailableException.class)
                    .hasMessageContaining("taken by a program that is no Roadstead agent");
        }
        assertThat(peers).isEmptyDirectory();
    }

    @Test
    void aBodyWithoutEndIsRefused() throws Exception {
        try (HostEndpoint one = start(ONE)) {
            URI uri = URI.create(
                    "http://" + settings.address().getHostAddress() + ":" + settings.port() + "/v4/" + ONE + REST);
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(uri)
                            .PUT(HttpRequest.BodyPublishers.ofByteArray(new byte[HttpPort.MAX_BODY + 1]))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(one.listening()).isTrue();
            assertThat(answer.statusCode()).isEqualTo(413);
        }
    }

    @Test
    void aBurstPassesAndThenTheSteadyRate() {
        RateLimit limit = new RateLimit(40, 60, 0);
        for (int i = 0; i < 60; i++) {
            assertThat(limit.allows(0)).isTrue();
        }
        assertThat(limit.allows(0)).isFalse();
        assertThat(limit.allows(Duration.ofMillis(24).toNanos())).isFalse();
        assertThat(limit.allows(Duration.ofMillis(26).toNanos())).isTrue();
        assertThat(limit.allows(Duration.ofMillis(26).toNanos())).isFalse();
    }
}
