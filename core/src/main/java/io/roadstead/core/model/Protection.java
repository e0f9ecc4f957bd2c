package io.roadstead.core.model;

import java.time.Instant;

/** A task's protection from scale-in and from its deployment's replacement. Written by the API alone. */
public record Protection(Instant until) {
    public boolean holdsAt(Instant now) {
        return now.isBefore(until);
    }
}
