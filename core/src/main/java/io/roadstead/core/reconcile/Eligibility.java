package io.roadstead.core.reconcile;

import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.PlacementConstraint;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.placement.Expression;
import io.roadstead.core.placement.ExpressionException;
import io.roadstead.core.placement.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which instances a service's tasks may run on by what does not change as tasks come and go: their state, the attributes
 * the definition requires, the memberOf constraints of definition and service. Source: ecs-behaviour 5.1, 5.4.
 */
final class Eligibility {
    private final TaskDefinition definition;
    /** Empty for one that cannot be read, which no instance satisfies. */
    private final List<Optional<Expression>> expressions = new ArrayList<>();

    Eligibility(Service service, TaskDefinition definition) {
        this.definition = definition;
        List<PlacementConstraint> constraints = new ArrayList<>(definition.placementConstraints());
        constraints.addAll(service.desired().placementConstraints());
        for (PlacementConstraint each : constraints) {
            if (each.type() == PlacementConstraint.Type.MEMBER_OF) {
                expressions.add(read(Objects.requireNonNullElse(each.expression(), "")));
            }
        }
    }

    private static Optional<Expression> read(String text) {
        try {
            return Optional.of(Expression.parse(text));
        } catch (ExpressionException unreadable) {
            return Optional.empty();
        }
    }

    /** Whether new tasks may come, as far as this can be said without asking for resources. */
    boolean takes(Node node) {
        return node.instance().status() == ContainerInstance.Status.ACTIVE
                && definition.requiresAttributes().stream().allMatch(each -> has(node, each))
                && satisfies(node);
    }

    /** Whether the constraints hold; running tasks of a daemon stop where they do not. */
    boolean satisfies(Node node) {
        return expressions.stream()
                .allMatch(each -> each.isPresent() && each.get().matches(node));
    }

    private static boolean has(Node node, Attribute wanted) {
        Attribute found = node.attribute(wanted.name());
        return found != null && (wanted.value() == null || wanted.value().equals(found.value()));
    }
}
