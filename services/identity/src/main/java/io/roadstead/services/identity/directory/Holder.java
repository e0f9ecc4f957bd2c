package io.roadstead.services.identity.directory;

/** Somebody who has policies. */
public sealed interface Holder extends Named permits User, Group, Role {
    Grants grants();

    Holder withGrants(Grants others);
}
