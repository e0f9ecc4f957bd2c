package io.roadstead.core.placement;

/**
 * An expression of the cluster query language that cannot be read. Its message is meant for the caller as it stands: it
 * names the expression, the position and what was expected there.
 *
 * <p>The prefix is ECS's; what follows is ours, for ECS's own words are not known. Source: ecs-behaviour 5.5.
 */
public final class ExpressionException extends RuntimeException {
    /** How much of an overlong expression a message repeats, in characters. */
    private static final int SHOWN = 80;

    private final int position;

    ExpressionException(String expression, int position, String complaint) {
        super("Invalid placement constraint expression '" + shown(expression) + "' at position " + (position + 1) + ": "
                + complaint);
        this.position = position;
    }

    /** Where reading stopped, counted from 0. */
    public int position() {
        return position;
    }

    private static String shown(String expression) {
        return expression.length() <= Expression.MAX_LENGTH ? expression : expression.substring(0, SHOWN) + "...";
    }
}
