package io.roadstead.agent.endpoint;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agents of this host, by the tag with which all ids of their containers begin: one small file each, named by the
 * tag, saying on which loopback port the agent answers and which process it is.
 */
final class Peers {
    private static final Logger LOG = LoggerFactory.getLogger(Peers.class);
    private static final String TAG = "[0-9a-f]{8}";

    private final Path directory;

    Peers(Path directory) {
        this.directory = directory;
    }

    /** Tells the others where this agent answers, and forgets those whose process is gone. */
    void announce(String tag, int port) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        sweep();
        Path fresh = Files.createTempFile(directory, "new", "");
        Files.writeString(fresh, port + " " + ProcessHandle.current().pid() + "\n");
        Files.move(fresh, directory.resolve(tag), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void withdraw(String tag) {
        try {
            Files.deleteIfExists(directory.resolve(tag));
        } catch (IOException e) {
            LOG.warn("The agent's entry in {} cannot be removed; the next agent to start does it", directory, e);
        }
    }

    /** Where the agent of this tag answers, empty when there is none. */
    OptionalInt port(String tag) {
        if (!tag.matches(TAG)) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of(Integer.parseInt(words(directory.resolve(tag))[0]));
        } catch (NoSuchFileException none) {
            return OptionalInt.empty();
        } catch (IOException | NumberFormatException e) {
            LOG.warn("The entry {} in {} cannot be read", tag, directory, e);
            return OptionalInt.empty();
        }
    }

    private void sweep() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                directory, entry -> entry.getFileName().toString().matches(TAG))) {
            for (Path entry : entries) {
                if (!lives(entry)) {
                    Files.deleteIfExists(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static boolean lives(Path entry) {
        try {
            String[] words = words(entry);
            return words.length == 2
                    && ProcessHandle.of(Long.parseLong(words[1])).isPresent();
        } catch (NumberFormatException | IOException unreadable) {
            return false;
        }
    }

    private static String[] words(Path entry) throws IOException {
        return Files.readString(entry).strip().split(" ");
    }
}
