package io.roadstead.agent.engine;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * The images being pulled and those that were, while one event is decided.
 *
 * @param inFlight by image, with the moment the pull itself began, {@link Instant#MAX} before
 * @param pulled what this agent has pulled
 */
record Pulls(Map<String, Instant> inFlight, Set<String> pulled) {}
