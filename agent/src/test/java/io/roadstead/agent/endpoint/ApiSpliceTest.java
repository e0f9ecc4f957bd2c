package io.roadstead.agent.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Another loopback address plays the endpoint's. The server says back what it is told, once it is told no more. */
final class ApiSpliceTest {
    private static final InetAddress ADDRESS = InetAddress.ofLiteral("127.0.0.19");

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    ApiSpliceTest() throws IOException {
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try (Socket call = server.accept()) {
                    byte[] said = call.getInputStream().readAllBytes();
                    call.getOutputStream().write(said);
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private ApiSplice start() {
        return ApiSplice.start(ADDRESS, new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()));
    }

    private String echo(String text) throws IOException {
        try (Socket call = new Socket(ADDRESS, server.getLocalPort())) {
            call.getOutputStream().write(text.getBytes(UTF_8));
            call.shutdownOutput();
            return new String(call.getInputStream().readAllBytes(), UTF_8);
        }
    }

    @Test
    void whatIsSaidThereReachesTheServerAndTheAnswerComesBack() {
        String much = "signed ".repeat(50_000);
        try (ApiSplice _ = start()) {
            await().ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> echo("ping").equals("ping"));
            await().ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> echo(much).equals(much));
        }
    }

    @Test
    void theNextAgentTakesThePortWhenTheFirstEnds() {
        ApiSplice first = start();
        await().ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> echo("a").equals("a"));
        try (ApiSplice _ = start()) {
            first.close();
            await().ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> echo("b").equals("b"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "172.17.0.1, 16, 172.17.3.4, true",
        "172.17.0.1, 16, 172.18.0.4, false",
        "10.0.0.1, 30, 10.0.0.3, true",
        "10.0.0.1, 30, 10.0.0.4, false",
        "172.17.0.1, 16, ::1, false"
    })
    void aNetworkHoldsWhatSharesItsPrefix(String network, int prefix, String other, boolean held) {
        assertThat(ApiSplice.holds(
                        InetAddress.ofLiteral(network).getAddress(),
                        prefix,
                        InetAddress.ofLiteral(other).getAddress()))
                .isEqualTo(held);
    }
}
