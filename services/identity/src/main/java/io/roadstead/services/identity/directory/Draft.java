package io.roadstead.services.identity.directory;

import io.roadstead.store.view.RecordDraft;
import java.util.Optional;

/** What one change reads and writes, by kind and name. */
public final class Draft {
    private final RecordDraft records;

    Draft(RecordDraft records) {
        this.records = records;
    }

    public <T extends Record> Optional<T> read(Kind<T> kind, String account, String name) {
        return Kind.isName(name) ? records.read(kind.key(account, name), kind.type()) : Optional.empty();
    }

    public <T extends Record> void put(Kind<T> kind, String account, String name, T record) {
        records.put(kind.key(account, name), record);
    }

    public void delete(Kind<?> kind, String account, String name) {
        records.delete(kind.key(account, name));
    }
}
