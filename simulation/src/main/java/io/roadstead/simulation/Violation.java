package io.roadstead.simulation;

/** An invariant that did not hold. */
public final class Violation extends RuntimeException {
    private final String invariant;

    /** @param invariant in a few words, the same whenever it is this one that fails */
    Violation(String invariant, String what) {
        super(invariant + ": " + what);
        this.invariant = invariant;
    }

    /** Which one, in a few words. */
    public String invariant() {
        return invariant;
    }
}
