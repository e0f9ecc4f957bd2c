package io.roadstead.services.secrets.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roadstead.core.model.Scope;
import io.roadstead.services.secrets.vault.KmsKey;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.Unsupported;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.EncryptResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextResponse;

/**
 * What keys are for: AES-GCM under a key's material, bound to the encryption context.
 *
 * <p>What is encrypted begins with one byte for the form, 16 for the key's id and 12 for the nonce: whoever decrypts need
 * not say with which key.
 */
final class Ciphers {
    private static final byte FORM = 1;
    private static final int ID_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int HEAD = 1 + ID_BYTES + NONCE_BYTES;

    /** Of what is encrypted at once, in bytes. */
    private static final int PLAINTEXT_LIMIT = 4096;

    private static final int DATA_KEY_LIMIT = 1024;
    private static final Set<String> ENCRYPT = Set.of("KeyId", "Plaintext", "EncryptionContext", "EncryptionAlgorithm");
    private static final Set<String> DECRYPT =
            Set.of("KeyId", "CiphertextBlob", "EncryptionContext", "EncryptionAlgorithm");
    private static final Set<String> GENERATE = Set.of("KeyId", "EncryptionContext", "NumberOfBytes", "KeySpec");

    private final Parts parts;
    private final Keys keys;
    private final KeyOperations operations;
    private final SecureRandom random = new SecureRandom();

    Ciphers(Parts parts, Keys keys, KeyOperations operations) {
        this.parts = parts;
        this.keys = keys;
        this.operations = operations;
    }

    EncryptResponse encrypt(Caller caller, EncryptRequest request) {
        Unsupported.refuseOthers(request, ENCRYPT, "");
        byte[] text = request.plaintext().asByteArrayUnsafe();
        if (text.length < 1 || text.length > PLAINTEXT_LIMIT) {
            throw Constraints.failed(
                    "plaintext", "Member must have length between 1 and " + PLAINTEXT_LIMIT + ", inclusive");
        }
        KmsKey key = operations.usable(caller.scope(), request.keyId());
        return EncryptResponse.builder()
                .keyId(key.arn())
                .ciphertextBlob(SdkBytes.fromByteArrayUnsafe(encrypt(key, text, request.encryptionContext())))
                .encryptionAlgorithm("SYMMETRIC_DEFAULT")
                .build();
    }

    DecryptResponse decrypt(Caller caller, DecryptRequest request) {
        Unsupported.refuseOthers(request, DECRYPT, "");
        byte[] blob = request.ciphertextBlob().asByteArrayUnsafe();
        KmsKey key = keyOf(caller.scope(), blob);
        if (request.keyId() != null
                && !operations.find(caller.scope(), request.keyId()).id().equals(key.id())) {
            throw new AwsException(
                    "IncorrectKeyException",
                    "The key ID in the request does not identify a CMK that can perform this operation.");
        }
        KeyOperations.requireUsable(key);
        return DecryptResponse.builder()
                .keyId(key.arn())
                .plaintext(SdkBytes.fromByteArrayUnsafe(decrypt(key, blob, request.encryptionContext())))
                .encryptionAlgorithm("SYMMETRIC_DEFAULT")
                .build();
    }

    GenerateDataKeyResponse dataKey(Caller caller, GenerateDataKeyRequest request) {
        Unsupported.refuseOthers(request, GENERATE, "");
        KmsKey key = operations.usable(caller.scope(), request.keyId());
        byte[] drawn = draw(request.numberOfBytes(), request.keySpecAsString());
        return GenerateDataKeyResponse.builder()
                .keyId(key.arn())
                .plaintext(SdkBytes.fromByteArrayUnsafe(drawn))
                .ciphertextBlob(SdkBytes.fromByteArrayUnsafe(encrypt(key, drawn, request.encryptionContext())))
                .build();
    }

    GenerateDataKeyWithoutPlaintextResponse dataKey(Caller caller, GenerateDataKeyWithoutPlaintextRequest request) {
        Unsupported.refuseOthers(request, GENERATE, "");
        KmsKey key = operations.usable(caller.scope(), request.keyId());
        byte[] drawn = draw(request.numberOfBytes(), request.keySpecAsString());
        return GenerateDataKeyWithoutPlaintextResponse.builder()
                .keyId(key.arn())
                .ciphertextBlob(SdkBytes.fromByteArrayUnsafe(encrypt(key, drawn, request.encryptionContext())))
                .build();
    }

    private byte[] draw(@Nullable Integer bytes, @Nullable String spec) {
        if ((bytes == null) == (spec == null)) {
            throw Constraints.validation("Please specify either number of bytes or key spec.");
        }
        int length = bytes != null
                ? Constraints.number(bytes, "numberOfBytes", 1, DATA_KEY_LIMIT, 0)
                : switch (String.valueOf(spec)) {
                    case "AES_256" -> 32;
                    case "AES_128" -> 16;
                    default ->
                        throw Constraints.failed("keySpec", "Member must satisfy enum value set: [AES_256, AES_128]");
                };
        byte[] drawn = new byte[length];
        random.nextBytes(drawn);
        return drawn;
    }

    private byte[] encrypt(KmsKey key, byte[] text, Map<String, String> context) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key, nonce, context).doFinal(text);
            UUID id = UUID.fromString(key.id());
            return ByteBuffer.allocate(HEAD + sealed.length)
                    .put(FORM)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits())
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    private KmsKey keyOf(Scope scope, byte[] blob) {
        return keyIn(scope, blob).orElseThrow(Ciphers::invalid);
    }

    /** The key with which something was encrypted; empty for what is none of ours. */
    Optional<KmsKey> keyIn(Scope scope, byte[] blob) {
        if (blob.length <= HEAD || blob[0] != FORM) {
            return Optional.empty();
        }
        ByteBuffer head = ByteBuffer.wrap(blob, 1, ID_BYTES);
        String id = new UUID(head.getLong(), head.getLong()).toString();
        return parts.vault().key(scope, id);
    }

    private byte[] decrypt(KmsKey key, byte[] blob, Map<String, String> context) {
        byte[] nonce = java.util.Arrays.copyOfRange(blob, 1 + ID_BYTES, HEAD);
        try {
            return cipher(Cipher.DECRYPT_MODE, key, nonce, context).doFinal(blob, HEAD, blob.length - HEAD);
        } catch (GeneralSecurityException e) {
            throw invalid();
        }
    }

    private Cipher cipher(int mode, KmsKey key, byte[] nonce, Map<String, String> context)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(keys.material(key), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        new TreeMap<>(context).forEach((name, value) -> {
            cipher.updateAAD(sized(name));
            cipher.updateAAD(sized(value));
        });
        return cipher;
    }

    /** With its length before it, so that no two contexts read alike. */
    private static byte[] sized(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + bytes.length)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }

    /** AWS says no more than the error's name. */
    private static AwsException invalid() {
        return new AwsException("InvalidCiphertextException", "");
    }
}
