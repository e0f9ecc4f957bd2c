package io.roadstead.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.roadstead.agent.engine.ContainerRequest;
import io.roadstead.agent.engine.Fault;
import io.roadstead.agent.runtime.RuntimeFault;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An engine that says who it is and then answers nothing any more: every call ends in its time, by its name. */
final class HungEngineTest {
    private static final Duration SOON = Duration.ofMillis(300);

    private final ServerSocket engine;
    private final DockerRuntime runtime;

    HungEngineTest() throws IOException, RuntimeFault {
        engine = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
        runtime = new DockerRuntime(new DockerSettings(
                URI.create("tcp://127.0.0.1:" + engine.getLocalPort()),
                "127.0.0.1",
                41_500,
                41_501,
                Map.of(),
                Path.of("/sys/fs/cgroup")));
    }

    @AfterEach
    void close() throws IOException {
        runtime.close();
        engine.close();
    }

    private void serve() {
        while (!engine.isClosed()) {
            try {
                Socket guest = engine.accept();
                Thread.ofVirtual().start(() -> answer(guest));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void answer(Socket guest) {
        try (guest) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(guest.getInputStream(), StandardCharsets.UTF_8));
            String line = in.readLine();
            while (line != null) {
                String path = line;
                while (line != null && !line.isEmpty()) {
                    line = in.readLine();
                }
                boolean known = path.contains("/version") || path.contains("/info");
                if (known) {
                    String body = "{\"ApiVersion\":\"1.41\",\"MinAPIVersion\":\"1.12\",\"ServerVersion\":\"20.10\"}";
                    guest.getOutputStream()
                            .write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                                            + body.length() + "\r\n\r\n" + body)
                                    .getBytes(StandardCharsets.UTF_8));
                }
                line = in.readLine();
            }
        } catch (IOException gone) {
            // The caller lost its patience, as it should.
            return;
        }
    }

    private interface Call {
        void make() throws RuntimeFault;
    }

    private static Fault fault(Call call) {
        return catchThrowableOfType(RuntimeFault.class, call::make).fault();
    }

    @Test
    void everyCallIsGivenUpInItsTimeAndToldByItsName() {
        ContainerRequest request = new ContainerRequest(
                "n", "i", 2, 0, null, null, List.of(), Map.of(), List.of(), List.of(), null, null, null, false);

        assertThat(fault(() -> runtime.create(request, SOON))).isEqualTo(new Fault.TimedOut("created", SOON));
        assertThat(fault(() -> runtime.start("id", SOON))).isEqualTo(new Fault.TimedOut("started", SOON));
        assertThat(fault(() -> runtime.stop("id", Duration.ZERO, SOON))).isEqualTo(new Fault.TimedOut("stopped", SOON));
        assertThat(fault(() -> runtime.digest("i:1", SOON))).isEqualTo(new Fault.TimedOut("MANIFEST_PULLED", SOON));
        assertThat(fault(() -> runtime.pull("i:1", null, SOON, SOON))).isEqualTo(new Fault.TimedOut("pulled", SOON));
    }
}
