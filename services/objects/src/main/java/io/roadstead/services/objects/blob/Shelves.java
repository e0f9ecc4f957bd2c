package io.roadstead.services.objects.blob;

import io.roadstead.core.Sealing;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the files of blobs are: {@code <directory>/<first two digits>/<name>.<id of the master key>}, and {@code new/} for
 * those that are being written. A file without an id is encrypted under the first master key.
 */
final class Shelves {
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern FILE = Pattern.compile("([0-9a-f]{32})(?:\\.([0-9a-z]+))?");
    private static final int SHELF_DIGITS = 2;
    private static final String NEW = "new";
    private static final FileAttribute<?> OWN_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path directory;

    Shelves(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory, OWN_DIRECTORY);
        Files.createDirectories(directory.resolve(NEW), OWN_DIRECTORY);
    }

    /** @param master the id of the master key under which it is encrypted, or {@link Sealing#FIRST} */
    record Found(Path file, String name, String master) {}

    Path place(String name, String master) {
        return directory.resolve(name.substring(0, SHELF_DIGITS)).resolve(fileName(name, master));
    }

    /** Where it is written before it is whole. */
    Path fresh(String name, String master) {
        return directory.resolve(NEW).resolve(fileName(checked(name), master));
    }

    private static String fileName(String name, String master) {
        return master.equals(Sealing.FIRST) ? name : name + "." + master;
    }

    /** The shelf of a name, made and on the disk when it was not there. */
    Path shelf(String name) throws IOException {
        Path shelf = directory.resolve(name.substring(0, SHELF_DIGITS));
        if (!Files.isDirectory(shelf)) {
            Files.createDirectories(shelf, OWN_DIRECTORY);
            force(directory);
        }
        return shelf;
    }

    /** All whole ones. */
    List<Found> whole() throws IOException {
        List<Found> found = new ArrayList<>();
        try (Stream<Path> shelves = Files.list(directory)) {
            for (Path shelf : shelves.filter(Files::isDirectory).toList()) {
                if (!shelf.getFileName().toString().equals(NEW)) {
                    found.addAll(on(shelf));
                }
            }
        }
        return found;
    }

    /** Those that were begun. */
    List<Found> begun() throws IOException {
        return on(directory.resolve(NEW));
    }

    private static List<Found> on(Path shelf) throws IOException {
        List<Found> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(shelf)) {
            for (Path file : files.toList()) {
                Matcher matcher = FILE.matcher(file.getFileName().toString());
                if (matcher.matches()) {
                    String master = matcher.group(2);
                    found.add(new Found(file, matcher.group(1), master == null ? Sealing.FIRST : master));
                }
            }
        }
        return found;
    }

    static String checked(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a blob's name is 32 hexadecimal digits, and this is '" + name + "'");
        }
        return name;
    }

    /** A file's new name lasts only when its directory is on the disk too. */
    static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
