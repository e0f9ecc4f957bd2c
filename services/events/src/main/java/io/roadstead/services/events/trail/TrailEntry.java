package io.roadstead.services.events.trail;

import io.roadstead.core.model.Scope;
import java.util.UUID;

/**
 * A recorded call, without its secrets.
 *
 * @param id from {@link EventIds}, so it says when
 * @param source for example {@code ecs.amazonaws.com}
 * @param name for example {@code RunTask}
 * @param identity who called, as the JSON object {@code userIdentity}
 * @param username what the caller is looked up by
 * @param errorCode empty when the call was done
 * @param request what was asked, as a JSON object; empty when nothing is told of it
 * @param response what was answered, likewise
 */
@SuppressWarnings("ArrayRecordComponent") // equality of entries is never asked for
public record TrailEntry(
        UUID id,
        Scope scope,
        String source,
        String name,
        boolean readOnly,
        String requestId,
        String identity,
        String username,
        String accessKeyId,
        String sourceAddress,
        String userAgent,
        String errorCode,
        String errorMessage,
        byte[] request,
        byte[] response) {
    /** The same with its place in the order. */
    public TrailEntry at(UUID place) {
        return new TrailEntry(
                place,
                scope,
                source,
                name,
                readOnly,
                requestId,
                identity,
                username,
                accessKeyId,
                sourceAddress,
                userAgent,
                errorCode,
                errorMessage,
                request,
                response);
    }
}
