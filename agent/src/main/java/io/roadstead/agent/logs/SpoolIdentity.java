package io.roadstead.agent.logs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.roadstead.core.Ids;
import io.roadstead.wire.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * What a spool is known by. Containers' log drivers are told it when the container is made and never again, so it is kept
 * for as long as the agent's data directory.
 *
 * @param id the spool's name as a sender of batches
 * @param port of the loopback address
 * @param accessKeyId what drivers sign with
 * @param secret known to this agent and to the drivers alone
 * @param ticket the part of the credentials' path that nobody can guess
 */
record SpoolIdentity(String id, int port, String accessKeyId, Secret secret, String ticket) {
    static final String FILE = "identity.json";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int KEY_LENGTH = 16;

    /** The identity kept in a directory, made when there is none. */
    static SpoolIdentity load(Path directory, Ids ids) throws IOException {
        Path file = directory.resolve(FILE);
        if (Files.exists(file)) {
            JsonNode kept = JSON.readTree(Files.readAllBytes(file));
            return new SpoolIdentity(
                    kept.path("id").asText(),
                    kept.path("port").asInt(),
                    kept.path("accessKeyId").asText(),
                    new Secret(kept.path("secret").asText()),
                    kept.path("ticket").asText());
        }
        SpoolIdentity made = new SpoolIdentity(
                ids.hex(),
                freePort(),
                "SPOOL" + ids.hex().substring(0, KEY_LENGTH).toUpperCase(java.util.Locale.ROOT),
                new Secret(ids.hex()),
                ids.uuid());
        made.save(directory);
        return made;
    }

    /** The same at another port, kept. */
    SpoolIdentity movedTo(int otherPort, Path directory) throws IOException {
        SpoolIdentity moved = new SpoolIdentity(id, otherPort, accessKeyId, secret, ticket);
        moved.save(directory);
        return moved;
    }

    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private void save(Path directory) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(JSON.createObjectNode()
                .put("id", id)
                .put("port", port)
                .put("accessKeyId", accessKeyId)
                .put("secret", secret.reveal())
                .put("ticket", ticket));
        Path fresh = directory.resolve(FILE + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            ByteBuffer out = ByteBuffer.wrap(bytes);
            while (out.hasRemaining()) {
                channel.write(out);
            }
            channel.force(true);
        }
        Files.move(fresh, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
