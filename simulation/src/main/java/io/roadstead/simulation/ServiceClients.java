package io.roadstead.simulation;

import io.roadstead.core.model.ServiceDeployment;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.ecs.model.CreateServiceRequest;
import software.amazon.awssdk.services.ecs.model.CreateServiceResponse;
import software.amazon.awssdk.services.ecs.model.DeleteServiceRequest;
import software.amazon.awssdk.services.ecs.model.DeploymentCircuitBreaker;
import software.amazon.awssdk.services.ecs.model.DeploymentConfiguration;
import software.amazon.awssdk.services.ecs.model.PlacementConstraint;
import software.amazon.awssdk.services.ecs.model.PlacementStrategy;
import software.amazon.awssdk.services.ecs.model.StopServiceDeploymentRequest;
import software.amazon.awssdk.services.ecs.model.UpdateServiceRequest;
import software.amazon.awssdk.services.ecs.model.UpdateTaskProtectionRequest;

/** What clients ask of services, drawn from the seed. */
final class ServiceClients {
    private static final int TRIES = 5;
    private static final int MOST = 12;

    private final SimWorld world;
    private final Workload workload;
    private final Draw draw;
    private final List<Known> services = new ArrayList<>();
    private int made;

    /** A service somebody asked for. */
    private record Known(String cluster, String name) {}

    ServiceClients(SimWorld world, Workload workload, Draw draw) {
        this.world = world;
        this.workload = workload;
        this.draw = draw;
    }

    void something() {
        int which = draw.below(10);
        if (services.isEmpty() || (which < 3 && services.size() < MOST)) {
            create();
        } else if (which < 8) {
            update(draw.of(services));
        } else if (which < 9) {
            if (draw.chance(0.5)) {
                protect();
            } else {
                stopDeployment();
            }
        } else if (draw.chance(0.5)) {
            Known service = draw.of(services);
            services.remove(service);
            delete(service, true);
        }
    }

    private void create() {
        Known service = new Known(draw.of(workload.clusters()), "service-" + made++);
        CreateServiceRequest.Builder request = CreateServiceRequest.builder()
                .cluster(service.cluster())
                .serviceName(service.name())
                .taskDefinition(family())
                .clientToken(service.name())
                .deploymentConfiguration(configuration());
        switch (draw.below(5)) {
            case 0 ->
                request.placementStrategy(
                        PlacementStrategy.builder().type("binpack").field("cpu").build());
            case 1 ->
                request.placementStrategy(PlacementStrategy.builder()
                        .type("spread")
                        .field("attribute:ecs.availability-zone")
                        .build());
            case 2 ->
                request.placementConstraints(
                        PlacementConstraint.builder().type("distinctInstance").build());
            default -> {}
        }
        if (draw.chance(0.15)) {
            request.schedulingStrategy("DAEMON")
                    .placementStrategy(List.of())
                    .placementConstraints(List.of())
                    .deploymentConfiguration(DeploymentConfiguration.builder()
                            .minimumHealthyPercent(draw.of(List.of(0, 0, 50, 100)))
                            .maximumPercent(100)
                            .build());
        } else {
            request.desiredCount(draw.between(0, 8));
        }
        services.add(service);
        workload.ask("CreateService", request.build(), TRIES, (server, answer) -> {
            if (answer instanceof Answer.Done(CreateServiceResponse response)) {
                Oracle.require(
                        "what was answered exists",
                        world.oracle().hasService(service.cluster(), service.name()),
                        () -> response.service().serviceArn());
            }
        });
    }

    private void update(Known service) {
        UpdateServiceRequest.Builder request =
                UpdateServiceRequest.builder().cluster(service.cluster()).service(service.name());
        switch (draw.below(6)) {
            case 0, 1 -> request.desiredCount(draw.between(0, 10));
            case 2, 3 -> request.taskDefinition(family());
            case 4 -> request.forceNewDeployment(true);
            default -> request.deploymentConfiguration(configuration());
        }
        workload.ask("UpdateService", request.build(), TRIES, (server, answer) -> {});
    }

    private void delete(Known service, boolean force) {
        workload.ask(
                "DeleteService",
                DeleteServiceRequest.builder()
                        .cluster(service.cluster())
                        .service(service.name())
                        .force(force)
                        .build(),
                TRIES,
                (server, answer) -> {});
    }

    private void protect() {
        List<String> tasks = world.oracle().serviceTasks();
        if (!tasks.isEmpty()) {
            String arn = draw.of(tasks);
            workload.ask(
                    "UpdateTaskProtection",
                    UpdateTaskProtectionRequest.builder()
                            .cluster(Workload.clusterOf(arn))
                            .tasks(arn)
                            .protectionEnabled(true)
                            .expiresInMinutes(draw.between(1, 10))
                            .build(),
                    TRIES,
                    (server, answer) -> {});
        }
    }

    /** A deployment that is under way, if there is one, is given up. */
    private void stopDeployment() {
        List<ServiceDeployment> underWay = world.oracle().all(ServiceDeployment.class).stream()
                .filter(each -> !each.status().ended())
                .toList();
        if (!underWay.isEmpty()) {
            workload.ask(
                    "StopServiceDeployment",
                    StopServiceDeploymentRequest.builder()
                            .serviceDeploymentArn(draw.of(underWay).arn())
                            .stopType(draw.chance(0.7) ? "ROLLBACK" : "ABORT")
                            .build(),
                    TRIES,
                    (server, answer) -> {});
        }
    }

    private String family() {
        return draw.chance(0.7)
                ? draw.of(List.of("steady", "small", "port", "checked", "checked"))
                : draw.of(Workload.FLAPPING);
    }

    private DeploymentConfiguration configuration() {
        DeploymentConfiguration.Builder configuration = DeploymentConfiguration.builder();
        switch (draw.below(5)) {
            case 0 -> configuration.minimumHealthyPercent(0).maximumPercent(100);
            case 1 -> configuration.minimumHealthyPercent(50).maximumPercent(100);
            case 2 -> configuration.minimumHealthyPercent(50).maximumPercent(150);
            case 3 -> configuration.minimumHealthyPercent(100).maximumPercent(150);
            default -> configuration.minimumHealthyPercent(100).maximumPercent(200);
        }
        if (draw.chance(0.6)) {
            configuration.deploymentCircuitBreaker(DeploymentCircuitBreaker.builder()
                    .enable(true)
                    .rollback(draw.chance(0.5))
                    .build());
        }
        return configuration.build();
    }
}
