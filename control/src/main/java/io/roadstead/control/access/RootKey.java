package io.roadstead.control.access;

import io.roadstead.wire.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The root access key of the first account. Out of the box it is {@code test}/{@code test}, which everybody knows; a
 * server that other hosts reach has one of its own in a file of mode 0600, in the form that shells and {@code env_file}s
 * read:
 *
 * <pre>
 * AWS_ACCESS_KEY_ID=AKIA…
 * AWS_SECRET_ACCESS_KEY=…
 * </pre>
 */
public record RootKey(String accessKeyId, Secret secret) {
    /** Access key id and secret in one: what every AWS emulator's users type. Good on loopback only. */
    public static final RootKey EVERYBODYS = new RootKey("test", new Secret("test"));

    private static final String ID = "AWS_ACCESS_KEY_ID";
    private static final String SECRET = "AWS_SECRET_ACCESS_KEY";
    /** A shorter secret could be guessed. */
    private static final int LEAST_CHARACTERS = 16;

    private static final int KEY_CHARACTERS = 16;
    private static final int SECRET_CHARACTERS = 40;
    private static final String KEY_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final String SECRET_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    /** The file holds no root key, or others may read it. */
    public static final class RootKeyException extends RuntimeException {
        RootKeyException(String message) {
            super(message);
        }
    }

    /**
     * The key in the file, drawn and written when there is none.
     *
     * @throws RootKeyException when others may read it, or it is no key, or one that could be guessed
     * @throws IOException when it cannot be read or written
     */
    public static RootKey load(Path file) throws IOException {
        if (!Files.exists(file)) {
            create(file);
        }
        return read(file);
    }

    /**
     * The key in the file.
     *
     * @throws RootKeyException as {@link #load}
     * @throws IOException when it cannot be read
     */
    public static RootKey read(Path file) throws IOException {
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
        if (!OWNER_ONLY.containsAll(mode)) {
            throw new RootKeyException("The root key " + file + " has mode " + PosixFilePermissions.toString(mode)
                    + ", so others may read it: run chmod 600 " + file
                    + ", or remove it, and a new key is made at the next start.");
        }
        Map<String, String> values = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                String name = line.substring(0, equals).strip().replaceFirst("^export\\s+", "");
                values.put(name, line.substring(equals + 1).strip());
            }
        }
        String id = values.getOrDefault(ID, "");
        String secret = values.getOrDefault(SECRET, "");
        if (!id.matches("\\w{4,128}") || secret.length() < LEAST_CHARACTERS) {
            throw new RootKeyException("The root key " + file + " needs the lines " + ID
                    + "=<4 to 128 letters and digits> and " + SECRET + "=<at least " + LEAST_CHARACTERS
                    + " characters>. Remove the file, and it is made with a new key at the next start.");
        }
        return new RootKey(id, new Secret(secret));
    }

    private static void create(Path file) throws IOException {
        SecureRandom random = new SecureRandom();
        String text = ID + "=AKIA" + draw(random, KEY_ALPHABET, KEY_CHARACTERS) + "\n" + SECRET + "="
                + draw(random, SECRET_ALPHABET, SECRET_CHARACTERS) + "\n";
        Path absolute = file.toAbsolutePath();
        Path parent = absolute.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.createFile(absolute, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        Files.write(absolute, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.SYNC);
    }

    private static String draw(SecureRandom random, String alphabet, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
