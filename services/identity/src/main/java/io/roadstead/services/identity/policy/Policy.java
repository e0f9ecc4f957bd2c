package io.roadstead.services.identity.policy;

import java.util.List;

/**
 * A policy document, compiled: made once, asked often.
 *
 * @param version {@code 2012-10-17} or {@code 2008-10-17}
 */
public record Policy(String version, List<Statement> statements) {
    /** The version whose policies have variables. */
    public static final String CURRENT = "2012-10-17";

    public static final String FIRST = "2008-10-17";

    public Policy {
        statements = List.copyOf(statements);
    }
}
