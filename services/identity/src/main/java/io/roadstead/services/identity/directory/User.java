package io.roadstead.services.identity.directory;

import java.util.List;

/**
 * @param groups the names of the groups it is in
 * @param accessKeys the ids of its access keys
 */
public record User(Entity entity, Grants grants, List<String> groups, List<String> accessKeys) implements Holder {
    public User {
        groups = List.copyOf(groups);
        accessKeys = List.copyOf(accessKeys);
    }

    @Override
    public String arn() {
        return entity.arn("user");
    }

    @Override
    public User withEntity(Entity other) {
        return new User(other, grants, groups, accessKeys);
    }

    @Override
    public User withGrants(Grants others) {
        return new User(entity, others, groups, accessKeys);
    }

    public User withGroups(List<String> others) {
        return new User(entity, grants, others, accessKeys);
    }

    public User withAccessKeys(List<String> others) {
        return new User(entity, grants, groups, others);
    }
}
