package io.roadstead.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * What tests start processes of Roadstead from: the class path as jars only, and JDK 25's cache of their classes (read,
 * verified, linked), which takes a server's start from 3.7 s of processor time to 1.5 s.
 *
 * <p>The JVM cannot tell a changed jar of the same name, size and time from the one a cache was made of (JDK-8377932). So a
 * cache's name is the digest of everything it was made of, and a test that changes one byte of one class never meets the
 * cache of before. It is made once, by whoever comes first; others wait at a file lock. What a killed maker leaves is used
 * by nobody: it has a directory of its own, and only the last step, one rename, tells others of it.
 *
 * <p>Example: {@code lock}, {@code 3f…a1} (one line: {@code 3f…a1.117}) and the directory {@code 3f…a1.117} with
 * {@code 0.jar}, made of the first directory of the class path, and {@code classes.aot}.
 */
final class ClassCache {
    private static final int BUFFER = 1 << 16;

    private ClassCache() {}

    /**
     * A class path without directories, and the cache of its classes.
     *
     * @param directory where more may be kept that was made of this class path
     * @param cache need not exist: a JVM that makes none is none the worse
     */
    record Made(Path directory, List<Path> jars, Path cache) {
        String classPath() {
            return jars.stream().map(Path::toString).collect(Collectors.joining(System.getProperty("path.separator")));
        }
    }

    /** Runs a program that meets many classes and leaves the cache behind; it may fail, and there is none then. */
    interface Training {
        void run(Made made) throws IOException, InterruptedException;
    }

    /**
     * Finds the cache of this class path, or makes it.
     *
     * @param directory for caches alone: those of other class paths are removed when one is made
     * @param classPath jars and directories; what does not exist is left out, as the JVM does
     * @param jvm what else a cache depends on, such as the JVM's version and options
     */
    static Made of(Path directory, List<Path> classPath, String jvm, Training training) throws InterruptedException {
        try {
            List<Path> entries = classPath.stream().filter(Files::exists).toList();
            Files.createDirectories(directory);
            Path pointer = directory.resolve(digest(entries, jvm));
            try (FileChannel channel = FileChannel.open(
                            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (!lock.isValid()) {
                    throw new IllegalStateException("no lock in " + directory);
                }
                if (!Files.exists(pointer)) {
                    removeAllBut(directory, "lock");
                    Path fresh = Files.createTempDirectory(directory, pointer.getFileName() + ".");
                    training.run(made(fresh, packed(fresh, entries)));
                    Path told = Files.writeString(fresh.resolve("told"), String.valueOf(fresh.getFileName()));
                    Files.move(told, pointer, StandardCopyOption.ATOMIC_MOVE);
                }
                Path whole = directory.resolve(Files.readString(pointer));
                return made(whole, named(whole, entries));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Made made(Path directory, List<Path> jars) {
        return new Made(directory, jars, directory.resolve("classes.aot"));
    }

    /** A digest of names, times and contents of all that is on the class path, in its order. */
    private static String digest(List<Path> entries, String jvm) throws IOException {
        MessageDigest digest = sha256();
        digest.update(jvm.getBytes(UTF_8));
        for (Path entry : entries) {
            if (Files.isDirectory(entry)) {
                for (Path file : files(entry)) {
                    update(digest, entry.relativize(file).toString(), file);
                }
            } else {
                // The JVM leaves a cache alone whose jars are older or newer than those it was made of.
                update(digest, entry + " " + Files.getLastModifiedTime(entry).toMillis(), entry);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void update(MessageDigest digest, String name, Path file) throws IOException {
        digest.update((name + " " + Files.size(file) + "\n").getBytes(UTF_8));
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            while (channel.read(buffer.clear()) >= 0) {
                digest.update(buffer.flip());
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The same class path with each directory replaced by the jar that is made of it. */
    private static List<Path> named(Path target, List<Path> entries) {
        List<Path> jars = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Path entry = entries.get(i);
            jars.add(Files.isDirectory(entry) ? target.resolve(i + ".jar") : entry);
        }
        return jars;
    }

    private static List<Path> packed(Path target, List<Path> entries) throws IOException {
        List<Path> jars = named(target, entries);
        for (int i = 0; i < entries.size(); i++) {
            if (Files.isDirectory(entries.get(i))) {
                pack(entries.get(i), jars.get(i));
            }
        }
        return jars;
    }

    private static void pack(Path directory, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            // A jar without an entry could not be opened.
            zip.putNextEntry(new ZipEntry("META-INF/"));
            for (Path each : files(directory)) {
                zip.putNextEntry(new ZipEntry(directory.relativize(each).toString()));
                Files.copy(each, zip);
            }
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void removeAllBut(Path directory, String kept) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                if (!each.equals(directory) && !each.equals(directory.resolve(kept))) {
                    Files.delete(each);
                }
            }
        }
    }
}
