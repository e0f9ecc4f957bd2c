package io.roadstead.services.identity.policy;

/** What a statement does when it applies. */
public enum Effect {
    ALLOW,
    DENY
}
