package io.roadstead.services.secrets.vault;

import io.roadstead.core.model.Scope;

/**
 * What a version of a secret holds, sealed.
 *
 * @param binary whether it is the Base64 text of bytes, and no text of its own
 */
public record SecretValue(Scope scope, String secretId, String versionId, boolean binary, String sealed) {
    @Override
    public String toString() {
        return "SecretValue[" + secretId + ", " + versionId + "]";
    }
}
