package io.roadstead.services.secrets.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roadstead.core.model.Scope;
import io.roadstead.store.Key;
import io.roadstead.store.Prefix;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Where the vault's records stand in the Store, below account and region: {@code secret/<name>}, {@code
 * secret-value/<secret's id>/<version>}, {@code parameter/<name>}, {@code parameter-value/<parameter's id>/<number>}, {@code
 * kms-key/<id>}, {@code kms-alias/<name>}. Names may hold {@code /} and no {@code :}, so the one stands for the other.
 */
final class VaultKeys {
    private static final String SECRET = "secret";
    private static final String SECRET_VALUE = "secret-value";
    private static final String PARAMETER = "parameter";
    private static final String PARAMETER_VALUE = "parameter-value";
    private static final String KMS_KEY = "kms-key";
    private static final String KMS_ALIAS = "kms-alias";

    private VaultKeys() {}

    static Key secret(Scope scope, String name) {
        return key(scope, SECRET, part(name));
    }

    static Prefix secrets(Scope scope) {
        return Prefix.of(scope.account(), scope.region(), SECRET);
    }

    /** A version's id is anybody's text of 32 to 64 characters. */
    static Key value(Secret secret, String versionId) {
        return secretValue(secret.scope(), secret.id(), versionId);
    }

    static Key value(SecretValue value) {
        return secretValue(value.scope(), value.secretId(), value.versionId());
    }

    private static Key secretValue(Scope scope, String secretId, String versionId) {
        return Key.of(
                scope.account(),
                scope.region(),
                SECRET_VALUE,
                secretId,
                Base64.getUrlEncoder().withoutPadding().encodeToString(versionId.getBytes(UTF_8)));
    }

    static Key parameter(Scope scope, String name) {
        return key(scope, PARAMETER, part(name));
    }

    static Prefix parameters(Scope scope) {
        return Prefix.of(scope.account(), scope.region(), PARAMETER);
    }

    static Key value(Parameter parameter, long version) {
        return parameterValue(parameter.scope(), parameter.id(), version);
    }

    static Key value(ParameterValue value) {
        return parameterValue(value.scope(), value.parameterId(), value.version());
    }

    private static Key parameterValue(Scope scope, String parameterId, long version) {
        return Key.of(scope.account(), scope.region(), PARAMETER_VALUE, parameterId, Long.toString(version));
    }

    static Key kmsKey(Scope scope, String id) {
        return key(scope, KMS_KEY, id);
    }

    static Prefix kmsKeys(Scope scope) {
        return Prefix.of(scope.account(), scope.region(), KMS_KEY);
    }

    static Key kmsAlias(Scope scope, String name) {
        return key(scope, KMS_ALIAS, part(name));
    }

    static Prefix kmsAliases(Scope scope) {
        return Prefix.of(scope.account(), scope.region(), KMS_ALIAS);
    }

    /** What a stored record is; null for those of others. */
    static @Nullable Class<? extends Record> typeOf(Key key) {
        String path = key.path();
        int region = path.indexOf('/') + 1;
        int kind = path.indexOf('/', region) + 1;
        int end = path.indexOf('/', kind);
        if (region == 0 || kind == 0 || end < 0) {
            return null;
        }
        return switch (path.substring(kind, end)) {
            case SECRET -> Secret.class;
            case SECRET_VALUE -> SecretValue.class;
            case PARAMETER -> Parameter.class;
            case PARAMETER_VALUE -> ParameterValue.class;
            case KMS_KEY -> KmsKey.class;
            case KMS_ALIAS -> KmsAlias.class;
            default -> null;
        };
    }

    private static Key key(Scope scope, String kind, String name) {
        return Key.of(scope.account(), scope.region(), kind, name);
    }

    private static String part(String name) {
        return name.replace('/', ':');
    }
}
