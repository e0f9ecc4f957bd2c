package io.roadstead.control.api;

import io.roadstead.control.index.Index;
import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.ServiceDeployment;
import io.roadstead.core.model.ServiceRevision;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ContainerImage;
import software.amazon.awssdk.services.ecs.model.Rollback;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentAlarms;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentCircuitBreaker;
import software.amazon.awssdk.services.ecs.model.ServiceRevisionSummary;

/** Service deployments and service revisions as the API tells of them. Source: ecs-behaviour 6.11. */
final class ServiceDeploymentShapes {
    private final Index index;

    ServiceDeploymentShapes(Index index) {
        this.index = index;
    }

    software.amazon.awssdk.services.ecs.model.ServiceDeployment shape(Service service, ServiceDeployment deployment) {
        TaskCounts counts = new TaskCounts(index.tasksOf(service.key()));
        return software.amazon.awssdk.services.ecs.model.ServiceDeployment.builder()
                .alarms(ServiceDeploymentAlarms.builder()
                        .alarmNames(deployment.configuration().alarms().alarmNames())
                        .status(deployment.alarms().state().name())
                        .triggeredAlarmNames(deployment.alarms().triggered())
                        .build())
                .clusterArn(service.clusterArn())
                .createdAt(deployment.createdAt())
                .deploymentCircuitBreaker(ServiceDeploymentCircuitBreaker.builder()
                        .status(deployment.circuitBreaker().state().name())
                        .failureCount(deployment.circuitBreaker().failureCount())
                        .threshold(deployment.circuitBreaker().threshold())
                        .build())
                .deploymentConfiguration(ServiceShapes.configuration(deployment.configuration()))
                .finishedAt(deployment.finishedAt())
                .rollback(rollback(service, deployment))
                .serviceArn(service.arn())
                .serviceDeploymentArn(deployment.arn())
                .sourceServiceRevisions(deployment.sourceRevisions().stream()
                        .map(number -> summary(service, number, 0, counts))
                        .toList())
                .startedAt(deployment.startedAt())
                .status(deployment.status().name())
                .statusReason(deployment.statusReason())
                .stoppedAt(deployment.stoppedAt())
                .targetServiceRevision(
                        summary(service, deployment.targetRevision(), deployment.requestedTaskCount(), counts))
                .updatedAt(deployment.updatedAt())
                .build();
    }

    ServiceDeploymentBrief brief(Service service, ServiceDeployment deployment) {
        return ServiceDeploymentBrief.builder()
                .clusterArn(service.clusterArn())
                .createdAt(deployment.createdAt())
                .finishedAt(deployment.finishedAt())
                .serviceArn(service.arn())
                .serviceDeploymentArn(deployment.arn())
                .startedAt(deployment.startedAt())
                .status(deployment.status().name())
                .statusReason(deployment.statusReason())
                .targetServiceRevisionArn(service.serviceRevisionArn(deployment.targetRevision()))
                .build();
    }

    software.amazon.awssdk.services.ecs.model.ServiceRevision shape(Service service, ServiceRevision revision) {
        return software.amazon.awssdk.services.ecs.model.ServiceRevision.builder()
                .clusterArn(service.clusterArn())
                .containerImages(revision.containerImages().stream()
                        .map(each -> ContainerImage.builder()
                                .containerName(each.containerName())
                                .image(each.image())
                                .imageDigest(each.imageDigest())
                                .build())
                        .toList())
                .createdAt(revision.createdAt())
                .guardDutyEnabled(false)
                .launchType(revision.launchType().name())
                .loadBalancers(List.of())
                .serviceArn(service.arn())
                .serviceRegistries(List.of())
                .serviceRevisionArn(revision.arn())
                .taskDefinition(ServiceShapes.definitionArn(service, revision.family(), revision.revision()))
                .build();
    }

    private static @Nullable Rollback rollback(Service service, ServiceDeployment deployment) {
        ServiceDeployment.Rollback rollback = deployment.rollback();
        return rollback == null
                ? null
                : Rollback.builder()
                        .reason(rollback.reason())
                        .startedAt(rollback.startedAt())
                        .serviceRevisionArn(service.serviceRevisionArn(rollback.revision()))
                        .build();
    }

    /**
     * What a service revision's tasks are doing now. All traffic goes where the tasks are: there are no weights.
     *
     * @param requested told of a revision that is no deployment of the service any more
     */
    private static ServiceRevisionSummary summary(Service service, String number, int requested, TaskCounts counts) {
        Optional<Deployment> standing = service.deployments().stream()
                .filter(each -> each.number().equals(number))
                .findFirst();
        TaskCounts.Count count = standing.map(each -> counts.of(each.id())).orElse(TaskCounts.Count.ZERO);
        return ServiceRevisionSummary.builder()
                .arn(service.serviceRevisionArn(number))
                .requestedTaskCount(standing.map(Deployment::desiredCount).orElse(requested))
                .runningTaskCount(count.running())
                .pendingTaskCount(count.pending())
                .build();
    }
}
