package io.roadstead.services.identity.directory;

import java.util.List;

/** @param members the names of its users */
public record Group(Entity entity, Grants grants, List<String> members) implements Holder {
    public Group {
        members = List.copyOf(members);
    }

    @Override
    public String arn() {
        return entity.arn("group");
    }

    @Override
    public Group withEntity(Entity other) {
        return new Group(other, grants, members);
    }

    @Override
    public Group withGrants(Grants others) {
        return new Group(entity, others, members);
    }

    public Group withMembers(List<String> others) {
        return new Group(entity, grants, others);
    }
}
