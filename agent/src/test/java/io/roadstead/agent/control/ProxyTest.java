package io.roadstead.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.roadstead.agent.config.AgentConfig;
import io.roadstead.agent.config.AgentVariables;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A proxy that answers everything itself, and counts. */
final class ProxyTest {
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final HttpServer proxy;

    ProxyTest() throws IOException {
        proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", exchange -> {
            try (exchange) {
                asked.add(exchange.getRequestURI().toString());
                exchange.sendResponseHeaders(200, -1);
            }
        });
        proxy.start();
    }

    @AfterEach
    void close() {
        proxy.stop(0);
    }

    private AgentVariables.Read read(String... more) {
        Map<String, String> variables = new HashMap<>(Map.of(
                "ECS_BACKEND_HOST", "http://control.invalid:4566",
                "AWS_ACCESS_KEY_ID", "AK",
                "AWS_SECRET_ACCESS_KEY", "SK"));
        for (int i = 0; i < more.length; i += 2) {
            variables.put(more[i], more[i + 1]);
        }
        return AgentVariables.read(variables);
    }

    private static void ask(AgentConfig config, String target) throws InterruptedException {
        try (HttpClient http = ControlApi.client(config.proxies())) {
            http.send(HttpRequest.newBuilder(URI.create(target)).build(), HttpResponse.BodyHandlers.discarding());
        } catch (IOException nobodyThere) {
            // Who is asked directly is not there: only what the proxy heard matters.
            return;
        }
    }

    @Test
    void theAgentsOwnConnectionsGoThroughTheProxyUnlessTheyAreExcepted() throws InterruptedException {
        AgentConfig config = read(
                        "HTTP_PROXY", "http://127.0.0.1:" + proxy.getAddress().getPort(), "NO_PROXY", "direct.invalid")
                .config();

        ask(config, "http://control.invalid:4566/");
        ask(config, "http://direct.invalid:4566/");
        ask(config, "http://127.0.0.1:1/");

        assertThat(List.copyOf(asked)).containsExactly("http://control.invalid:4566/");
    }

    @Test
    void withoutOneOfItsOwnWhatIsEncryptedTakesTheSameProxy() {
        assertThat(read("HTTP_PROXY", "p:1").config().proxies().secureProxy()).isEqualTo(URI.create("http://p:1"));
        AgentConfig both =
                read("HTTP_PROXY", "p:1", "HTTPS_PROXY", "http://s:2").config();
        assertThat(both.proxies().proxy()).isEqualTo(URI.create("http://p:1"));
        assertThat(both.proxies().secureProxy()).isEqualTo(URI.create("http://s:2"));
        assertThat(read("HTTPS_PROXY", "s:2").config().proxies().proxy()).isNull();
    }

    @Test
    void aProxyThatIsNoneIsWarnedOf() {
        assertThat(read("HTTP_PROXY", "ftp://x").warnings())
                .singleElement()
                .asString()
                .contains("HTTP_PROXY");
        assertThat(read("HTTP_PROXY", "http://a b").warnings())
                .singleElement()
                .asString()
                .contains("HTTP_PROXY");
    }
}
