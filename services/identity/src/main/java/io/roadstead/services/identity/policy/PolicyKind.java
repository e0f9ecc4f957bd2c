package io.roadstead.services.identity.policy;

/** In which role a policy takes part in a decision. */
public enum PolicyKind {
    /** Attached to, or written into, a user, a group or a role. */
    IDENTITY("identity-based policy"),
    /** The most that identity-based policies may give. */
    BOUNDARY("permissions boundary"),
    /** Given when a role was assumed: the most that the session may do. */
    SESSION("session policy"),
    /** On the resource. Within its account it is enough by itself. */
    RESOURCE("resource-based policy"),
    /** On a role: without it nobody assumes the role, whatever else allows it. */
    TRUST("role trust policy");

    private final String words;

    PolicyKind(String words) {
        this.words = words;
    }

    /** As AWS calls it in a denial. Source: ecs-behaviour 9.1. */
    public String words() {
        return words;
    }
}
