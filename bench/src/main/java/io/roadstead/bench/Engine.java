package io.roadstead.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The Docker Engine without Roadstead: what every task is bounded by. By its command line, and by its own API over the
 * socket, which spares the command's start.
 */
final class Engine {
    /** The image of all containers here; made from this host's static busybox, no registry is asked. */
    static final String IMAGE = "roadstead-bench:busybox";

    /** Ends at once when asked to, as a well-behaved program does; {@code sleep} as PID 1 would not. */
    static final List<String> COMMAND = List.of("sh", "-c", "trap 'exit 0' TERM; sleep 3600 & wait");

    private static final Path SOCKET = Path.of("/var/run/docker.sock");
    private static final List<Path> BUSYBOX = List.of(Path.of("/usr/bin/busybox"), Path.of("/bin/busybox"));
    private static final long COMMAND_SECONDS = 60;
    private static final int FIRST_ERROR = 300;

    private final JsonMapper json = JsonMapper.builder().build();

    void ensureImage() throws IOException, InterruptedException {
        if (run(List.of("docker", "image", "inspect", IMAGE)).status() == 0) {
            return;
        }
        Path busybox = BUSYBOX.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IOException("This row needs a static busybox: apt-get install busybox-static."));
        Path root = Files.createTempDirectory("roadstead-bench-image");
        try {
            Files.createDirectories(root.resolve("tmp"));
            Files.copy(busybox, Files.createDirectories(root.resolve("bin")).resolve("busybox"));
            for (String program : List.of("sh", "sleep")) {
                Files.createSymbolicLink(root.resolve("bin").resolve(program), Path.of("busybox"));
            }
            ok(run(List.of("sh", "-c", "tar -C '" + root + "' -c . | docker import -c 'ENV PATH=/bin' - " + IMAGE)));
        } finally {
            Server.remove(root);
        }
    }

    /** {@code docker run -d}; the container's id. */
    String runByCommand() throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("docker", "run", "-d", IMAGE));
        words.addAll(COMMAND);
        return ok(run(words)).strip();
    }

    /** Create and start by the API; the container's id. */
    String runByApi() throws IOException {
        ObjectNode container = Client.input().put("Image", IMAGE);
        COMMAND.forEach(container.putArray("Cmd")::add);
        String id = post("/containers/create", container.toString()).path("Id").asText();
        post("/containers/" + id + "/start", "");
        return id;
    }

    /** Removes these containers, running or not. */
    void remove(List<String> ids) throws IOException, InterruptedException {
        if (!ids.isEmpty()) {
            List<String> words = new ArrayList<>(List.of("docker", "rm", "-f"));
            words.addAll(ids);
            run(words);
        }
    }

    /** Ids of the containers of these tasks, running or not. */
    List<String> containersOf(List<String> taskArns) throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        for (String arn : taskArns) {
            ids.addAll(ok(run(List.of("docker", "ps", "-aq", "--filter", "label=com.amazonaws.ecs.task-arn=" + arn)))
                    .lines()
                    .toList());
        }
        return ids;
    }

    private JsonNode post(String path, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        // HTTP/1.0: the engine then answers unchunked and ends the connection.
        byte[] head = ("POST " + path
                        + " HTTP/1.0\r\nHost: docker\r\nContent-Type: application/json\r\nContent-Length: "
                        + bytes.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] request = Arrays.copyOf(head, head.length + bytes.length);
        System.arraycopy(bytes, 0, request, head.length, bytes.length);
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(SOCKET));
            ByteBuffer out = ByteBuffer.wrap(request);
            while (out.hasRemaining()) {
                channel.write(out);
            }
            String answer = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
            int status = Integer.parseInt(answer.split(" ", 3)[1]);
            String content = answer.substring(answer.indexOf("\r\n\r\n") + 4);
            if (status >= FIRST_ERROR) {
                throw new IOException("the Docker Engine answered " + status + " to " + path + ": " + content);
            }
            return json.readTree(content.isBlank() ? "{}" : content);
        }
    }

    private record Ran(int status, String output) {}

    private static String ok(Ran ran) throws IOException {
        if (ran.status() != 0) {
            throw new IOException("docker failed: " + ran.output());
        }
        return ran.output();
    }

    private static Ran run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("no end after " + COMMAND_SECONDS + " s: " + command);
        }
        return new Ran(process.exitValue(), output);
    }
}
