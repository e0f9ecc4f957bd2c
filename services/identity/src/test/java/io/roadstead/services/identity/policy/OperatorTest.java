package io.roadstead.services.identity.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.services.identity.policy.Condition.Quantifier;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What each operator says of one value, of none, and of several. */
class OperatorTest {
    private static final Principal ANN = new Principal.User(
            "111122223333", "arn:aws:iam::111122223333:user/ann", "ann", "AIDAANN", Map.of("team", "blue*"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "STRING_EQUALS|a|a|true",
                "STRING_EQUALS|a|A|false",
                "STRING_EQUALS|a*|ab|false",
                "STRING_EQUALS|a*|a*|true",
                "STRING_EQUALS|${aws:username}|ann|true",
                "STRING_EQUALS|${aws:username}|bob|false",
                "STRING_EQUALS|${AWS:UserName}|ann|true",
                "STRING_EQUALS|${aws:nothing}|ann|false",
                "STRING_EQUALS|${aws:nothing, 'ann'}|ann|true",
                "STRING_EQUALS|${aws:PrincipalTag/team, 'none'}|blue*|true",
                "STRING_EQUALS|${$}{x}|${x}|true",
                "STRING_NOT_EQUALS|a|a|false",
                "STRING_NOT_EQUALS|a|b|true",
                "STRING_EQUALS_IGNORE_CASE|aB|Ab|true",
                "STRING_NOT_EQUALS_IGNORE_CASE|aB|Ab|false",
                "STRING_LIKE|a*c|abc|true",
                "STRING_LIKE|a${*}c|abc|false",
                "STRING_LIKE|a${*}c|a*c|true",
                "STRING_LIKE|a${?}c|a?c|true",
                "STRING_LIKE|${aws:PrincipalTag/team}|blues|false",
                "STRING_LIKE|home/${aws:username}/*|home/ann/x|true",
                "STRING_NOT_LIKE|a*c|abc|false",
                "NUMERIC_EQUALS|5|5.0|true",
                "NUMERIC_NOT_EQUALS|5|6|true",
                "NUMERIC_LESS_THAN|5|4|true",
                "NUMERIC_LESS_THAN|5|5|false",
                "NUMERIC_LESS_THAN_EQUALS|5|5|true",
                "NUMERIC_GREATER_THAN|5|40|true",
                "NUMERIC_GREATER_THAN_EQUALS|5|4|false",
                "NUMERIC_EQUALS|5|five|false",
                "NUMERIC_NOT_EQUALS|5|five|true",
                "NUMERIC_LESS_THAN|5|1E999999999|false",
                "DATE_LESS_THAN|2026-01-01T00:00:00Z|2025-12-31T23:59:59Z|true",
                "DATE_GREATER_THAN|2026-01-01T00:00:00+01:00|2025-12-31T23:00:01Z|true",
                "DATE_EQUALS|2026-01-01|1767225600|true",
                "DATE_NOT_EQUALS|2026-01-01|2026-01-02|true",
                "DATE_LESS_THAN_EQUALS|2026-01-01|2026-01-01T00:00:00Z|true",
                "DATE_GREATER_THAN_EQUALS|2026-01-01|soon|false",
                "BOOL|true|true|true",
                "BOOL|true|TRUE|true",
                "BOOL|true|false|false",
                "BOOL|false|yes|false",
                "BINARY_EQUALS|QmluYXJ5|QmluYXJ5|true",
                "BINARY_EQUALS|QmluYXJ5|QmluYXI=|false",
                "IP_ADDRESS|203.0.113.0/24|203.0.113.9|true",
                "IP_ADDRESS|203.0.113.0/24|203.0.114.9|false",
                "IP_ADDRESS|203.0.113.9|203.0.113.9|true",
                "IP_ADDRESS|203.0.113.128/25|203.0.113.127|false",
                "IP_ADDRESS|0.0.0.0/0|8.8.8.8|true",
                "IP_ADDRESS|0.0.0.0/0|2001:db8::1|false",
                "IP_ADDRESS|2001:db8::/32|2001:db8:1:2::3|true",
                "IP_ADDRESS|2001:db8::/32|2001:db9::|false",
                "NOT_IP_ADDRESS|203.0.113.0/24|203.0.113.9|false",
                "NOT_IP_ADDRESS|203.0.113.0/24|198.51.100.1|true",
                "ARN_EQUALS|arn:aws:ecs:*:111122223333:cluster/*|arn:aws:ecs:us-east-1:111122223333:cluster/a|true",
                "ARN_LIKE|arn:aws:ecs:*:cluster/*|arn:aws:ecs:us-east-1:111122223333:cluster/a|false",
                "ARN_LIKE|arn:aws:sns:*:*:a:b*|arn:aws:sns:us-east-1:111122223333:a:bc|true",
                "ARN_NOT_EQUALS|arn:aws:iam::1:role/x|arn:aws:iam::1:role/x|false",
                "ARN_NOT_LIKE|arn:aws:iam::1:role/*|arn:aws:iam::2:role/x|true",
                "ARN_LIKE|arn:aws:iam::*:user/${aws:username}|arn:aws:iam::9:user/ann|true",
            })
    void oneValueOfTheRequest(Operator operator, String wanted, String actual, boolean expected) {
        assertThat(holds(operator, Quantifier.ONE, false, List.of(wanted), List.of(actual)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(value = Operator.class, mode = EnumSource.Mode.EXCLUDE, names = "NULL")
    void aKeyThatIsNotThereSatisfiesOnlyWhatNegatesAndIfExists(Operator operator) {
        assertThat(holds(operator, Quantifier.ONE, false, List.of("1"), null)).isEqualTo(operator.negates());
        assertThat(holds(operator, Quantifier.ONE, true, List.of("1"), null)).isTrue();
        assertThat(holds(operator, Quantifier.FOR_ALL_VALUES, false, List.of("1"), null))
                .isTrue();
        assertThat(holds(operator, Quantifier.FOR_ANY_VALUE, false, List.of("1"), null))
                .isFalse();
    }

    @Test
    void nullAsksWhetherTheKeyIsThere() {
        assertThat(holds(Operator.NULL, Quantifier.ONE, false, List.of("true"), null))
                .isTrue();
        assertThat(holds(Operator.NULL, Quantifier.ONE, false, List.of("true"), List.of("x")))
                .isFalse();
        assertThat(holds(Operator.NULL, Quantifier.ONE, false, List.of("false"), List.of("x")))
                .isTrue();
        assertThat(holds(Operator.NULL, Quantifier.ONE, false, List.of("false"), null))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        // operator, values of the policy, values of the request, for all, for any
        "STRING_EQUALS,a b,a,true,true",
        "STRING_EQUALS,a b,a b,true,true",
        "STRING_EQUALS,a b,a c,false,true",
        "STRING_EQUALS,a b,c,false,false",
        "STRING_NOT_EQUALS,a b,c d,true,true",
        "STRING_NOT_EQUALS,a b,a c,false,true",
        "STRING_NOT_EQUALS,a b,a b,false,false",
        "STRING_LIKE,a*,ab ac,true,true",
    })
    void severalValuesAreTakenTogetherAsTheQuantifierSays(
            Operator operator, String wanted, String actual, boolean all, boolean any) {
        List<String> values = List.of(wanted.split(" "));
        List<String> given = List.of(actual.split(" "));
        assertThat(holds(operator, Quantifier.FOR_ALL_VALUES, false, values, given))
                .isEqualTo(all);
        assertThat(holds(operator, Quantifier.FOR_ANY_VALUE, false, values, given))
                .isEqualTo(any);
    }

    @Test
    void ofSeveralWantedValuesAnyWillDoAndOneThatNegatesWantsNone() {
        assertThat(holds(Operator.STRING_EQUALS, Quantifier.ONE, false, List.of("a", "b"), List.of("b")))
                .isTrue();
        assertThat(holds(Operator.STRING_NOT_EQUALS, Quantifier.ONE, false, List.of("a", "b"), List.of("b")))
                .isFalse();
        assertThat(holds(Operator.STRING_NOT_EQUALS, Quantifier.ONE, false, List.of("a", "b"), List.of("c")))
                .isTrue();
    }

    @Test
    void theFirstVersionOfPoliciesHasNoVariables() {
        Condition condition =
                Condition.of(Operator.STRING_EQUALS, Quantifier.ONE, false, "k:x", List.of("${aws:username}"), false);
        assertThat(condition.holds(request(List.of("ann")))).isFalse();
        assertThat(condition.holds(request(List.of("${aws:username}")))).isTrue();
    }

    @Test
    void keysAreToldApartWithoutRegardToCase() {
        Condition condition = Condition.of(Operator.STRING_EQUALS, Quantifier.ONE, false, "K:X", List.of("a"), true);
        assertThat(condition.holds(request(List.of("a")))).isTrue();
    }

    private static boolean holds(
            Operator operator,
            Quantifier quantifier,
            boolean ifExists,
            List<String> wanted,
            @Nullable List<String> actual) {
        return Condition.of(operator, quantifier, ifExists, "k:x", wanted, true).holds(request(actual));
    }

    private static Request request(@Nullable List<String> values) {
        return Request.of(ANN, "a:b", "*", null, values == null ? Map.of() : Map.of("k:x", values));
    }
}
