package io.roadstead.services.identity.directory;

/** A record that is found by account and name, and carries tags. */
public sealed interface Named permits Holder, ManagedPolicy, InstanceProfile {
    Entity entity();

    String arn();

    Named withEntity(Entity other);
}
