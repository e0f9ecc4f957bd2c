package io.roadstead.services.logs.catalog;

import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Tag;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A log group.
 *
 * @param id 32 hexadecimal digits, its own for ever: its events are kept under it
 * @param retentionInDays after how many days events go; absent when they stay
 */
public record LogGroup(
        Scope scope,
        String name,
        String id,
        Instant createdAt,
        @Nullable Integer retentionInDays,
        List<Tag> tags) {
    public LogGroup {
        tags = List.copyOf(tags);
    }

    /** For example {@code arn:aws:logs:us-east-1:000000000000:log-group:/ecs/web}. */
    public String arn() {
        return "arn:aws:logs:" + scope.region() + ":" + scope.account() + ":log-group:" + name;
    }

    public LogGroup withRetention(@Nullable Integer days) {
        return new LogGroup(scope, name, id, createdAt, days, tags);
    }

    public LogGroup withTags(List<Tag> newTags) {
        return new LogGroup(scope, name, id, createdAt, retentionInDays, newTags);
    }
}
