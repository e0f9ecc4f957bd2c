/**
 * Whole control planes under one queue of virtual time: the real servers, a simulated store, network and fleet, faults
 * drawn from a seed, and what must hold whatever happens.
 *
 * <p>Its one rule: everything that happens follows from the seed. No clock, no thread of its own pace, no random number
 * from elsewhere; so a failure is repeated by its seed alone.
 */
package io.roadstead.simulation;
