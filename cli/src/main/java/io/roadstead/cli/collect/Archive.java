package io.roadstead.cli.collect;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/**
 * A {@code .tgz} of text files below one directory, for its owner's eyes alone. It has its name only once it is whole:
 * what was interrupted is left as {@code NAME.part}.
 */
final class Archive implements AutoCloseable {
    private static final int BLOCK = 512;

    /** Of a name in the header of a plain tar archive. */
    private static final int LONGEST_NAME = 100;

    private final Path file;
    private final Path part;
    private final String root;
    private final Instant time;
    private final OutputStream out;
    private boolean whole;

    /**
     * Begins an archive.
     *
     * @param root the directory within it
     * @param time told as that of its files
     * @throws java.nio.file.FileAlreadyExistsException when the file, or the remains of one that was interrupted, is there
     */
    Archive(Path file, String root, Instant time) throws IOException {
        this.file = file;
        this.root = root;
        this.time = time;
        if (Files.exists(file)) {
            throw new java.nio.file.FileAlreadyExistsException(file.toString());
        }
        part = file.resolveSibling(file.getFileName() + ".part");
        out = new GZIPOutputStream(Channels.newOutputStream(Files.newByteChannel(
                part,
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))));
    }

    void add(String name, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(header(root + "/" + name, bytes.length));
        out.write(bytes);
        out.write(new byte[(BLOCK - bytes.length % BLOCK) % BLOCK]);
    }

    /** Nothing more comes. */
    void finish() throws IOException {
        out.write(new byte[2 * BLOCK]);
        out.close();
        Files.move(part, file);
        whole = true;
    }

    @Override
    public void close() throws IOException {
        if (!whole) {
            out.close();
            Files.deleteIfExists(part);
        }
    }

    private byte[] header(String name, int size) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST_NAME) {
            throw new IllegalArgumentException("a name in the archive has at most " + LONGEST_NAME + " bytes: " + name);
        }
        byte[] header = new byte[BLOCK];
        System.arraycopy(bytes, 0, header, 0, bytes.length);
        put(header, 100, "0000600");
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 124, String.format(Locale.ROOT, "%011o", size));
        put(header, 136, String.format(Locale.ROOT, "%011o", time.getEpochSecond()));
        put(header, 148, "        ");
        header[156] = '0';
        put(header, 257, "ustar");
        put(header, 263, "00");
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        put(header, 148, String.format(Locale.ROOT, "%06o", sum) + "\0 ");
        return header;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
