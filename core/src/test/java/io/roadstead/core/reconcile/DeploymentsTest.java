package io.roadstead.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.ServiceDeployment;
import io.roadstead.core.model.ServiceDeployment.Watch;
import io.roadstead.core.model.ServiceRevision.ContainerImage;
import io.roadstead.core.model.Task;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How deployments begin. Source: ecs-behaviour 2.2, 6.1, 6.11. */
class DeploymentsTest {
    @Test
    void aDeploymentBeginsWithIdsOfEcssForm() {
        World world = World.fresh(25, World.breaker(100, 200, true));
        Deployment primary = world.primary();
        assertThat(primary.id()).matches("ecs-svc/[1-9]\\d{18}");
        assertThat(primary.status()).isEqualTo(Deployment.Status.PRIMARY);
        assertThat(primary.desiredCount()).isEqualTo(25);
        ServiceDeployment deployment = world.lastServiceDeployment();
        assertThat(deployment.id()).matches("[A-Za-z0-9_-]{21}").isEqualTo(primary.serviceDeploymentId());
        assertThat(deployment.status()).isEqualTo(ServiceDeployment.Status.PENDING);
        assertThat(deployment.deploymentId()).isEqualTo(primary.id());
        assertThat(deployment.circuitBreaker())
                .isEqualTo(new ServiceDeployment.CircuitBreaker(Watch.MONITORING, 0, 13));
        assertThat(deployment.alarms().state()).isEqualTo(Watch.DISABLED);
        assertThat(deployment.sourceRevisions()).isEmpty();
        assertThat(deployment.targetRevision()).isEqualTo(primary.number());
        assertThat(World.of(world.revisions, primary.number()).containerImages())
                .containsExactly(new ContainerImage("app", "busybox", null));
    }

    @Test
    void theNextOneMakesTheFormerActive() {
        World world = World.fresh(1, World.percent(100, 200));
        Deployment first = world.primary();
        world.deploy(2);
        Deployment third = world.deploy(2);
        assertThat(world.service.deployments())
                .extracting(Deployment::status)
                .containsExactly(Deployment.Status.PRIMARY, Deployment.Status.ACTIVE, Deployment.Status.ACTIVE);
        assertThat(world.service.deployments())
                .extracting(Deployment::id)
                .startsWith(third.id())
                .endsWith(first.id());
        assertThat(world.lastServiceDeployment().sourceRevisions()).hasSize(2).endsWith(first.number());
    }

    @Test
    void aTaskSaysWhichServiceItIsOfAndAServiceWhichDeploymentIsPrimary() {
        World world = World.steady(1, World.percent(100, 200));
        Task task = world.live().getFirst();
        assertThat(task.service()).contains(world.service.key());
        Deployment primary = world.primary();
        assertThat(world.service.withDeployments(List.of()).primary()).isEmpty();
        assertThat(world.service.primary()).contains(primary);
    }
}
