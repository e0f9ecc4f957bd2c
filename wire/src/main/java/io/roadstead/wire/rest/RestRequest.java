package io.roadstead.wire.rest;

import io.roadstead.wire.Caller;
import java.util.Map;
import java.util.Optional;

/**
 * A request whose signature was verified.
 *
 * @param method for example {@code PUT}
 * @param rawPath as on the wire, percent-encoding kept
 * @param query decoded; a parameter without a value has an empty one
 * @param headers by lower-case name, several of one name joined by commas
 * @param caller who signed it
 * @param body read at most once
 * @param requestId as the client gets it
 */
public record RestRequest(
        String method,
        String rawPath,
        Map<String, String> query,
        Map<String, String> headers,
        Caller caller,
        RestBody body,
        String requestId) {

    public Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }

    public Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name));
    }
}
