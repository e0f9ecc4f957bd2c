package io.roadstead.control.loop;

import io.roadstead.control.House;
import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.DeploymentConfiguration;
import io.roadstead.core.model.LaunchType;
import io.roadstead.core.model.PropagateTags;
import io.roadstead.core.model.SchedulingStrategy;
import io.roadstead.core.model.Service;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Services as an API call leaves them. */
final class Services {
    private Services() {}

    static Service replica(String name, String family, int desired, Instant now) {
        return new Service(
                House.SCOPE,
                "default",
                name,
                SchedulingStrategy.REPLICA,
                Service.Status.ACTIVE,
                new Service.Desired(
                        desired,
                        new DeploymentConfiguration(
                                200,
                                100,
                                DeploymentConfiguration.CircuitBreaker.OFF,
                                DeploymentConfiguration.Alarms.NONE),
                        List.of(),
                        List.of(),
                        0,
                        false,
                        LaunchType.EC2,
                        PropagateTags.NONE,
                        false),
                List.of(new Deployment(
                        "ecs-svc/1000000000000000001",
                        Deployment.Status.PRIMARY,
                        family,
                        1,
                        LaunchType.EC2,
                        "sd1",
                        desired,
                        Deployment.RolloutState.IN_PROGRESS,
                        "ECS deployment ecs-svc/1000000000000000001 in progress.",
                        now,
                        now,
                        Deployment.Progress.NONE)),
                Map.of(),
                List.of(),
                now,
                "arn:aws:iam::000000000000:root",
                new Service.Creation(null, "hash"),
                null);
    }
}
