package io.roadstead.services.secrets.vault;

import io.roadstead.core.Sealing;
import io.roadstead.core.model.Scope;
import io.roadstead.store.view.RecordDraft;
import java.util.Optional;

/** What one change of the vault reads and writes. */
public final class VaultDraft {
    private final RecordDraft records;
    private final Sealing sealing;

    VaultDraft(RecordDraft records, Sealing sealing) {
        this.records = records;
        this.sealing = sealing;
    }

    public Optional<Secret> secret(Scope scope, String name) {
        return records.read(VaultKeys.secret(scope, name), Secret.class);
    }

    public void put(Secret secret) {
        records.put(VaultKeys.secret(secret.scope(), secret.name()), secret);
    }

    public void delete(Secret secret) {
        records.delete(VaultKeys.secret(secret.scope(), secret.name()));
    }

    /** Seals a value and keeps it. */
    public void putValue(Secret secret, String versionId, Content content) {
        String sealed = sealing.seal(content.text(), Vault.context(secret, versionId));
        records.put(
                VaultKeys.value(secret, versionId),
                new SecretValue(secret.scope(), secret.id(), versionId, content.binary(), sealed));
    }

    public void deleteValue(Secret secret, String versionId) {
        records.delete(VaultKeys.value(secret, versionId));
    }

    public Optional<Parameter> parameter(Scope scope, String name) {
        return records.read(VaultKeys.parameter(scope, name), Parameter.class);
    }

    public void put(Parameter parameter) {
        records.put(VaultKeys.parameter(parameter.scope(), parameter.name()), parameter);
    }

    public void delete(Parameter parameter) {
        records.delete(VaultKeys.parameter(parameter.scope(), parameter.name()));
    }

    /** Seals a value and keeps it. */
    public void putValue(Parameter parameter, long version, String text) {
        String sealed = sealing.seal(text, Vault.context(parameter, version));
        records.put(
                VaultKeys.value(parameter, version),
                new ParameterValue(parameter.scope(), parameter.id(), version, sealed));
    }

    public void deleteValue(Parameter parameter, long version) {
        records.delete(VaultKeys.value(parameter, version));
    }

    public Optional<KmsKey> key(Scope scope, String id) {
        return records.read(VaultKeys.kmsKey(scope, id), KmsKey.class);
    }

    public void put(KmsKey key) {
        records.put(VaultKeys.kmsKey(key.scope(), key.id()), key);
    }

    public Optional<KmsAlias> alias(Scope scope, String name) {
        return records.read(VaultKeys.kmsAlias(scope, name), KmsAlias.class);
    }

    public void put(KmsAlias alias) {
        records.put(VaultKeys.kmsAlias(alias.scope(), alias.name()), alias);
    }

    public void delete(KmsAlias alias) {
        records.delete(VaultKeys.kmsAlias(alias.scope(), alias.name()));
    }
}
