package io.roadstead.services.identity.gate;

/** What becomes of calls that policies do not allow. */
public enum Enforcement {
    /** They are refused. */
    ENFORCE,
    /** They are done all the same, and recorded. */
    AUDIT,
    /** Nobody asks. */
    OFF
}
