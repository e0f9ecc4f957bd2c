package io.roadstead.services.logs.catalog;

import io.roadstead.core.model.Scope;
import java.time.Instant;

/**
 * A stream of a log group.
 *
 * @param groupId of the group it belongs to
 * @param id 32 hexadecimal digits, its own for ever
 */
public record LogStream(Scope scope, String groupId, String name, String id, Instant createdAt) {}
