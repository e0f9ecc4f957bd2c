package io.roadstead.core.definition;

import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.PlacementConstraint;
import io.roadstead.core.model.PlacementStrategy;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.Tag;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.model.TaskOverride;
import io.roadstead.core.name.TagRules;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What every task that the service scheduler starts gets. Source: ecs-behaviour 5.3, 12. */
public final class ServiceLaunch {
    private static final String CLUSTER_TAG = "aws:ecs:clusterName";
    private static final String SERVICE_TAG = "aws:ecs:serviceName";
    private static final String ZONE = "attribute:ecs.availability-zone";

    /** How a service without strategies of its own is balanced: over zones, then over instances. */
    private static final List<PlacementStrategy> BALANCE = List.of(
            new PlacementStrategy(PlacementStrategy.Type.SPREAD, ZONE),
            new PlacementStrategy(PlacementStrategy.Type.SPREAD, "instanceId"));

    private ServiceLaunch() {}

    /**
     * The tasks of one deployment.
     *
     * @param definition the revision the deployment names
     * @param count how many, 0 or more
     * @param zone only instances of this zone will do; absent where any will
     */
    public static Launch of(
            Service service, Deployment deployment, TaskDefinition definition, int count, @Nullable String zone) {
        List<PlacementConstraint> constraints = new ArrayList<>(definition.placementConstraints());
        constraints.addAll(service.desired().placementConstraints());
        if (zone != null) {
            constraints.add(new PlacementConstraint(PlacementConstraint.Type.MEMBER_OF, ZONE + " == " + quoted(zone)));
        }
        List<PlacementStrategy> strategies = service.desired().placementStrategy();
        return new Launch(
                count,
                deployment.id(),
                service.group(),
                null,
                deployment.launchType(),
                TaskOverride.NONE,
                definition.cpu(),
                definition.memory(),
                constraints,
                strategies.isEmpty() ? BALANCE : strategies,
                tags(service, definition));
    }

    private static List<Tag> tags(Service service, TaskDefinition definition) {
        List<Tag> propagated =
                switch (service.desired().propagateTags()) {
                    case TASK_DEFINITION -> definition.tags();
                    case SERVICE -> service.tags();
                    case NONE -> List.of();
                };
        return service.desired().enableEcsManagedTags()
                ? TagRules.merge(
                        propagated,
                        List.of(new Tag(CLUSTER_TAG, service.cluster()), new Tag(SERVICE_TAG, service.name())))
                : propagated;
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
