package io.roadstead.services.identity.document;

/** What a document is for, which decides what its statements must and may not have. */
public enum DocumentKind {
    /** Attached to a user, group or role, a boundary or a session policy: a Resource, no Principal. */
    IDENTITY,
    /** On a role: a Principal, no Resource, and only actions of STS. */
    TRUST,
    /** On another resource: a Principal; Resource as it likes. */
    RESOURCE
}
