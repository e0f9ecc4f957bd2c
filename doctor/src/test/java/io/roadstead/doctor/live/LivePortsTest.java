package io.roadstead.doctor.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.roadstead.doctor.Doctor;
import io.roadstead.doctor.ToldCluster;
import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Finding;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the ports of a task with a failing health check answer. */
class LivePortsTest {
    private static final String HERE = ToldCluster.PREFIX + "container-instance/shop/here";

    private static ClusterFacts facts(int hostPort, String instance) {
        return new ToldCluster()
                .definition(
                        "web:1",
                        ",\"healthCheck\":{\"command\":[\"CMD-SHELL\",\"curl -f http://localhost:8080/health || exit 1\"]}")
                .task(
                        "t1",
                        "web:1",
                        "\"lastStatus\":\"RUNNING\",\"desiredStatus\":\"RUNNING\",\"healthStatus\":\"UNHEALTHY\","
                                + "\"group\":\"service:web\",\"containerInstanceArn\":\"" + ToldCluster.PREFIX
                                + "container-instance/shop/" + instance
                                + "\",\"containers\":[{\"name\":\"main\",\"lastStatus\":\"RUNNING\","
                                + "\"healthStatus\":\"UNHEALTHY\",\"networkBindings\":[{\"bindIP\":\"0.0.0.0\","
                                + "\"containerPort\":8080,\"hostPort\":" + hostPort + ",\"protocol\":\"tcp\"}]}]")
                .facts();
    }

    private static List<String> told(ClusterFacts facts, Network network) {
        Finding finding = Doctor.findings(Doctor.examine(facts)).getFirst();
        assertThat(finding.article()).isEqualTo("ecs-task-container-health-check-failures");
        return new LivePorts(network, HERE)
                .added(finding, facts).evidence().stream()
                        .filter(each -> each.source().startsWith("this host"))
                        .map(Evidence::text)
                        .toList();
    }

    @Test
    void aProgramThatAnswersAnotherStatusIsToldWithIt() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        server.createContext("/health", exchange -> {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        server.start();
        int port = server.getAddress().getPort();
        try {
            List<String> told = told(facts(port, "here"), new HostNetwork());
            assertThat(told).hasSize(2);
            assertThat(told.getFirst()).startsWith("a connection to 127.0.0.1:" + port + " opens in ");
            assertThat(told.getLast()).startsWith("GET http://127.0.0.1:" + port + "/health answers 503 in ");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aPortWhereNobodyListensIsToldAsSuch() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThat(told(facts(port, "here"), new HostNetwork()))
                .singleElement()
                .asString()
                .startsWith("no connection to 127.0.0.1:" + port + ": ")
                .containsIgnoringCase("refused");
    }

    @Test
    void aProgramThatDoesNotAnswerInTimeIsToldWithTheTime() {
        assertThat(told(facts(32768, "here"), new Network() {
                    @Override
                    public void connect(String host, int port, Duration limit) {}

                    @Override
                    public int get(String host, int port, String path, Duration limit) throws IOException {
                        throw new java.net.http.HttpTimeoutException("request timed out");
                    }
                }))
                .last()
                .asString()
                .contains("/health has no answer after ")
                .endsWith("nothing within 2 s");
    }

    @Test
    void tasksOfOtherHostsAreNotAsked() {
        Network none = new Network() {
            @Override
            public void connect(String host, int port, Duration limit) {
                throw new AssertionError("asked " + host + ":" + port);
            }

            @Override
            public int get(String host, int port, String path, Duration limit) {
                throw new AssertionError("asked " + host + ":" + port);
            }
        };
        assertThat(told(facts(32768, "elsewhere"), none)).isEmpty();
    }
}
