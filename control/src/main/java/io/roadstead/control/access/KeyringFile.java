package io.roadstead.control.access;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Where the master keys are kept: a file of mode 0600. While there is one key and always was, the file is its 32 bytes;
 * after a rotation it is text, the oldest key first:
 *
 * <pre>
 * roadstead keyring 1
 * 3f0a4c1be2d95a77 1970-01-01T00:00:00Z first eXr1…=
 * 91c2d06ab7e4f518 2026-11-23T21:00:00Z -     kP0c…=
 * end 2
 * </pre>
 *
 * It is written beside, brought to the disk and moved into place, so that a crash leaves the former keys or the new ones.
 */
final class KeyringFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final String HEADING = "roadstead keyring 1";
    private static final String END = "end ";
    private static final String OF_FIRST = "first";
    private static final String OF_OTHERS = "-";
    /** Longer than the file of as many keys as a ring holds. */
    private static final int LONGEST = 64 * 1024;

    private final Path file;
    private final Consumer<Step> steps;

    /** What has been done of a write; for tests that end the program there. */
    enum Step {
        BEGUN,
        WRITTEN,
        FORCED,
        MOVED
    }

    KeyringFile(Path file) {
        this(file, step -> {});
    }

    KeyringFile(Path file, Consumer<Step> steps) {
        this.file = file.toAbsolutePath();
        this.steps = steps;
    }

    Path path() {
        return file;
    }

    /**
     * One key of the ring.
     *
     * @param madeAt when it was made; the beginning of time for a ring's original key
     * @param first whether what names no key is its work
     */
    record Entry(MasterKey key, Instant madeAt, boolean first) {}

    /**
     * The keys, the oldest first; empty when there is no file.
     *
     * @throws MasterKeyException when others may read it or it holds no keys, saying what to do
     */
    Optional<List<Entry>> read() throws IOException {
        Files.deleteIfExists(fresh());
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
        if (!OWNER_ONLY.containsAll(mode)) {
            throw new MasterKeyException("The master key " + file + " has mode " + PosixFilePermissions.toString(mode)
                    + ", so others may read it: run chmod 600 " + file + ", and change the secrets it protects.");
        }
        long size = Files.size(file);
        byte[] bytes = size > LONGEST ? new byte[0] : Files.readAllBytes(file);
        if (bytes.length == MasterKey.BYTES) {
            return Optional.of(List.of(new Entry(new MasterKey(bytes), Instant.EPOCH, true)));
        }
        String text = new String(bytes, US_ASCII);
        if (text.startsWith(HEADING)) {
            return Optional.of(parse(text.lines().toList()));
        }
        throw new MasterKeyException("The master key " + file + " has " + size + " bytes instead of " + MasterKey.BYTES
                + ": it is damaged. Put the backup of it back; a new key cannot open what this one sealed.");
    }

    private List<Entry> parse(List<String> lines) {
        List<Entry> entries = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            if (line.equals(END + entries.size()) && !entries.isEmpty()) {
                return entries;
            }
            entries.add(entry(line, entries.size() + 2));
        }
        throw damaged(lines.size());
    }

    private Entry entry(String line, int number) {
        String[] words = line.split(" +");
        if (words.length != 4) {
            throw damaged(number);
        }
        try {
            MasterKey key = new MasterKey(Base64.getDecoder().decode(words[3]));
            if (!key.id().equals(words[0])) {
                throw damaged(number);
            }
            return new Entry(key, Instant.parse(words[1]), words[2].equals(OF_FIRST));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw damaged(number);
        }
    }

    private MasterKeyException damaged(int line) {
        return new MasterKeyException("The master keys in " + file + " are damaged at line " + line
                + ": put the backup of the file back; new keys cannot open what these sealed.");
    }

    /** Replaces the file as a whole; when this returns it is on the disk. */
    void write(List<Entry> entries) throws IOException {
        byte[] bytes = isOriginal(entries) ? entries.getFirst().key().secret() : text(entries);
        Path target = Files.exists(file) ? file.toRealPath() : file;
        Files.createDirectories(target.getParent());
        Path fresh = fresh();
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        steps.accept(Step.BEGUN);
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            steps.accept(Step.WRITTEN);
            channel.force(true);
        }
        steps.accept(Step.FORCED);
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        steps.accept(Step.MOVED);
        try (FileChannel directory = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static boolean isOriginal(List<Entry> entries) {
        return entries.size() == 1 && entries.getFirst().madeAt().equals(Instant.EPOCH);
    }

    private static byte[] text(List<Entry> entries) {
        StringBuilder text = new StringBuilder(HEADING).append('\n');
        for (Entry entry : entries) {
            text.append(entry.key().id())
                    .append(' ')
                    .append(entry.madeAt())
                    .append(' ')
                    .append(entry.first() ? OF_FIRST : OF_OTHERS)
                    .append(' ')
                    .append(Base64.getEncoder().encodeToString(entry.key().secret()))
                    .append('\n');
        }
        return text.append(END).append(entries.size()).append('\n').toString().getBytes(US_ASCII);
    }

    /** Beside the file itself, not beside a link to it: a move is atomic only within a file system. */
    private Path fresh() throws IOException {
        Path target = Files.exists(file) ? file.toRealPath() : file;
        return target.resolveSibling(target.getFileName() + ".new");
    }
}
