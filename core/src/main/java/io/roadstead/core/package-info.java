/**
 * The orchestrator's mind: immutable records and pure decisions over them. Nothing here does I/O, reads a clock or draws
 * a random number: time and {@link io.roadstead.core.Ids} are arguments.
 */
package io.roadstead.core;
