package io.roadstead.services.objects.blob;

import io.roadstead.core.Sealing;
import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256 in counter mode. Each blob has a key of its own, derived from a master key and its name, and is written once
 * with it, so counting may begin at 0; and reading may begin at any block: byte 40 lies in block 2, whose counter is 2.
 */
final class BlobCipher {
    private static final int BLOCK = 16;
    private static final int COUNTER_BYTES = Long.BYTES;
    private static final String USE = "roadstead objects blob ";

    private final Sealing sealing;

    BlobCipher(Sealing sealing) {
        this.sealing = sealing;
    }

    /** Where the block begins that holds this byte. */
    static long blockStart(long at) {
        return at - at % BLOCK;
    }

    /**
     * Encrypts or decrypts (it is the same) from the block that holds this byte.
     *
     * @param master the id of a master key, or {@link Sealing#FIRST}
     * @throws IOException when that key is not here
     */
    Cipher of(String master, String name, long at) throws IOException {
        byte[] key = sealing.sign(master, USE + name)
                .orElseThrow(() -> new IOException("the bytes " + name + " are encrypted under "
                        + (master.isEmpty() ? "the first master key" : "master key " + master)
                        + ", which is not here"));
        byte[] counter = new byte[BLOCK];
        long block = at / BLOCK;
        for (int i = 0; i < COUNTER_BYTES; i++) {
            counter[BLOCK - 1 - i] = (byte) (block >>> (i * Byte.SIZE));
        }
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(counter));
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES in counter mode", e);
        }
    }
}
