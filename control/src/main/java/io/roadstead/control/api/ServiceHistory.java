package io.roadstead.control.api;

import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Kind;
import io.roadstead.control.write.Draft;
import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.ServiceDeployment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How much of a service's past is kept: its newest service deployments, and the service revisions they name. Where a new
 * deployment begins the oldest make room for it, so that a service that is deployed every minute stays small.
 */
final class ServiceHistory {
    /** Service deployments kept of one service; ECS keeps them for some time instead. */
    static final int LIMIT = 100;
    /** Service deployments forgotten in one transaction, each with its service revision. */
    private static final int AT_ONCE = 20;

    private ServiceHistory() {}

    /**
     * Forgets what is too much. What is under way and the last that was SUCCESSFUL, to which a rollback goes, stay.
     *
     * @param service as its new deployment leaves it
     */
    static void trim(Draft draft, Service service) {
        List<ServiceDeployment> all = new ArrayList<>(draft.peekAll(
                Keys.all(service.scope(), Kind.SERVICE_DEPLOYMENT, service.cluster(), service.name()),
                ServiceDeployment.class));
        if (all.size() <= LIMIT) {
            return;
        }
        all.sort(Comparator.comparing(ServiceDeployment::createdAt).reversed());
        List<ServiceDeployment> kept = new ArrayList<>();
        List<ServiceDeployment> gone = new ArrayList<>();
        boolean successful = false;
        for (ServiceDeployment each : all) {
            boolean own = !each.createdAt().isBefore(service.createdAt());
            boolean goal = own && !successful && each.status() == ServiceDeployment.Status.SUCCESSFUL;
            successful |= goal;
            boolean needed = goal || (own && !each.status().ended());
            (needed || kept.size() < LIMIT ? kept : gone).add(each);
        }
        Set<String> named = new HashSet<>();
        service.deployments().stream().map(Deployment::number).forEach(named::add);
        for (ServiceDeployment each : kept) {
            named.add(each.targetRevision());
            named.addAll(each.sourceRevisions());
            if (each.rollback() != null) {
                named.add(each.rollback().revision());
            }
        }
        for (ServiceDeployment each : gone.reversed().stream().limit(AT_ONCE).toList()) {
            draft.delete(Keys.serviceDeployment(service.scope(), service.cluster(), service.name(), each.id()));
            if (!named.contains(each.targetRevision())) {
                draft.delete(Keys.serviceRevision(
                        service.scope(), service.cluster(), service.name(), each.targetRevision()));
            }
        }
    }
}
