package io.roadstead.control.api;

import io.roadstead.wire.AwsException;
import java.util.Set;

/** Launch types as filters name them: all of ECS's, whether or not tasks can be started with them here. */
final class LaunchTypes {
    private static final Set<String> OF_ECS = Set.of("EC2", "FARGATE", "EXTERNAL", "FMI", "MANAGED_INSTANCES");

    private LaunchTypes() {}

    /** Refuses what is no launch type of ECS. Source: ecs-behaviour 1.4. */
    static void check(String text) {
        if (!OF_ECS.contains(text)) {
            throw AwsException.invalidParameter(
                    "launch type should be one of [EC2,FARGATE,EXTERNAL,FMI,MANAGED_INSTANCES]");
        }
    }
}
