package io.roadstead.cli.host;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.cli.host.EngineFacts.Reach;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineAddressTest {
    private final Path directory;

    EngineAddressTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void theAddressIsTheUsualSocketUnlessDockerHostNamesOne() {
        assertThat(EngineAddress.of(Map.of())).isEqualTo(new EngineAddress("unix:///var/run/docker.sock", false));
        assertThat(EngineAddress.of(Map.of("DOCKER_HOST", "tcp://h:1")))
                .isEqualTo(new EngineAddress("tcp://h:1", true));
    }

    @Test
    void anEngineAnswersItsPing() throws Exception {
        assertThat(pingAnsweredWith("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nOK"))
                .isEqualTo(Reach.ANSWERS);
    }

    @Test
    void anythingElseIsNoEngine() throws Exception {
        assertThat(pingAnsweredWith("HTTP/1.0 503 Service Unavailable\r\n\r\n")).isEqualTo(Reach.SILENT);
        assertThat(pingAnsweredWith("")).isEqualTo(Reach.SILENT);
        assertThat(new EngineAddress("unix://" + directory.resolve("none.sock"), false).ping())
                .isEqualTo(Reach.SILENT);
        assertThat(new EngineAddress("ssh://somewhere", true).ping()).isEqualTo(Reach.SILENT);
    }

    private Reach pingAnsweredWith(String answer) throws Exception {
        Path socket = directory.resolve("docker.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Thread answering = Thread.ofVirtual().start(() -> answer(server, answer));
            Reach reach = new EngineAddress("unix://" + socket, false).ping();
            answering.join();
            return reach;
        } finally {
            java.nio.file.Files.deleteIfExists(socket);
        }
    }

    private static void answer(ServerSocketChannel server, String answer) {
        try (SocketChannel client = server.accept()) {
            client.read(ByteBuffer.allocate(1024));
            client.write(ByteBuffer.wrap(answer.getBytes(US_ASCII)));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
