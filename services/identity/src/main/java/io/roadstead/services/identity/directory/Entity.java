package io.roadstead.services.identity.directory;

import io.roadstead.core.model.Tag;
import java.time.Instant;
import java.util.List;

/**
 * What users, groups, roles, managed policies and instance profiles have in common.
 *
 * @param path begins and ends with {@code /}
 * @param id its own for ever, for example {@code AIDA…}: a later one of the same name has another
 */
public record Entity(String account, String path, String name, String id, Instant createdAt, List<Tag> tags) {
    public Entity {
        tags = List.copyOf(tags);
    }

    /** @param type for example {@code user} */
    String arn(String type) {
        return "arn:aws:iam::" + account + ":" + type + path + name;
    }

    /** The same under another path and name. */
    public Entity at(String otherPath, String otherName) {
        return new Entity(account, otherPath, otherName, id, createdAt, tags);
    }

    public Entity withTags(List<Tag> others) {
        return new Entity(account, path, name, id, createdAt, others);
    }
}
