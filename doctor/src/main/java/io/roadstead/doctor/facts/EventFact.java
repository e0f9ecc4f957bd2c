package io.roadstead.doctor.facts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A line of a service's events. */
public record EventFact(@Nullable Instant at, String message) {}
