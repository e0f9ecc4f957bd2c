package io.roadstead.cli.host;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one directory that holds everything a server keeps: records, keys, the local agent's state, logs. */
public record DataDirectory(Path path) {
    /**
     * The directory to use.
     *
     * @param chosen what {@code --data} says, if it was given
     * @param environment for {@code XDG_STATE_HOME}, which counts only when absolute (XDG base directory rules), and
     *     {@code HOME}
     */
    public static DataDirectory of(@Nullable Path chosen, Map<String, String> environment) {
        if (chosen != null) {
            return new DataDirectory(chosen.toAbsolutePath().normalize());
        }
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        if (state.startsWith("/")) {
            return new DataDirectory(Path.of(state, "roadstead"));
        }
        String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        return new DataDirectory(Path.of(home, ".local", "state", "roadstead"));
    }

    /** Makes it, readable by its owner alone: it holds secret keys. One that exists is left as it is. */
    public void create() throws IOException {
        if (Files.isDirectory(path)) {
            return;
        }
        if (path.getParent() != null) {
            Files.createDirectories(path.getParent());
        }
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(path);
        }
    }

    /** The log of a server in the background. */
    public Path log() {
        return path.resolve("roadstead.log");
    }

    /** What package installations said. */
    public Path setupLog() {
        return path.resolve("setup.log");
    }

    /** The log of a Docker Engine that {@code up} started. */
    public Path engineLog() {
        return path.resolve("dockerd.log");
    }

    /** Which process serves this directory. */
    public Path pidFile() {
        return path.resolve("roadstead.pid");
    }

    /** The local agent's own state. */
    public Path agent() {
        return path.resolve("agent");
    }
}
