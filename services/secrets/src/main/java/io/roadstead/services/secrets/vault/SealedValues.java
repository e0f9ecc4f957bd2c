package io.roadstead.services.secrets.vault;

import io.roadstead.core.KeyUse;
import io.roadstead.core.Sealing;
import io.roadstead.store.Key;
import io.roadstead.store.Prefix;
import io.roadstead.store.view.RecordView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The values of secrets and parameters and the bytes of keys as what master keys sealed. Each is sealed anew in a
 * transaction of its own, guarded by what was read, so whoever changes it meanwhile wins.
 */
final class SealedValues implements KeyUse {
    private final RecordView records;
    private final Sealing sealing;

    SealedValues(RecordView records, Sealing sealing) {
        this.records = records;
        this.sealing = sealing;
    }

    /**
     * One thing sealed.
     *
     * @param context what it is sealed for
     */
    private record Sealed(Key key, String text, String context) {}

    @Override
    public String what() {
        return "values of secrets, parameters and KMS keys";
    }

    @Override
    public Map<String, Integer> byKey() {
        Map<String, Integer> count = new HashMap<>();
        for (Record record : all()) {
            Sealed sealed = sealed(record);
            if (sealed != null) {
                count.merge(sealing.keyOf(sealed.text()), 1, Integer::sum);
            }
        }
        return count;
    }

    @Override
    public int renew(BooleanSupplier goOn) {
        int renewed = 0;
        for (Record record : all()) {
            Sealed sealed = sealed(record);
            if (sealed == null || current(sealed)) {
                continue;
            }
            if (!goOn.getAsBoolean()) {
                break;
            }
            renewed += renew(sealed.key(), record.getClass());
        }
        return renewed;
    }

    private int renew(Key key, Class<? extends Record> type) {
        return records.change(draft -> {
            Record now = draft.read(key, type).orElse(null);
            Sealed sealed = now == null ? null : sealed(now);
            if (now == null || sealed == null || current(sealed)) {
                return 0;
            }
            draft.put(key, with(now, sealing.seal(sealing.open(sealed.text(), sealed.context()), sealed.context())));
            return 1;
        });
    }

    private List<Record> all() {
        return records.below(Prefix.ALL, Record.class);
    }

    private boolean current(Sealed sealed) {
        return sealing.keyOf(sealed.text()).equals(sealing.current());
    }

    /** What of a record is sealed; null for one that has nothing sealed. */
    private static @Nullable Sealed sealed(Record record) {
        return switch (record) {
            case SecretValue value ->
                new Sealed(
                        VaultKeys.value(value),
                        value.sealed(),
                        Vault.secretContext(value.scope(), value.secretId(), value.versionId()));
            case ParameterValue value ->
                new Sealed(
                        VaultKeys.value(value),
                        value.sealed(),
                        Vault.parameterContext(value.scope(), value.parameterId(), value.version()));
            case KmsKey key ->
                new Sealed(
                        VaultKeys.kmsKey(key.scope(), key.id()), key.material(), Vault.context(key.scope(), key.id()));
            default -> null;
        };
    }

    private static Record with(Record record, String sealed) {
        return switch (record) {
            case SecretValue value ->
                new SecretValue(value.scope(), value.secretId(), value.versionId(), value.binary(), sealed);
            case ParameterValue value ->
                new ParameterValue(value.scope(), value.parameterId(), value.version(), sealed);
            case KmsKey key -> key.material(sealed);
            default -> throw new IllegalArgumentException("nothing of " + record + " is sealed");
        };
    }
}
