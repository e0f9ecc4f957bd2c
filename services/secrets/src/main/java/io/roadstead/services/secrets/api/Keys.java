package io.roadstead.services.secrets.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roadstead.core.model.Scope;
import io.roadstead.services.secrets.vault.KmsAlias;
import io.roadstead.services.secrets.vault.KmsKey;
import io.roadstead.services.secrets.vault.Vault;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds keys by whatever name they are given, and makes the ones that AWS's services use for themselves. */
final class Keys {
    static final String ALIAS = "alias/";
    static final String FOR_SECRETS = "alias/aws/secretsmanager";
    static final String FOR_PARAMETERS = "alias/aws/ssm";

    /** Of a key. */
    private static final int BYTES = 32;

    private static final String KEY = "key/";

    private final Parts parts;
    private final SecureRandom random = new SecureRandom();

    Keys(Parts parts) {
        this.parts = parts;
    }

    /** By id, ARN, alias or an alias's ARN; only keys of this account and region are known. */
    Optional<KmsKey> find(Scope scope, String given) {
        String name = given;
        if (given.startsWith("arn:")) {
            String prefix = KmsKey.arnPrefix(scope);
            if (!given.startsWith(prefix)) {
                return Optional.empty();
            }
            name = given.substring(prefix.length());
            if (name.startsWith(KEY)) {
                name = name.substring(KEY.length());
            }
        }
        if (name.startsWith(ALIAS)) {
            return parts.vault().alias(scope, name).flatMap(alias -> parts.vault()
                    .key(scope, alias.keyId()));
        }
        return name.isEmpty() || name.indexOf('/') >= 0
                ? Optional.empty()
                : parts.vault().key(scope, name);
    }

    /**
     * The key that a secret or parameter is kept with.
     *
     * @param given absent, or the alias of the service's own, for the service's own, which is made when it is first needed
     */
    Optional<KmsKey> find(Scope scope, @Nullable String given, String own) {
        if (given != null && !given.equals(own)) {
            return find(scope, given);
        }
        return Optional.of(find(scope, own).orElseGet(() -> made(scope, own)));
    }

    /** A key that is not stored yet. */
    KmsKey draw(Scope scope, @Nullable String description, boolean awsManaged) {
        String id = parts.ids().uuid();
        byte[] material = new byte[BYTES];
        random.nextBytes(material);
        return new KmsKey(
                scope,
                id,
                description,
                awsManaged,
                true,
                null,
                parts.clock().instant(),
                List.of(),
                parts.sealing().seal(Base64.getEncoder().encodeToString(material), Vault.context(scope, id)));
    }

    /** A key's bytes in clear. */
    byte[] material(KmsKey key) {
        return Base64.getDecoder()
                .decode(parts.sealing()
                        .open(key.material(), Vault.context(key.scope(), key.id()))
                        .getBytes(UTF_8));
    }

    private KmsKey made(Scope scope, String alias) {
        String service = alias.substring(alias.lastIndexOf('/') + 1);
        KmsKey drawn = draw(
                scope,
                "Default key that protects my " + (service.equals("ssm") ? "SSM parameters" : "Secrets Manager secrets")
                        + " when no other key is defined",
                true);
        return parts.vault().change(draft -> {
            Optional<KmsKey> other = draft.alias(scope, alias).flatMap(known -> draft.key(scope, known.keyId()));
            if (other.isPresent()) {
                return other.get();
            }
            draft.put(drawn);
            draft.put(new KmsAlias(scope, alias, drawn.id(), drawn.createdAt()));
            return drawn;
        });
    }
}
