package io.roadstead.services.identity.document;

import io.roadstead.services.identity.policy.Condition.Quantifier;
import io.roadstead.services.identity.policy.Operator;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A condition operator as a document writes it, for example {@code ForAnyValue:StringLikeIfExists}. */
record OperatorWord(Operator operator, Quantifier quantifier, boolean ifExists) {
    private static final String ALL = "ForAllValues:";
    private static final String ANY = "ForAnyValue:";
    private static final String IF_EXISTS = "IfExists";
    private static final Map<String, Operator> OPERATORS =
            Arrays.stream(Operator.values()).collect(Collectors.toUnmodifiableMap(Operator::word, Function.identity()));

    /** Null when there is none of this name. */
    static @Nullable OperatorWord of(String word) {
        Quantifier quantifier = Quantifier.ONE;
        String rest = word;
        if (rest.startsWith(ALL)) {
            quantifier = Quantifier.FOR_ALL_VALUES;
            rest = rest.substring(ALL.length());
        } else if (rest.startsWith(ANY)) {
            quantifier = Quantifier.FOR_ANY_VALUE;
            rest = rest.substring(ANY.length());
        }
        boolean ifExists = rest.endsWith(IF_EXISTS);
        if (ifExists) {
            rest = rest.substring(0, rest.length() - IF_EXISTS.length());
        }
        Operator operator = OPERATORS.get(rest);
        // Whether a key is there cannot depend on its being there.
        return operator == null || (operator == Operator.NULL && ifExists)
                ? null
                : new OperatorWord(operator, quantifier, ifExists);
    }
}
