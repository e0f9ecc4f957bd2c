package io.roadstead.wire.sigv4;

import io.roadstead.wire.Secret;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** SHA-256 and HMAC as Signature Version 4 uses them. */
final class Hashes {
    static final String ALGORITHM = "AWS4-HMAC-SHA256";

    private static final String HMAC = "HmacSHA256";
    private static final HexFormat HEX = HexFormat.of();

    private Hashes() {}

    static byte[] sha256(byte[] data) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(data);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static String hexSha256(byte[] data) {
        return HEX.formatHex(sha256(data));
    }

    static String hexSha256(String text) {
        return hexSha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A Mac keyed for this secret and scope. It is a prototype: {@link #signature} works on clones of it. */
    static Mac signingKey(Secret secret, CredentialScope scope) {
        Mac mac = keyed(("AWS4" + secret.reveal()).getBytes(StandardCharsets.UTF_8));
        for (String part : new String[] {scope.date(), scope.region(), scope.service(), CredentialScope.TERMINATOR}) {
            mac = keyed(mac.doFinal(part.getBytes(StandardCharsets.UTF_8)));
        }
        return mac;
    }

    /** The signature of a canonical request, in hexadecimal. May be called with one key by many threads. */
    static String signature(Mac signingKey, String timestamp, CredentialScope scope, String canonicalRequest) {
        return signature(signingKey, ALGORITHM + "\n" + timestamp + "\n" + scope + "\n" + hexSha256(canonicalRequest));
    }

    /** The signature of what is to be signed, in hexadecimal. */
    static String signature(Mac signingKey, String toSign) {
        try {
            Mac mac = (Mac) signingKey.clone();
            return HEX.formatHex(mac.doFinal(toSign.getBytes(StandardCharsets.UTF_8)));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's " + HMAC + " can be cloned", e);
        }
    }

    private static Mac keyed(byte[] key) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has " + HMAC + " and takes any key for it", e);
        }
    }
}
