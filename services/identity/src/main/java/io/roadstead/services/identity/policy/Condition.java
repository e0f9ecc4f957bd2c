package io.roadstead.services.identity.policy;

import java.util.List;
import java.util.Locale;

/**
 * One key of a statement's Condition block: it holds when the request's values of the key stand to the policy's values as
 * the operator says. All conditions of a statement must hold; of one condition's values any may, and none may for an
 * operator that negates.
 *
 * <p>A key the request does not have: an operator that negates holds, the others do not, {@code …IfExists} holds,
 * {@code ForAllValues} holds, {@code ForAnyValue} does not. Source: IAM user guide, "Condition operators" and
 * "Multivalued context keys".
 */
public final class Condition {
    /** How the values of a key with several are taken together. */
    public enum Quantifier {
        /** No word before the operator. */
        ONE,
        FOR_ALL_VALUES,
        FOR_ANY_VALUE
    }

    private final Operator operator;
    private final Quantifier quantifier;
    private final boolean ifExists;
    private final String said;
    private final String key;
    private final List<String> values;
    private final List<Operator.Test> tests;
    private final boolean mustBeAbsent;

    private Condition(Operator operator, Quantifier quantifier, boolean ifExists, String said, List<Template> values) {
        this.operator = operator;
        this.quantifier = quantifier;
        this.ifExists = ifExists;
        this.said = said;
        this.key = said.toLowerCase(Locale.ROOT);
        this.values = values.stream().map(Template::source).toList();
        this.tests = values.stream().map(operator::test).toList();
        this.mustBeAbsent = values.stream().anyMatch(value -> value.source().equalsIgnoreCase("true"));
    }

    /**
     * @param key a condition key, for example {@code aws:SourceArn}; case means nothing
     * @param values as the document has them
     * @param variables whether {@code ${…}} means something in them
     */
    public static Condition of(
            Operator operator,
            Quantifier quantifier,
            boolean ifExists,
            String key,
            List<String> values,
            boolean variables) {
        return new Condition(
                operator,
                quantifier,
                ifExists,
                key,
                values.stream().map(value -> Template.of(value, variables)).toList());
    }

    /** The condition key as the document writes it. */
    public String key() {
        return said;
    }

    /** The operator as the document writes it, with what stands before and behind it. */
    public String operator() {
        String before =
                switch (quantifier) {
                    case ONE -> "";
                    case FOR_ALL_VALUES -> "ForAllValues:";
                    case FOR_ANY_VALUE -> "ForAnyValue:";
                };
        return before + operator.word() + (ifExists ? "IfExists" : "");
    }

    /** The values as the document has them. */
    public List<String> values() {
        return values;
    }

    boolean holds(Request request) {
        if (operator == Operator.NULL) {
            return request.has(key) != mustBeAbsent;
        }
        List<String> actual = request.values(key);
        if (actual.isEmpty()) {
            return ifExists
                    || switch (quantifier) {
                        case FOR_ALL_VALUES -> true;
                        case FOR_ANY_VALUE -> false;
                        case ONE -> operator.negates();
                    };
        }
        return switch (quantifier) {
            case FOR_ALL_VALUES -> actual.stream().allMatch(value -> agrees(value, request));
            case FOR_ANY_VALUE -> actual.stream().anyMatch(value -> agrees(value, request));
            case ONE ->
                operator.negates()
                        ? actual.stream().allMatch(value -> agrees(value, request))
                        : actual.stream().anyMatch(value -> agrees(value, request));
        };
    }

    /** Whether one of the request's values is as the operator wants it. */
    private boolean agrees(String value, Request request) {
        for (Operator.Test test : tests) {
            if (test.matches(value, request)) {
                return !operator.negates();
            }
        }
        return operator.negates();
    }
}
