package io.roadstead.store;

/**
 * One unbroken tenure of a lease: what a stale leader cannot forge.
 *
 * @param name what is led, for example {@code scheduler}
 * @param number grows with every change of holder
 */
public record Epoch(String name, long number) {}
