package io.roadstead.services.identity.directory;

import java.util.List;

/** @param roles the name of its role, or nothing */
public record InstanceProfile(Entity entity, List<String> roles) implements Named {
    public InstanceProfile {
        roles = List.copyOf(roles);
    }

    @Override
    public String arn() {
        return entity.arn("instance-profile");
    }

    @Override
    public InstanceProfile withEntity(Entity other) {
        return new InstanceProfile(other, roles);
    }

    public InstanceProfile withRoles(List<String> others) {
        return new InstanceProfile(entity, others);
    }
}
