package io.roadstead.services.objects.blob;

import io.roadstead.core.Sealing;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.CipherInputStream;
import javax.crypto.CipherOutputStream;

/**
 * A directory of files, each encrypted with a key of its own: {@code <directory>/<first two digits>/<name>}. A file is
 * written under {@code new/}, brought to the disk and then given its name, so what has a name is whole.
 */
public final class DirectoryBlobs implements Blobs {
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{32}");
    private static final int SHELF_DIGITS = 2;
    private static final int BUFFER = 1 << 17;
    private static final String NEW = "new";
    private static final FileAttribute<?> OWN_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path directory;
    private final BlobCipher cipher;

    private DirectoryBlobs(Path directory, BlobCipher cipher) {
        this.directory = directory;
        this.cipher = cipher;
    }

    /** Opens what is below this directory, making it where there is none. */
    public static DirectoryBlobs open(Path directory, Sealing sealing) throws IOException {
        Files.createDirectories(directory, OWN_DIRECTORY);
        Files.createDirectories(directory.resolve(NEW), OWN_DIRECTORY);
        return new DirectoryBlobs(directory, new BlobCipher(sealing));
    }

    @Override
    public Writing write(String name) throws IOException {
        Path fresh = directory.resolve(NEW).resolve(checked(name));
        FileChannel channel = FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        OutputStream encrypted = new CipherOutputStream(
                // The channel is closed by whoever holds the writing, after it was brought to the disk.
                new BufferedOutputStream(new Unclosed(Channels.newOutputStream(channel)), BUFFER), cipher.of(name, 0));
        return new FileWriting(name, fresh, channel, encrypted);
    }

    private final class FileWriting implements Writing {
        private final String name;
        private final Path fresh;
        private final FileChannel channel;
        private final OutputStream stream;
        private boolean kept;

        FileWriting(String name, Path fresh, FileChannel channel, OutputStream stream) {
            this.name = name;
            this.fresh = fresh;
            this.channel = channel;
            this.stream = stream;
        }

        @Override
        public OutputStream stream() {
            return stream;
        }

        @Override
        public void keep() throws IOException {
            stream.close();
            channel.force(true);
            Path place = place(name);
            Path shelf = directory.resolve(name.substring(0, SHELF_DIGITS));
            if (!Files.isDirectory(shelf)) {
                Files.createDirectories(shelf, OWN_DIRECTORY);
                force(directory);
            }
            Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
            kept = true;
            force(shelf);
        }

        @Override
        public void close() throws IOException {
            channel.close();
            if (!kept) {
                Files.deleteIfExists(fresh);
            }
        }
    }

    /** Keeps the stream below from being closed with the one above. */
    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }

    @Override
    public InputStream read(String name, long from) throws IOException {
        FileChannel channel = FileChannel.open(place(checked(name)), StandardOpenOption.READ);
        try {
            channel.position(BlobCipher.blockStart(from));
            InputStream in = new CipherInputStream(Channels.newInputStream(channel), cipher.of(name, from));
            in.skipNBytes(Math.min(from - BlobCipher.blockStart(from), channel.size()));
            return in;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(place(checked(name)));
    }

    @Override
    public int sweep(Predicate<String> needed) throws IOException {
        int removed = 0;
        try (Stream<Path> shelves = Files.list(directory)) {
            for (Path shelf : shelves.filter(Files::isDirectory).toList()) {
                boolean begun = shelf.getFileName().toString().equals(NEW);
                try (Stream<Path> files = Files.list(shelf)) {
                    for (Path file : files.toList()) {
                        String name = file.getFileName().toString();
                        if (NAME.matcher(name).matches() && (begun || !needed.test(name))) {
                            Files.delete(file);
                            removed++;
                        }
                    }
                }
            }
        }
        return removed;
    }

    private Path place(String name) {
        return directory.resolve(name.substring(0, SHELF_DIGITS)).resolve(name);
    }

    private static String checked(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a blob's name is 32 hexadecimal digits, and this is '" + name + "'");
        }
        return name;
    }

    /** A file's new name lasts only when its directory is on the disk too. */
    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
