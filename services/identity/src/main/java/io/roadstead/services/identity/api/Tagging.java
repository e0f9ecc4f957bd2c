package io.roadstead.services.identity.api;

import io.roadstead.core.model.Tag;
import io.roadstead.services.identity.directory.Draft;
import io.roadstead.services.identity.directory.Kind;
import io.roadstead.services.identity.directory.Named;
import java.util.List;

/**
 * The tags of one kind of record.
 *
 * @param <T> of what
 */
final class Tagging<T extends Record & Named> {
    private final Parts parts;
    private final Kind<T> kind;
    private final Found<T> found;

    /** How one is read, or refused when it is not there. */
    interface Found<T> {
        T read(Draft draft, String account, String name);
    }

    Tagging(Parts parts, Kind<T> kind, Found<T> found) {
        this.parts = parts;
        this.kind = kind;
        this.found = found;
    }

    void tag(String account, String name, List<Tag> tags) {
        change(account, name, record -> Constraints.tags(record.entity().tags(), tags));
    }

    void untag(String account, String name, List<String> keys) {
        change(account, name, record -> record.entity().tags().stream()
                .filter(tag -> keys.stream().noneMatch(key -> key.equalsIgnoreCase(tag.key())))
                .toList());
    }

    Pages.Page<Tag> list(String account, String name, String marker, Integer maxItems) {
        // A change that writes nothing commits nothing.
        T record = parts.directory().change(draft -> found.read(draft, account, name));
        return Pages.of(record.entity().tags(), Tag::key, marker, maxItems);
    }

    private void change(String account, String name, java.util.function.Function<T, List<Tag>> tags) {
        parts.directory().change(draft -> {
            T record = found.read(draft, account, name);
            T changed = kind.type().cast(record.withEntity(record.entity().withTags(tags.apply(record))));
            draft.put(kind, account, record.entity().name(), changed);
            return changed;
        });
    }
}
