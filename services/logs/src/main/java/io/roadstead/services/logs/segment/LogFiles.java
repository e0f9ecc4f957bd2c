package io.roadstead.services.logs.segment;

import io.roadstead.core.model.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All events of a server: {@code <directory>/<account>/<region>/<group's id>/<stream's id>/<segments>}. Groups and
 * streams go by their ids, so that one made again under its name begins empty.
 */
public final class LogFiles {
    private static final Logger log = LoggerFactory.getLogger(LogFiles.class);
    /** How many directories above a segment may be new with it. */
    static final int DEPTH = 5;

    private static final int KEY_DIGITS = 15;
    private static final int HEXADECIMAL = 16;

    private final Path directory;
    private final LogLimits limits;
    private final ConcurrentMap<Path, StreamLog> streams = new ConcurrentHashMap<>();

    private LogFiles(Path directory, LogLimits limits) {
        this.directory = directory;
        this.limits = limits;
    }

    /** Opens what is below this directory, making it where there is none. Streams are read when they are first used. */
    public static LogFiles open(Path directory, LogLimits limits) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return new LogFiles(directory, limits);
    }

    public LogLimits limits() {
        return limits;
    }

    /** @param streamId 32 hexadecimal digits, as {@code groupId} is */
    public StreamLog stream(Scope scope, String groupId, String streamId) {
        Path path = path(scope, groupId).resolve(streamId);
        long key = Long.parseLong(streamId.substring(0, KEY_DIGITS), HEXADECIMAL);
        return streams.computeIfAbsent(path, p -> new StreamLog(p, key, limits));
    }

    /** Deletes a stream's events. */
    public void removeStream(Scope scope, String groupId, String streamId) {
        remove(path(scope, groupId).resolve(streamId));
    }

    /** Deletes the events of a group and all its streams. */
    public void removeGroup(Scope scope, String groupId) {
        remove(path(scope, groupId));
    }

    /** Deletes the segments of a group that hold nothing as young as this. */
    public void expire(Scope scope, String groupId, long before) {
        Path group = path(scope, groupId);
        for (Path each : below(group)) {
            try {
                stream(scope, groupId, each.getFileName().toString()).expire(before);
            } catch (IOException | UncheckedIOException e) {
                log.warn("What is too old in {} could not be deleted; it will be tried again", each, e);
            }
        }
    }

    /** What a group's files hold on the disk, in bytes. */
    public long bytes(Scope scope, String groupId) {
        long[] sum = {0};
        try {
            Files.walkFileTree(path(scope, groupId), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    sum[0] += attributes.size();
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            log.warn("The size of log group {} could not be read", groupId, e);
        }
        return sum[0];
    }

    /** Deletes the groups' directories that belong to no group any more, as a crash may leave them. */
    public void removeOthers(BiPredicate<Scope, String> known) {
        for (Path account : below(directory)) {
            for (Path region : below(account)) {
                Scope scope = new Scope(
                        account.getFileName().toString(), region.getFileName().toString());
                for (Path group : below(region)) {
                    if (!known.test(scope, group.getFileName().toString())) {
                        remove(group);
                    }
                }
            }
        }
    }

    private Path path(Scope scope, String groupId) {
        return directory.resolve(scope.account()).resolve(scope.region()).resolve(groupId);
    }

    private void remove(Path path) {
        streams.forEach((at, stream) -> {
            if (at.startsWith(path)) {
                stream.end();
                streams.remove(at);
            }
        });
        try {
            Files.walkFileTree(path, new Deletion());
        } catch (NoSuchFileException nothing) {
            log.debug("{} holds nothing to delete", path);
        } catch (IOException e) {
            log.warn("{} could not be deleted as a whole; the rest goes when the server starts next", path, e);
        }
    }

    private static List<Path> below(Path path) {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(Files::isDirectory).toList();
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be listed", e);
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) throws IOException {
            if (e != null) {
                throw e;
            }
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
