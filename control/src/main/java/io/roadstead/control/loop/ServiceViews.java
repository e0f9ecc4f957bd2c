package io.roadstead.control.loop;

import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Kind;
import io.roadstead.control.place.ClusterFleets;
import io.roadstead.control.write.Draft;
import io.roadstead.core.model.Cluster;
import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.SchedulingStrategy;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.ServiceDeployment;
import io.roadstead.core.model.ServiceKey;
import io.roadstead.core.model.ServiceRevision;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.placement.Node;
import io.roadstead.core.reconcile.ServiceView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts together what the scheduler of a service looks at, as a draft shows it. The service's record and its service
 * deployments that have not ended are guarded, for the decision writes them; the rest may be a moment old.
 *
 * <p>Linear in the service's tasks, and it copies nothing of the cluster's nodes.
 */
public final class ServiceViews {
    private final ClusterFleets fleets;
    private final Surroundings surroundings;

    ServiceViews(ClusterFleets fleets, Surroundings surroundings) {
        this.fleets = fleets;
        this.surroundings = surroundings;
    }

    /** @param service as just read with the draft */
    ServiceView of(Draft draft, Cluster cluster, Service service) {
        return of(draft, cluster, service, fleets.nodes(draft, cluster), surroundings);
    }

    /**
     * The same for who does not decide and has the instances from elsewhere.
     *
     * @param nodes the cluster's instances that are not INACTIVE, by id
     */
    public static ServiceView of(
            Draft draft, Cluster cluster, Service service, Map<String, Node> nodes, Surroundings surroundings) {
        List<ServiceDeployment> deployments = deployments(draft, service);
        Map<String, ServiceRevision> revisions = revisions(draft, service, deployments);
        Map<String, TaskDefinition> definitions = definitions(draft, service, revisions);
        Map<String, String> refusals = new HashMap<>();
        definitions.forEach((arn, definition) ->
                surroundings.refusal(cluster, definition).ifPresent(refusal -> refusals.put(arn, refusal)));
        return new ServiceView(
                service,
                definitions,
                refusals,
                deployments,
                revisions,
                tasks(draft, service.key()),
                nodes,
                daemons(draft, cluster),
                surroundings.targets(service),
                surroundings.alarms(service));
    }

    private static Set<String> daemons(Draft draft, Cluster cluster) {
        Set<String> groups = new HashSet<>();
        for (Service each : draft.peekAll(Keys.all(cluster.scope(), Kind.SERVICE, cluster.name()), Service.class)) {
            if (each.schedulingStrategy() == SchedulingStrategy.DAEMON && each.status() != Service.Status.INACTIVE) {
                groups.add(each.group());
            }
        }
        return groups;
    }

    private static List<Task> tasks(Draft draft, ServiceKey service) {
        List<Task> all = draft.peekTasksOf(service);
        List<Task> shown = new ArrayList<>(all.size());
        for (Task task : all) {
            if (!task.stopped() || !task.accounted()) {
                shown.add(task);
            }
        }
        return shown;
    }

    /** A service of the same name that was there before has left its own behind: they are older than the service. */
    private static List<ServiceDeployment> deployments(Draft draft, Service service) {
        List<ServiceDeployment> known = draft
                .peekAll(
                        Keys.all(service.scope(), Kind.SERVICE_DEPLOYMENT, service.cluster(), service.name()),
                        ServiceDeployment.class)
                .stream()
                .filter(each -> !each.createdAt().isBefore(service.createdAt()))
                .sorted(Comparator.comparing(ServiceDeployment::createdAt)
                        .thenComparing(ServiceDeployment::id)
                        .reversed())
                .toList();
        List<ServiceDeployment> shown = new ArrayList<>();
        boolean successful = false;
        for (ServiceDeployment each : known) {
            if (!each.status().ended()) {
                draft.read(
                                Keys.serviceDeployment(service.scope(), service.cluster(), service.name(), each.id()),
                                ServiceDeployment.class)
                        .ifPresent(shown::add);
            } else if (!successful && each.status() == ServiceDeployment.Status.SUCCESSFUL) {
                successful = true;
                shown.add(each);
            }
        }
        return shown;
    }

    private static Map<String, ServiceRevision> revisions(
            Draft draft, Service service, List<ServiceDeployment> deployments) {
        Set<String> numbers = new LinkedHashSet<>();
        for (ServiceDeployment each : deployments) {
            numbers.add(each.targetRevision());
            numbers.addAll(each.sourceRevisions());
        }
        service.deployments().forEach(each -> numbers.add(each.number()));
        Map<String, ServiceRevision> revisions = new HashMap<>();
        for (String number : numbers) {
            draft.peek(
                            Keys.serviceRevision(service.scope(), service.cluster(), service.name(), number),
                            ServiceRevision.class)
                    .ifPresent(revision -> revisions.put(number, revision));
        }
        return revisions;
    }

    private static Map<String, TaskDefinition> definitions(
            Draft draft, Service service, Map<String, ServiceRevision> revisions) {
        Map<String, TaskDefinition> definitions = new HashMap<>();
        for (Deployment each : service.deployments()) {
            definition(draft, service, each.family(), each.revision())
                    .ifPresent(found -> definitions.put(found.arn(), found));
        }
        for (ServiceRevision each : revisions.values()) {
            definition(draft, service, each.family(), each.revision())
                    .ifPresent(found -> definitions.put(found.arn(), found));
        }
        return definitions;
    }

    private static Optional<TaskDefinition> definition(Draft draft, Service service, String family, int revision) {
        return draft.peek(Keys.taskDefinition(service.scope(), family, revision), TaskDefinition.class);
    }
}
