package io.roadstead.wire;

import java.util.Set;

/** The names Amazon ECS goes by on the wire. Source: ecs-behaviour 1.1. */
public final class EcsModel {
    public static final String SIGNING_NAME = "ecs";
    public static final String TARGET_PREFIX = "AmazonEC2ContainerServiceV20141113";

    private EcsModel() {}

    /** A builder for the ECS API, to which this server's operations are added. */
    public static ServiceApi.Builder api() {
        return ServiceApi.builder(SIGNING_NAME, TARGET_PREFIX, operations()).required(requiredMembers());
    }

    /** The names of all operations of the model, from the committed list {@code ecs-operations.txt}. */
    public static Set<String> operations() {
        return Set.copyOf(ModelFile.lines(EcsModel.class, "ecs-operations.txt"));
    }

    /** What ECS's requests must have, from the committed table {@code ecs-required-members.txt}. */
    public static RequiredMembers requiredMembers() {
        return RequiredMembers.of(
                ModelFile.lines(EcsModel.class, "ecs-required-members.txt"), RequiredMembers::missing);
    }
}
