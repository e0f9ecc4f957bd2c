package io.roadstead.core.placement;

import org.jspecify.annotations.Nullable;

/**
 * A sentence of ECS's cluster query language, for example {@code attribute:ecs.instance-type =~ g2.* and not(task:group
 * == database)}: memberOf constraints and ListContainerInstances' filter.
 *
 * <p>One rule throughout: an operator with a "not" in it is exactly the opposite of the one without. So an instance
 * that lacks an attribute satisfies none of {@code ==}, {@code in}, {@code =~}, {@code >} and so on, and all of {@code
 * !=}, {@code !in}, {@code !~}; and {@code task:group != x} holds where no task of group x is. Source: ecs-behaviour
 * 5.5, which leaves {@code !~} on a missing attribute open.
 *
 * <p>Immutable; two are equal when they say the same.
 */
public final class Expression {
    /** Longest expression, in characters. Source: ecs-behaviour 2.1. */
    public static final int MAX_LENGTH = 2000;

    private final Clause clause;

    private Expression(Clause clause) {
        this.clause = clause;
    }

    /** @throws ExpressionException when it cannot be read; the message says why */
    public static Expression parse(String text) {
        return new Expression(new ExpressionParser(text).parse());
    }

    public boolean matches(Subject subject) {
        return clause.matches(subject);
    }

    /** Whether the answer may change as tasks come and go. */
    boolean asksForTasks() {
        return clause.asksForTasks();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Expression expression && expression.clause.equals(clause);
    }

    @Override
    public int hashCode() {
        return clause.hashCode();
    }

    @Override
    public String toString() {
        return clause.toString();
    }
}
