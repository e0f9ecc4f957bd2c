package io.roadstead.services.identity.directory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param trust the document that says who may assume it
 * @param maxSessionSeconds 3,600 to 43,200
 * @param instanceProfiles the names of those it is in
 */
public record Role(
        Entity entity,
        Grants grants,
        String trust,
        @Nullable String description,
        int maxSessionSeconds,
        List<String> instanceProfiles)
        implements Holder {
    private static final String LINKED = "/aws-service-role/";

    public Role {
        instanceProfiles = List.copyOf(instanceProfiles);
    }

    @Override
    public String arn() {
        return entity.arn("role");
    }

    /** Whether it belongs to a service, which alone may change it. */
    public boolean isServiceLinked() {
        return entity.path().startsWith(LINKED);
    }

    @Override
    public Role withEntity(Entity other) {
        return new Role(other, grants, trust, description, maxSessionSeconds, instanceProfiles);
    }

    @Override
    public Role withGrants(Grants others) {
        return new Role(entity, others, trust, description, maxSessionSeconds, instanceProfiles);
    }

    public Role withTrust(String other) {
        return new Role(entity, grants, other, description, maxSessionSeconds, instanceProfiles);
    }

    public Role with(@Nullable String otherDescription, int otherMaxSessionSeconds) {
        return new Role(entity, grants, trust, otherDescription, otherMaxSessionSeconds, instanceProfiles);
    }

    public Role withInstanceProfiles(List<String> others) {
        return new Role(entity, grants, trust, description, maxSessionSeconds, others);
    }
}
