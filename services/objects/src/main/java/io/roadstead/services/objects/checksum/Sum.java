package io.roadstead.services.objects.checksum;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.Checksum;

/** A checksum on its way. */
public interface Sum {
    void update(byte[] bytes, int offset, int length);

    /** Its value; nothing is added afterwards. */
    byte[] bytes();

    default String base64() {
        return Base64.getEncoder().encodeToString(bytes());
    }

    default String hex() {
        return HexFormat.of().formatHex(bytes());
    }

    static Sum md5() {
        return of("MD5");
    }

    static Sum of(String digestName) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance(digestName);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + digestName, e);
        }
        return new Sum() {
            @Override
            public void update(byte[] bytes, int offset, int length) {
                digest.update(bytes, offset, length);
            }

            @Override
            public byte[] bytes() {
                return digest.digest();
            }
        };
    }

    /** @param length how many bytes of the value count, the most significant first */
    static Sum of(Checksum checksum, int length) {
        return new Sum() {
            @Override
            public void update(byte[] bytes, int offset, int count) {
                checksum.update(bytes, offset, count);
            }

            @Override
            public byte[] bytes() {
                long value = checksum.getValue();
                byte[] bytes = new byte[length];
                for (int i = 0; i < length; i++) {
                    bytes[length - 1 - i] = (byte) (value >>> (i * Byte.SIZE));
                }
                return bytes;
            }
        };
    }
}
