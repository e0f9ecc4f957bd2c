package io.roadstead.control.write;

/**
 * One wish to change state: reads and writes the draft and answers its caller. It may be applied several times (a batch
 * that lost a race is applied again on newer records), so it has no other effect. An exception refuses this change
 * alone: nothing it wrote is kept.
 */
@FunctionalInterface
public interface Change<R> {
    R apply(Draft draft);
}
