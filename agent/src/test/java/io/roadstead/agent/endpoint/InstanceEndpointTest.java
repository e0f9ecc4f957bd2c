package io.roadstead.agent.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class InstanceEndpointTest {
    private final HttpClient http = HttpClient.newHttpClient();

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static HttpRequest.Builder to(int port) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/latest/meta-data/mac"));
    }

    @Test
    void itAnswersUnderTheNameOfTheOriginal() throws Exception {
        int port = free();
        InstanceEndpoint.Where where = new InstanceEndpoint.Where(InetAddress.getLoopbackAddress(), port, false, false);
        try (InstanceEndpoint endpoint =
                InstanceEndpoint.start(where, request -> Handler.Answer.text(200, request.header("x-a")))) {
            Awaitility.await().until(endpoint::listening);
            HttpResponse<String> answer =
                    http.send(to(port).header("X-A", "b").build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.body()).isEqualTo("b");
            assertThat(answer.headers().firstValue("Server")).contains("EC2ws");
        }
    }

    @Test
    void anAnswerThatIsLostKeepsTheCallerWaiting() throws Exception {
        int port = free();
        InstanceEndpoint.Where where = new InstanceEndpoint.Where(InetAddress.getLoopbackAddress(), port, false, false);
        try (InstanceEndpoint endpoint = InstanceEndpoint.start(where, request -> Handler.Answer.lost())) {
            Awaitility.await().until(endpoint::listening);
            assertThatThrownBy(() -> http.send(
                            to(port).timeout(Duration.ofMillis(300)).build(), HttpResponse.BodyHandlers.discarding()))
                    .isInstanceOf(HttpTimeoutException.class);
        }
    }
}
