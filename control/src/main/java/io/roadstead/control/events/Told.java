package io.roadstead.control.events;

import io.roadstead.core.event.Occurrence;
import io.roadstead.store.Revision;
import java.time.Instant;

/**
 * An occurrence on its way to the journal.
 *
 * @param revision the commit it came of
 * @param time when it happened, as far as this server knows
 */
record Told(Occurrence occurrence, Revision revision, Instant time) {}
