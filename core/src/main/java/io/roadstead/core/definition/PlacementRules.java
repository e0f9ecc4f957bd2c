package io.roadstead.core.definition;

import io.roadstead.core.Rejected;
import io.roadstead.core.definition.Registration.ConstraintDraft;
import io.roadstead.core.model.PlacementConstraint;
import io.roadstead.core.model.PlacementStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Placement constraints and strategies as callers write them. Whether an expression can be parsed is the placement's
 * affair; here it only has to be there and short enough.
 *
 * <p>Source: ecs-behaviour 2.1, 2.3, 5.2, 5.4.
 */
public final class PlacementRules {
    /** Constraints of one task: those of its definition and those of the request together. */
    public static final int CONSTRAINT_LIMIT = 10;

    public static final int STRATEGY_LIMIT = 5;
    public static final int EXPRESSION_LIMIT = 2000;

    private static final String ATTRIBUTE_FIELD = "attribute:";

    private PlacementRules() {}

    /** One of {@code placementStrategy} as a client sends it. */
    public record StrategyDraft(
            @Nullable String type, @Nullable String field) {}

    /** The constraints of a task definition: memberOf only. */
    public static List<PlacementConstraint> ofDefinition(@Nullable List<ConstraintDraft> drafts) {
        List<PlacementConstraint> constraints = new ArrayList<>();
        for (ConstraintDraft draft : orNone(drafts)) {
            if ("distinctInstance".equals(draft.type())) {
                throw Rejected.client("constraint.type 'distinctInstance' is not supported.");
            }
            if (!"memberOf".equals(draft.type())) {
                throw Rejected.client("Placement constraint type should be one of [memberOf]");
            }
            constraints.add(memberOf(draft.expression(), true));
        }
        if (constraints.size() > CONSTRAINT_LIMIT) {
            throw Rejected.client("placement constraints can have at most " + CONSTRAINT_LIMIT + " items.");
        }
        return List.copyOf(constraints);
    }

    /**
     * The constraints of a request.
     *
     * @throws Rejected also when they and the definition's are more than {@link #CONSTRAINT_LIMIT} together
     */
    public static List<PlacementConstraint> ofRequest(@Nullable List<ConstraintDraft> drafts, int ofDefinition) {
        List<PlacementConstraint> constraints = new ArrayList<>();
        for (ConstraintDraft draft : orNone(drafts)) {
            constraints.add(constraint(draft));
        }
        if (constraints.size() + ofDefinition > CONSTRAINT_LIMIT) {
            throw Rejected.invalidParameter("placement constraints can have at most " + CONSTRAINT_LIMIT + " items.");
        }
        return List.copyOf(constraints);
    }

    /** The strategies of a request, in the order they apply. */
    public static List<PlacementStrategy> strategies(@Nullable List<StrategyDraft> drafts) {
        List<PlacementStrategy> strategies = new ArrayList<>();
        for (StrategyDraft draft : orNone(drafts)) {
            strategies.add(strategy(draft));
        }
        if (strategies.size() > STRATEGY_LIMIT) {
            throw Rejected.invalidParameter("placement strategies can have at most " + STRATEGY_LIMIT + " items.");
        }
        return List.copyOf(strategies);
    }

    private static PlacementConstraint constraint(ConstraintDraft draft) {
        return switch (draft.type()) {
            case "memberOf" -> memberOf(draft.expression(), false);
            case "distinctInstance" -> {
                // An empty text is an expression as well.
                if (draft.expression() != null) {
                    throw Rejected.invalidParameter("distinctInstance expression should not be specified.");
                }
                yield new PlacementConstraint(PlacementConstraint.Type.DISTINCT_INSTANCE, null);
            }
            case null, default ->
                throw Rejected.invalidParameter(
                        "Placement constraint type should be one of [distinctInstance,memberOf]");
        };
    }

    private static PlacementConstraint memberOf(@Nullable String expression, boolean inDefinition) {
        if (expression == null || expression.isBlank()) {
            throw rejected(
                    inDefinition,
                    "The memberOf placement constraint needs an expression, for example attribute:a == b.");
        }
        if (expression.length() > EXPRESSION_LIMIT) {
            throw rejected(inDefinition, "Placement constraint expression longer than " + EXPRESSION_LIMIT + ".");
        }
        return new PlacementConstraint(PlacementConstraint.Type.MEMBER_OF, expression);
    }

    private static PlacementStrategy strategy(StrategyDraft draft) {
        String field = draft.field() == null ? "" : draft.field();
        return switch (draft.type()) {
            // The model says that a field of random is not used, so it is no error.
            case "random" -> new PlacementStrategy(PlacementStrategy.Type.RANDOM, null);
            case "spread" -> new PlacementStrategy(PlacementStrategy.Type.SPREAD, spreadField(field));
            case "binpack" -> new PlacementStrategy(PlacementStrategy.Type.BINPACK, binpackField(field));
            case null, default ->
                throw Rejected.invalidParameter("Placement strategy type should be one of [random,spread,binpack]");
        };
    }

    private static String spreadField(String field) {
        if (field.equals("instanceId") || field.equals("host")) {
            return field;
        }
        if (field.startsWith(ATTRIBUTE_FIELD) && field.length() > ATTRIBUTE_FIELD.length()) {
            return field;
        }
        throw Rejected.invalidParameter("Invalid field '" + field
                + "' of the spread placement strategy. Use instanceId, host or attribute:<name>.");
    }

    private static String binpackField(String field) {
        String lower = field.toLowerCase(Locale.ROOT);
        if (lower.equals("cpu") || lower.equals("memory")) {
            return lower;
        }
        throw Rejected.invalidParameter(
                "Invalid field '" + field + "' of the binpack placement strategy. Use cpu or memory.");
    }

    private static Rejected rejected(boolean inDefinition, String message) {
        return inDefinition ? Rejected.client(message) : Rejected.invalidParameter(message);
    }

    private static <T> List<T> orNone(@Nullable List<T> drafts) {
        return drafts == null ? List.of() : drafts;
    }
}
