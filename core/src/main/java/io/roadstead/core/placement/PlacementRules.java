package io.roadstead.core.placement;

import io.roadstead.core.model.PlacementConstraint;
import io.roadstead.core.model.PlacementStrategy;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What ECS accepts as placement constraints and strategies. A request that passes here makes {@link Placer} throw
 * nothing.
 *
 * <p>Sources: ecs-behaviour 2.3 and 5 for the limits; hashicorp/terraform issue 11471 for the text about
 * distinctInstance's expression and aws-samples/aws-cdk-examples issue 628 for the one about distinctInstance in a
 * definition, both quoted from AWS. The other texts are ours, for AWS's are not known.
 */
public final class PlacementRules {
    /** Of a task: the definition's and the request's together. */
    public static final int MAX_CONSTRAINTS = 10;

    public static final int MAX_STRATEGIES = 5;

    static final String INSTANCE_ID = "instanceId";
    static final String HOST = "host";
    static final String ATTRIBUTE = "attribute:";

    /** Source: ecs-behaviour 2.1. */
    static final Pattern ATTRIBUTE_NAME = Pattern.compile("[A-Za-z0-9_./\\\\-]{1,128}");

    private PlacementRules() {}

    /** The type of that spelling; empty when ECS knows none, see {@link #unknownConstraintType}. */
    public static Optional<PlacementConstraint.Type> constraintType(@Nullable String wire) {
        for (PlacementConstraint.Type type : PlacementConstraint.Type.values()) {
            if (type.wire().equals(wire)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** The type of that spelling; empty when ECS knows none, see {@link #unknownStrategyType}. */
    public static Optional<PlacementStrategy.Type> strategyType(@Nullable String wire) {
        for (PlacementStrategy.Type type : PlacementStrategy.Type.values()) {
            if (type.wire().equals(wire)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    public static PlacementFault unknownConstraintType(@Nullable String given) {
        return PlacementFault.invalidParameter(
                "constraint.type '" + given + "' is not supported. It should be one of [distinctInstance,memberOf]");
    }

    public static PlacementFault unknownStrategyType(@Nullable String given) {
        return PlacementFault.invalidParameter(
                "strategy.type '" + given + "' is not supported. It should be one of [random,spread,binpack]");
    }

    /** Judges the constraints of a task definition, which may be memberOf only; empty when they are good. */
    public static Optional<PlacementFault> ofDefinition(List<PlacementConstraint> constraints) {
        if (constraints.size() > MAX_CONSTRAINTS) {
            return Optional.of(PlacementFault.client(tooManyConstraints()));
        }
        for (PlacementConstraint constraint : constraints) {
            switch (constraint.type()) {
                case DISTINCT_INSTANCE -> {
                    return Optional.of(PlacementFault.client("constraint.type 'distinctInstance' is not supported."));
                }
                case MEMBER_OF -> {
                    String fault = memberOfFault(constraint.expression());
                    if (fault != null) {
                        return Optional.of(PlacementFault.client(fault));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Judges what RunTask, StartTask or a service asks for on top of its definition; empty when it is good.
     *
     * @param definition the definition's own constraints, which count towards the limit
     */
    public static Optional<PlacementFault> ofRequest(
            List<PlacementConstraint> definition,
            List<PlacementConstraint> requested,
            List<PlacementStrategy> strategies) {
        if (definition.size() + requested.size() > MAX_CONSTRAINTS) {
            return Optional.of(PlacementFault.invalidParameter(tooManyConstraints()));
        }
        if (strategies.size() > MAX_STRATEGIES) {
            return Optional.of(PlacementFault.invalidParameter(
                    "placement strategies can have at most " + MAX_STRATEGIES + " items."));
        }
        for (PlacementConstraint constraint : requested) {
            String fault =
                    switch (constraint.type()) {
                        case DISTINCT_INSTANCE ->
                            constraint.expression() == null
                                    ? null
                                    : "distinctInstance expression should not be specified.";
                        case MEMBER_OF -> memberOfFault(constraint.expression());
                    };
            if (fault != null) {
                return Optional.of(PlacementFault.invalidParameter(fault));
            }
        }
        for (PlacementStrategy strategy : strategies) {
            String fault = strategyFault(strategy);
            if (fault != null) {
                return Optional.of(PlacementFault.invalidParameter(fault));
            }
        }
        return Optional.empty();
    }

    private static String tooManyConstraints() {
        return "placement constraints can have at most " + MAX_CONSTRAINTS
                + " items, those of the task definition included.";
    }

    private static @Nullable String memberOfFault(@Nullable String expression) {
        if (expression == null || expression.isBlank()) {
            return "memberOf expression should be specified.";
        }
        try {
            Expression.parse(expression);
            return null;
        } catch (ExpressionException e) {
            return e.getMessage();
        }
    }

    /** The field of random is not used, so any will do. */
    private static @Nullable String strategyFault(PlacementStrategy strategy) {
        String field = strategy.field();
        boolean good =
                switch (strategy.type()) {
                    case RANDOM -> true;
                    case BINPACK ->
                        field != null
                                && (field.toLowerCase(Locale.ROOT).equals("cpu")
                                        || field.toLowerCase(Locale.ROOT).equals("memory"));
                    case SPREAD -> field != null && spreadable(field);
                };
        if (good) {
            return null;
        }
        String allowed =
                switch (strategy.type()) {
                    case RANDOM -> "";
                    case BINPACK -> "[cpu,memory]";
                    case SPREAD -> "[instanceId,host,attribute:<name>]";
                };
        return "strategy.field " + (field == null ? "is missing" : "'" + field + "' is not supported")
                + " for strategy.type '" + strategy.type().wire() + "'. It should be one of " + allowed;
    }

    private static boolean spreadable(String field) {
        return field.equals(INSTANCE_ID)
                || field.equals(HOST)
                || (field.startsWith(ATTRIBUTE)
                        && ATTRIBUTE_NAME
                                .matcher(field.substring(ATTRIBUTE.length()))
                                .matches());
    }
}
