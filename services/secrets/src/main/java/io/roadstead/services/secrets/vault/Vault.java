package io.roadstead.services.secrets.vault;

import io.roadstead.core.Ids;
import io.roadstead.core.KeyUse;
import io.roadstead.core.Sealing;
import io.roadstead.core.model.Scope;
import io.roadstead.store.Key;
import io.roadstead.store.Prefix;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Store;
import io.roadstead.store.Txn;
import io.roadstead.store.view.RecordView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * All secrets, parameters and keys in memory, and the one road to change them. Values are kept sealed, in memory as on the
 * disk, each bound to its place: what was sealed for one version opens for no other.
 */
public final class Vault implements AutoCloseable {
    private final RecordView records;
    private final Sealing sealing;

    private Vault(RecordView records, Sealing sealing) {
        this.records = records;
        this.sealing = sealing;
    }

    /** Lists what is stored, then follows it. */
    public static Vault open(Store store, RecordCodec codec, Sealing sealing, Ids ids) {
        return new Vault(RecordView.open(store, codec, ids, VaultKeys::typeOf, RecordView.Listener.NONE), sealing);
    }

    public Optional<Secret> secret(Scope scope, String name) {
        return records.find(VaultKeys.secret(scope, name), Secret.class);
    }

    /** The secrets of a scope by name. */
    public List<Secret> secrets(Scope scope) {
        return records.below(VaultKeys.secrets(scope), Secret.class);
    }

    /** What a version of a secret holds; empty for one made without a value. */
    public Optional<Content> content(Secret secret, String versionId) {
        return records.find(VaultKeys.value(secret, versionId), SecretValue.class)
                .map(value -> new Content(sealing.open(value.sealed(), context(secret, versionId)), value.binary()));
    }

    public Optional<Parameter> parameter(Scope scope, String name) {
        return records.find(VaultKeys.parameter(scope, name), Parameter.class);
    }

    /** The parameters of a scope by name. */
    public List<Parameter> parameters(Scope scope) {
        return records.below(VaultKeys.parameters(scope), Parameter.class);
    }

    /** What a version of a parameter holds. */
    public Optional<String> value(Parameter parameter, long version) {
        return sealedValue(parameter, version).map(closed -> sealing.open(closed, context(parameter, version)));
    }

    /** The same, sealed: what those see who may not decrypt it. */
    public Optional<String> sealedValue(Parameter parameter, long version) {
        return records.find(VaultKeys.value(parameter, version), ParameterValue.class)
                .map(ParameterValue::sealed);
    }

    public Optional<KmsKey> key(Scope scope, String id) {
        return records.find(VaultKeys.kmsKey(scope, id), KmsKey.class);
    }

    public List<KmsKey> keys(Scope scope) {
        return records.below(VaultKeys.kmsKeys(scope), KmsKey.class);
    }

    public Optional<KmsAlias> alias(Scope scope, String name) {
        return records.find(VaultKeys.kmsAlias(scope, name), KmsAlias.class);
    }

    public List<KmsAlias> aliases(Scope scope) {
        return records.below(VaultKeys.kmsAliases(scope), KmsAlias.class);
    }

    /** Does all the change writes, or nothing when it throws; it may be made more than once. */
    public <R> R change(Function<VaultDraft, R> change) {
        return records.change(draft -> change.apply(new VaultDraft(draft, sealing)));
    }

    /** Removes a secret and then its values; nothing when it is gone already. */
    public void delete(Secret secret) {
        boolean deleted = change(draft -> {
            boolean there = draft.secret(secret.scope(), secret.name())
                    .filter(known -> known.id().equals(secret.id()))
                    .isPresent();
            if (there) {
                draft.delete(secret);
            }
            return there;
        });
        if (deleted) {
            delete(secret.versions().stream()
                    .map(version -> VaultKeys.value(secret, version.id()))
                    .toList());
        }
    }

    /** Removes a parameter and then its values. */
    public void delete(Parameter parameter) {
        change(draft -> {
            draft.parameter(parameter.scope(), parameter.name())
                    .filter(known -> known.id().equals(parameter.id()))
                    .ifPresent(draft::delete);
            return parameter;
        });
        delete(parameter.versions().stream()
                .map(version -> VaultKeys.value(parameter, version.number()))
                .toList());
    }

    /** Removes what has had its time: secrets whose recovery window is over, and keys whose deletion was scheduled. */
    public void sweep(Instant now) {
        List<Key> keys = new ArrayList<>();
        for (Record record : records.below(Prefix.ALL, Record.class)) {
            switch (record) {
                case Secret secret -> {
                    if (secret.gone(now)) {
                        delete(secret);
                    }
                }
                case KmsKey key -> {
                    Instant deletedAt = key.deletedAt();
                    if (deletedAt != null && !deletedAt.isAfter(now)) {
                        keys.add(VaultKeys.kmsKey(key.scope(), key.id()));
                    }
                }
                default -> {}
            }
        }
        delete(keys);
    }

    /** Removes values whose secret or parameter a crash took before them. Called before anybody is answered. */
    public void deleteOrphans() {
        Set<String> known = new HashSet<>();
        List<Record> all = records.below(Prefix.ALL, Record.class);
        for (Record record : all) {
            switch (record) {
                case Secret secret -> known.add(secret.id());
                case Parameter parameter -> known.add(parameter.id());
                default -> {}
            }
        }
        List<Key> orphans = new ArrayList<>();
        for (Record record : all) {
            switch (record) {
                case SecretValue value when !known.contains(value.secretId()) -> orphans.add(VaultKeys.value(value));
                case ParameterValue value
                when !known.contains(value.parameterId()) -> orphans.add(VaultKeys.value(value));
                default -> {}
            }
        }
        delete(orphans);
    }

    private void delete(List<Key> keys) {
        for (int from = 0; from < keys.size(); from += Txn.MAX_WRITES) {
            List<Key> some = keys.subList(from, Math.min(keys.size(), from + Txn.MAX_WRITES));
            records.change(draft -> {
                some.forEach(draft::delete);
                return some;
            });
        }
    }

    /** What there is of secrets, parameters and keys as what master keys sealed. */
    public KeyUse sealedValues() {
        return new SealedValues(records, sealing);
    }

    static String context(Secret secret, String versionId) {
        return secretContext(secret.scope(), secret.id(), versionId);
    }

    static String secretContext(Scope scope, String secretId, String versionId) {
        return "secret/" + scope.account() + "/" + scope.region() + "/" + secretId + "/" + versionId;
    }

    static String context(Parameter parameter, long version) {
        return parameterContext(parameter.scope(), parameter.id(), version);
    }

    static String parameterContext(Scope scope, String parameterId, long version) {
        return "parameter/" + scope.account() + "/" + scope.region() + "/" + parameterId + "/" + version;
    }

    /** As what a key's material is sealed. */
    public static String context(Scope scope, String keyId) {
        return "kms-key/" + scope.account() + "/" + scope.region() + "/" + keyId;
    }

    @Override
    public void close() {
        records.close();
    }
}
