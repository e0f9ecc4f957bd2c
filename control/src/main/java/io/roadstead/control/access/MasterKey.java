package io.roadstead.control.access;

import io.roadstead.core.Sealing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The installation's one secret, from which every other is derived: 32 random bytes in a file of mode 0600. Whoever
 * loses it loses what it sealed; whoever copies it can read that.
 */
public final class MasterKey implements Sealing {
    private static final int BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final SecretKey sealing;
    private final SecretKey signing;
    private final SecureRandom random = new SecureRandom();

    /** The file is not a master key, or others may read it. */
    public static final class MasterKeyException extends RuntimeException {
        MasterKeyException(String message) {
            super(message);
        }
    }

    private MasterKey(byte[] secret) {
        this.sealing = derive(secret, "roadstead seal v1", "AES");
        this.signing = derive(secret, "roadstead credentials v1", "HmacSHA256");
    }

    /** A key of its own, for tests. */
    public static MasterKey random() {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        return new MasterKey(secret);
    }

    /**
     * The key in the file, made when there is none.
     *
     * @throws MasterKeyException when the file has another length, or a mode that lets others read it
     */
    public static MasterKey load(Path file) throws IOException {
        if (!Files.exists(file)) {
            create(file);
        }
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
        if (!OWNER_ONLY.containsAll(mode)) {
            throw new MasterKeyException("The master key " + file + " has mode " + PosixFilePermissions.toString(mode)
                    + ", so others may read it: run chmod 600 " + file + ", and change the secrets it protects.");
        }
        byte[] secret = Files.readAllBytes(file);
        if (secret.length != BYTES) {
            throw new MasterKeyException(
                    "The master key " + file + " has " + secret.length + " bytes instead of " + BYTES
                            + ": it is damaged. Put the backup of it back; a new key cannot open what this one sealed.");
        }
        return new MasterKey(secret);
    }

    /** Encrypts a secret for storage; {@code context} binds it to its place and must be given again to open it. */
    @Override
    public String seal(String secret, String context) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, context);
            byte[] sealed = cipher.doFinal(secret.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return Base64.getEncoder()
                    .encodeToString(ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                            .put(nonce)
                            .put(sealed)
                            .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    /**
     * Opens what {@link #seal} sealed.
     *
     * @throws MasterKeyException when it was sealed by another key, for another context, or was changed
     */
    @Override
    public String open(String sealed, String context) {
        byte[] bytes = Base64.getDecoder().decode(sealed);
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, java.util.Arrays.copyOf(bytes, NONCE_BYTES), context);
            return new String(
                    cipher.doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES),
                    java.nio.charset.StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new MasterKeyException("What is sealed for " + context
                    + " cannot be opened: it was sealed with another master key, or changed since.");
        }
    }

    /** A keyed digest, for credentials that need not be stored because they can be computed again. */
    @Override
    public byte[] sign(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(signing);
            return mac.doFinal(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, sealing, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(context.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return cipher;
    }

    /** Written beside and moved into place, so that a crash leaves either no key or a whole one. */
    private static void create(Path file) throws IOException {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        Path fresh = Files.createTempFile(
                file.toAbsolutePath().getParent(), "master", ".key", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(secret));
            channel.force(true);
        }
        try {
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException other) {
            Files.delete(fresh);
        }
    }

    private static SecretKey derive(byte[] secret, String purpose, String algorithm) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            algorithm,
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(new SecretKeySpec(secret, "Generic"))
                                    .thenExpand(purpose.getBytes(java.nio.charset.StandardCharsets.UTF_8), BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK 25 has HKDF-SHA256", e);
        }
    }
}
