package io.roadstead.core.reconcile;

import io.roadstead.core.Ids;
import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.DeploymentConfiguration;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.ServiceDeployment;
import io.roadstead.core.model.ServiceDeployment.AlarmWatch;
import io.roadstead.core.model.ServiceDeployment.CircuitBreaker;
import io.roadstead.core.model.ServiceDeployment.Rollback;
import io.roadstead.core.model.ServiceDeployment.Watch;
import io.roadstead.core.model.ServiceRevision;
import io.roadstead.core.model.TaskDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How deployments begin: by a create or update, and by a rollback. What becomes of them is the scheduler's.
 *
 * <p>Source: ecs-behaviour 2.2, 6.1, 6.3, 6.5, 6.11.
 */
public final class Deployments {
    private static final String ID_PREFIX = "ecs-svc/";
    private static final int NUMBER_LENGTH = 19;
    private static final int SERVICE_DEPLOYMENT_ID_LENGTH = 21;
    private static final String ID_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

    private Deployments() {}

    /** The records of a deployment that began; all three are to be written in one transaction. */
    public record Begun(Service service, ServiceRevision revision, ServiceDeployment serviceDeployment) {}

    /**
     * Makes a new PRIMARY deployment of a definition; the former PRIMARY becomes ACTIVE and is drained by the scheduler
     * like all others that are not PRIMARY.
     *
     * @param service as the create or update leaves it, its wish included, with the deployments it had before (none for
     *     a new one)
     */
    public static Begun begin(Service service, TaskDefinition definition, Instant now, Ids ids) {
        String number = number(ids);
        String id = ID_PREFIX + number;
        DeploymentConfiguration configuration = service.desired().deploymentConfiguration();
        ServiceDeployment serviceDeployment = new ServiceDeployment(
                service.scope(),
                service.cluster(),
                service.name(),
                serviceDeploymentId(ids),
                id,
                ServiceDeployment.Status.PENDING,
                null,
                service.deployments().stream()
                        .map(Deployment::number)
                        .distinct()
                        .toList(),
                number,
                service.desired().desiredCount(),
                configuration,
                new CircuitBreaker(
                        configuration.circuitBreaker().enable() ? Watch.MONITORING : Watch.DISABLED,
                        0,
                        configuration
                                .circuitBreaker()
                                .threshold()
                                .failures(service.desired().desiredCount())),
                new AlarmWatch(configuration.alarms().enable() ? Watch.MONITORING : Watch.DISABLED, List.of()),
                null,
                now,
                null,
                null,
                null,
                now);
        Deployment primary = new Deployment(
                id,
                Deployment.Status.PRIMARY,
                definition.family(),
                definition.revision(),
                service.desired().launchType(),
                serviceDeployment.id(),
                service.desired().desiredCount(),
                Deployment.RolloutState.IN_PROGRESS,
                ServiceTexts.inProgress(id),
                now,
                now,
                Deployment.Progress.NONE);
        ServiceRevision revision = new ServiceRevision(
                service.scope(),
                service.cluster(),
                service.name(),
                number,
                definition.family(),
                definition.revision(),
                service.desired().launchType(),
                definition.containers().stream()
                        .map(each -> new ServiceRevision.ContainerImage(each.name(), each.image(), null))
                        .toList(),
                now);
        return new Begun(service.withDeployments(led(primary, service, now)), revision, serviceDeployment);
    }

    /** The records after a rollback began. */
    record RolledBack(Service service, ServiceDeployment serviceDeployment) {}

    /**
     * Makes the deployment of an earlier service revision PRIMARY again, under its own id, so that what is left of its
     * tasks counts and stays. The one that failed becomes ACTIVE, FAILED and is drained.
     *
     * <p>Public logs show this: the deployment rolled back to carries the id its reason names, and the tasks it still
     * had at that moment are never stopped.
     *
     * @param failed the service deployment that is undone; the rollback stays part of it
     * @param target the service revision of the last deployment that was completed
     * @param failure why the deployment failed, as its rolloutStateReason
     * @param reason why it is rolled back, as the PRIMARY's rolloutStateReason
     */
    static RolledBack rollBack(
            Service service,
            ServiceDeployment failed,
            ServiceRevision target,
            String failure,
            String reason,
            Instant now) {
        List<Deployment> others = new ArrayList<>();
        for (Deployment each : service.deployments()) {
            if (each.number().equals(target.number())) {
                continue;
            }
            others.add(
                    each.status() == Deployment.Status.PRIMARY
                            ? each.withRollout(Deployment.RolloutState.FAILED, failure, now)
                            : each);
        }
        Deployment primary = new Deployment(
                ID_PREFIX + target.number(),
                Deployment.Status.PRIMARY,
                target.family(),
                target.revision(),
                target.launchType(),
                failed.id(),
                service.desired().desiredCount(),
                Deployment.RolloutState.IN_PROGRESS,
                reason,
                now,
                now,
                Deployment.Progress.NONE);
        return new RolledBack(
                service.withDeployments(led(primary, service.withDeployments(others), now)),
                failed.rollingBack(reason, new Rollback(reason, now, target.number()), now));
    }

    /** The id of the deployment that rolls a service revision out. */
    static String idOf(ServiceRevision revision) {
        return ID_PREFIX + revision.number();
    }

    private static List<Deployment> led(Deployment primary, Service service, Instant now) {
        List<Deployment> deployments = new ArrayList<>();
        deployments.add(primary);
        for (Deployment each : service.deployments()) {
            deployments.add(
                    each.status() == Deployment.Status.PRIMARY ? each.withStatus(Deployment.Status.ACTIVE, now) : each);
        }
        return deployments;
    }

    /** 19 digits, the first not 0. */
    private static String number(Ids ids) {
        StringBuilder number = new StringBuilder(NUMBER_LENGTH).append(1 + ids.below(9));
        while (number.length() < NUMBER_LENGTH) {
            number.append(ids.below(10));
        }
        return number.toString();
    }

    private static String serviceDeploymentId(Ids ids) {
        StringBuilder id = new StringBuilder(SERVICE_DEPLOYMENT_ID_LENGTH);
        while (id.length() < SERVICE_DEPLOYMENT_ID_LENGTH) {
            id.append(ID_ALPHABET.charAt(ids.below(ID_ALPHABET.length())));
        }
        return id.toString();
    }
}
