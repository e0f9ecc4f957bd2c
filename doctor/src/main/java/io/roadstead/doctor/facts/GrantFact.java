package io.roadstead.doctor.facts;

import java.util.List;

/**
 * What IAM's evaluation says of one thing that a role has to be allowed.
 *
 * @param role its ARN
 * @param decision {@code allowed}, {@code implicitDeny} or {@code explicitDeny}
 * @param statements those that decided
 * @param withinBoundary false when its permissions boundary does not allow it
 */
public record GrantFact(
        String role,
        String action,
        String resource,
        String decision,
        List<Statement> statements,
        boolean withinBoundary) {
    /**
     * A statement of a policy.
     *
     * @param policy as IAM's evaluation names it
     * @param inline the name of the role's own policy that it is; empty for others
     * @param number from 1; 0 where it is not known
     * @param alone whether the policy has no other statement
     */
    public record Statement(String policy, String inline, int number, boolean alone, int line, int column) {
        /** For example {@code statement 2 of the role's own policy guard (line 1, column 87)}. */
        public String told() {
            return (number == 0 ? "a statement" : "statement " + number) + " of "
                    + (inline.isEmpty() ? policy : "the role's own policy " + inline) + " (line " + line + ", column "
                    + column + ")";
        }
    }

    public GrantFact {
        statements = List.copyOf(statements);
    }

    public boolean allowed() {
        return decision.equals("allowed");
    }

    public boolean forbidden() {
        return decision.equals("explicitDeny");
    }

    /** For example {@code role execution}. */
    public String roleName() {
        return Read.name(role);
    }
}
