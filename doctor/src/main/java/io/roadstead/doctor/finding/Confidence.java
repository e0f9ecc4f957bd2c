package io.roadstead.doctor.finding;

/** How sure the probe is that the cause it names is the one. */
public enum Confidence {
    /** The evidence admits no other cause. */
    CERTAIN,
    /** The usual cause of this evidence. */
    LIKELY,
    /** One of several. */
    POSSIBLE
}
