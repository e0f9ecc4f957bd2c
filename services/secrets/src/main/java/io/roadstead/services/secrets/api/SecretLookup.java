package io.roadstead.services.secrets.api;

import io.roadstead.core.model.Scope;
import io.roadstead.services.secrets.vault.KmsKey;
import io.roadstead.services.secrets.vault.Secret;
import io.roadstead.wire.AwsException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the secret that a request means, and Secrets Manager's words for when there is none. */
final class SecretLookup {
    /** Of an ARN or a name. */
    private static final int ID_LIMIT = 2048;

    /** What Secrets Manager puts at the end of an ARN. */
    private static final Pattern SUFFIX = Pattern.compile("-[A-Za-z0-9]{6}$");

    private final Parts parts;
    private final Keys keys;

    SecretLookup(Parts parts, Keys keys) {
        this.parts = parts;
        this.keys = keys;
    }

    static AwsException invalidRequest(String message) {
        return new AwsException("InvalidRequestException", message);
    }

    static AwsException notFound() {
        return new AwsException("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
    }

    static AwsException exists(String message) {
        return new AwsException("ResourceExistsException", message);
    }

    /** By name, by ARN, or by an ARN without its last six characters; one marked for deletion too. */
    Secret find(Scope scope, String secretId) {
        Constraints.length(secretId, "secretId", 1, ID_LIMIT);
        return known(scope, secretId)
                .filter(secret -> !secret.gone(parts.clock().instant()))
                .orElseThrow(SecretLookup::notFound);
    }

    /** As {@link #find}, and not marked for deletion. */
    Secret live(Scope scope, String secretId) {
        Secret secret = find(scope, secretId);
        requireLive(secret);
        return secret;
    }

    static void requireLive(Secret secret) {
        if (secret.deletedAt() != null) {
            throw invalidRequest("You can't perform this operation on the secret because it was marked for deletion.");
        }
    }

    private Optional<Secret> known(Scope scope, String secretId) {
        if (!secretId.startsWith("arn:")) {
            return byName(scope, secretId);
        }
        String prefix = Secret.arnPrefix(scope);
        if (!secretId.startsWith(prefix)) {
            return Optional.empty();
        }
        String resource = secretId.substring(prefix.length());
        if (SUFFIX.matcher(resource).find()) {
            int at = resource.length() - 7;
            Optional<Secret> whole = byName(scope, resource.substring(0, at))
                    .filter(secret -> secret.suffix().equals(resource.substring(at + 1)));
            if (whole.isPresent()) {
                return whole;
            }
        }
        return byName(scope, resource);
    }

    private Optional<Secret> byName(Scope scope, String name) {
        return SecretRules.isName(name) ? parts.vault().secret(scope, name) : Optional.empty();
    }

    /** Refuses to go on with a key that is not there or may not be used, in the words for reading or for writing. */
    void requireKey(Scope scope, @Nullable String kmsKeyId, boolean reading) {
        boolean usable = keys.find(scope, kmsKeyId, Keys.FOR_SECRETS)
                .filter(KmsKey::usable)
                .isPresent();
        if (!usable && reading) {
            throw new AwsException(
                    "DecryptionFailure",
                    "Secrets Manager can't decrypt the protected secret text using the provided KMS key.");
        }
        if (!usable) {
            throw new AwsException(
                    "EncryptionFailure",
                    "Secrets Manager can't encrypt the protected secret text using the provided KMS key. Check that the"
                            + " KMS key is available, enabled, and not in an invalid state.");
        }
    }
}
