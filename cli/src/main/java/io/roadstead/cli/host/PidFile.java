package io.roadstead.cli.host;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * The file by which commands find the server of a data directory. It is written whole or not at all, and believed only
 * while the process it names lives and began when it says.
 */
public final class PidFile {
    private final Path path;

    public PidFile(Path path) {
        this.path = path;
    }

    /** The server that runs, or nothing: no file, a file of a process that is gone, or one that nobody can read. */
    public Optional<RunningServer> live() throws IOException {
        return read().filter(server -> server.process().isPresent());
    }

    /** What the file says, whether the process lives or not. A file that is not ours to understand says nothing. */
    Optional<RunningServer> read() throws IOException {
        String text;
        try {
            text = Files.readString(path);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
            return Optional.of(RunningServer.fromProperties(properties));
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            return Optional.empty();
        }
    }

    public void write(RunningServer server) throws IOException {
        String text = server.toProperties().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .sorted()
                .collect(Collectors.joining("\n", "", "\n"));
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        Files.writeString(fresh, text);
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Takes the file away if it is still that of process {@code pid}: another server's file is left alone. */
    public void removeIfOf(long pid) {
        try {
            if (read().map(RunningServer::pid).filter(p -> p == pid).isPresent()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + path, e);
        }
    }
}
