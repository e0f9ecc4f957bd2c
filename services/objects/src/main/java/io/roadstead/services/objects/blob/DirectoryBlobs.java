package io.roadstead.services.objects.blob;

import io.roadstead.core.KeyUse;
import io.roadstead.core.Sealing;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import javax.crypto.CipherInputStream;
import javax.crypto.CipherOutputStream;

/**
 * A directory of files, each encrypted with a key of its own ({@link Shelves}). A file is written under {@code new/},
 * brought to the disk and then given its name, so what has a name is whole.
 *
 * <p>When the master key was replaced, each file is written once more under the new one and the old file removed after the
 * new one has its name. So whoever looks for the oldest first finds a blob at every moment, and of two files of one name,
 * as a crash may leave them, either is right.
 */
public final class DirectoryBlobs implements Blobs, KeyUse {
    private static final int BUFFER = 1 << 17;

    private final Shelves shelves;
    private final BlobCipher cipher;
    private final Sealing sealing;

    private DirectoryBlobs(Shelves shelves, Sealing sealing) {
        this.shelves = shelves;
        this.sealing = sealing;
        this.cipher = new BlobCipher(sealing);
    }

    /** Opens what is below this directory, making it where there is none. */
    public static DirectoryBlobs open(Path directory, Sealing sealing) throws IOException {
        return new DirectoryBlobs(new Shelves(directory), sealing);
    }

    @Override
    public Writing write(String name) throws IOException {
        String master = sealing.current();
        Path fresh = shelves.fresh(name, master);
        FileChannel channel = FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        OutputStream encrypted = new CipherOutputStream(
                // The channel is closed by whoever holds the writing, after it was brought to the disk.
                new BufferedOutputStream(new Unclosed(Channels.newOutputStream(channel)), BUFFER),
                cipher.of(master, name, 0));
        return new FileWriting(name, master, fresh, channel, encrypted);
    }

    private final class FileWriting implements Writing {
        private final String name;
        private final String master;
        private final Path fresh;
        private final FileChannel channel;
        private final OutputStream stream;
        private boolean kept;

        FileWriting(String name, String master, Path fresh, FileChannel channel, OutputStream stream) {
            this.name = name;
            this.master = master;
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
            Path shelf = shelves.shelf(name);
            Files.move(fresh, shelves.place(name, master), StandardCopyOption.ATOMIC_MOVE);
            kept = true;
            Shelves.force(shelf);
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
        Shelves.checked(name);
        for (String master : masters()) {
            try {
                return read(name, master, from);
            } catch (NoSuchFileException underAnother) {
                // The next key's.
            }
        }
        throw new NoSuchFileException(name);
    }

    private InputStream read(String name, String master, long from) throws IOException {
        FileChannel channel = FileChannel.open(shelves.place(name, master), StandardOpenOption.READ);
        try {
            channel.position(BlobCipher.blockStart(from));
            InputStream in = new CipherInputStream(Channels.newInputStream(channel), cipher.of(master, name, from));
            in.skipNBytes(Math.min(from - BlobCipher.blockStart(from), channel.size()));
            return in;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Under which keys a blob may lie, the oldest first: a file that is not there any more when it is looked for has by then
     * its successor.
     */
    private List<String> masters() {
        List<String> masters = new ArrayList<>();
        masters.add(Sealing.FIRST);
        masters.addAll(sealing.keys());
        return masters;
    }

    @Override
    public void delete(String name) throws IOException {
        Shelves.checked(name);
        for (String master : masters()) {
            Files.deleteIfExists(shelves.place(name, master));
        }
    }

    @Override
    public int sweep(Predicate<String> needed) throws IOException {
        int removed = 0;
        for (Shelves.Found begun : shelves.begun()) {
            Files.delete(begun.file());
            removed++;
        }
        for (Shelves.Found found : shelves.whole()) {
            if (!needed.test(found.name())) {
                Files.delete(found.file());
                removed++;
            }
        }
        return removed;
    }

    @Override
    public String what() {
        return "objects and parts of objects";
    }

    @Override
    public Map<String, Integer> byKey() {
        Map<String, Integer> count = new HashMap<>();
        try {
            shelves.whole().forEach(found -> count.merge(masterOf(found), 1, Integer::sum));
        } catch (IOException e) {
            throw new UncheckedIOException("The files of objects cannot be listed: " + e.getMessage(), e);
        }
        return count;
    }

    private String masterOf(Shelves.Found found) {
        return found.master().equals(Sealing.FIRST) ? sealing.first().orElse(Sealing.FIRST) : found.master();
    }

    @Override
    public int renew(BooleanSupplier goOn) {
        int renewed = 0;
        try {
            for (Shelves.Found found : shelves.whole()) {
                if (masterOf(found).equals(sealing.current())) {
                    continue;
                }
                if (!goOn.getAsBoolean()) {
                    break;
                }
                renewed += renew(found, goOn) ? 1 : 0;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Objects could not be encrypted anew: " + e.getMessage(), e);
        }
        return renewed;
    }

    /** False when it was deleted meanwhile, or there was no time to end. */
    private boolean renew(Shelves.Found found, BooleanSupplier goOn) throws IOException {
        String master = sealing.current();
        Path fresh = shelves.fresh(found.name(), master);
        Files.deleteIfExists(fresh);
        Path successor = shelves.place(found.name(), master);
        try (InputStream before = read(found.name(), found.master(), 0);
                FileChannel channel =
                        FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            try (OutputStream after = new CipherOutputStream(
                    new Unclosed(Channels.newOutputStream(channel)), cipher.of(master, found.name(), 0))) {
                byte[] buffer = new byte[BUFFER];
                for (int read = before.read(buffer); read >= 0; read = before.read(buffer)) {
                    if (!goOn.getAsBoolean()) {
                        Files.delete(fresh);
                        return false;
                    }
                    after.write(buffer, 0, read);
                }
            }
            channel.force(true);
        } catch (NoSuchFileException deleted) {
            return false;
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
        Files.move(fresh, successor, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Shelves.force(shelves.shelf(found.name()));
        if (!Files.deleteIfExists(found.file())) {
            // Deleted while it was copied, before its successor was there to be deleted with it.
            Files.deleteIfExists(successor);
            return false;
        }
        return true;
    }
}
