package io.roadstead.services.identity.policy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** IAM's condition operators, without their prefixes and suffixes. */
public enum Operator {
    STRING_EQUALS("StringEquals", false, Values.TEXT, String::equals),
    STRING_NOT_EQUALS("StringNotEquals", true, Values.TEXT, String::equals),
    STRING_EQUALS_IGNORE_CASE("StringEqualsIgnoreCase", false, Values.TEXT, String::equalsIgnoreCase),
    STRING_NOT_EQUALS_IGNORE_CASE("StringNotEqualsIgnoreCase", true, Values.TEXT, String::equalsIgnoreCase),
    STRING_LIKE("StringLike", false),
    STRING_NOT_LIKE("StringNotLike", true),
    NUMERIC_EQUALS("NumericEquals", false, Values.NUMBER, order -> order == 0),
    NUMERIC_NOT_EQUALS("NumericNotEquals", true, Values.NUMBER, order -> order == 0),
    NUMERIC_LESS_THAN("NumericLessThan", false, Values.NUMBER, order -> order < 0),
    NUMERIC_LESS_THAN_EQUALS("NumericLessThanEquals", false, Values.NUMBER, order -> order <= 0),
    NUMERIC_GREATER_THAN("NumericGreaterThan", false, Values.NUMBER, order -> order > 0),
    NUMERIC_GREATER_THAN_EQUALS("NumericGreaterThanEquals", false, Values.NUMBER, order -> order >= 0),
    DATE_EQUALS("DateEquals", false, Values.DATE, order -> order == 0),
    DATE_NOT_EQUALS("DateNotEquals", true, Values.DATE, order -> order == 0),
    DATE_LESS_THAN("DateLessThan", false, Values.DATE, order -> order < 0),
    DATE_LESS_THAN_EQUALS("DateLessThanEquals", false, Values.DATE, order -> order <= 0),
    DATE_GREATER_THAN("DateGreaterThan", false, Values.DATE, order -> order > 0),
    DATE_GREATER_THAN_EQUALS("DateGreaterThanEquals", false, Values.DATE, order -> order >= 0),
    BOOL("Bool", false, Values.FLAG, Boolean::equals),
    BINARY_EQUALS("BinaryEquals", false, Values.BYTES, Arrays::equals),
    IP_ADDRESS("IpAddress", false, Values.NETWORK, Cidr::contains),
    NOT_IP_ADDRESS("NotIpAddress", true, Values.NETWORK, Cidr::contains),
    ARN_EQUALS("ArnEquals", false, Values.ARN),
    ARN_LIKE("ArnLike", false, Values.ARN),
    ARN_NOT_EQUALS("ArnNotEquals", true, Values.ARN),
    ARN_NOT_LIKE("ArnNotLike", true, Values.ARN),
    NULL("Null", false, Values.FLAG, Boolean::equals);

    private final String word;
    private final boolean negates;

    @SuppressWarnings("ImmutableEnumChecker") // a function of what was given to the constructor, which never changes
    private final Function<Template, Test> tests;

    @SuppressWarnings("ImmutableEnumChecker") // as above
    private final Function<String, @Nullable Object> reading;

    /** Whether one value of the request fits one value of the policy, before any negation. */
    interface Test {
        boolean matches(String actual, Request request);
    }

    <T extends Comparable<T>> Operator(
            String word, boolean negates, Function<String, @Nullable T> reading, IntPredicate order) {
        this(word, negates, reading, (wanted, actual) -> order.test(actual.compareTo(wanted)));
    }

    <T> Operator(String word, boolean negates, Function<String, @Nullable T> reading, BiPredicate<T, T> fits) {
        this.word = word;
        this.negates = negates;
        this.reading = reading::apply;
        this.tests = template -> {
            String plain = template.isFixed() ? template.plain(null) : null;
            T known = plain == null ? null : reading.apply(plain);
            return (actual, request) -> {
                T wanted = known;
                if (wanted == null) {
                    String text = template.plain(request);
                    wanted = text == null ? null : reading.apply(text);
                }
                T given = reading.apply(actual);
                return wanted != null && given != null && fits.test(wanted, given);
            };
        };
    }

    /** Patterns of ARNs, part by part. */
    Operator(String word, boolean negates, Function<String, @Nullable ArnPattern> reading) {
        this.word = word;
        this.negates = negates;
        this.reading = reading::apply;
        this.tests = template -> {
            // Variables stay variables within the parts: what they bring may hold a colon.
            ArnPattern pattern = ArnPattern.of(template.source(), true);
            return (actual, request) -> pattern != null && pattern.matches(Arns.split(actual), request);
        };
    }

    /** Patterns of text. */
    Operator(String word, boolean negates) {
        this.word = word;
        this.negates = negates;
        this.reading = text -> text;
        this.tests = template -> (actual, request) -> {
            Glob glob = template.glob(request);
            return glob != null && glob.matches(actual);
        };
    }

    /** As a policy writes it. */
    public String word() {
        return word;
    }

    /** Whether it holds where its values do not match. */
    boolean negates() {
        return negates;
    }

    /** Whether a value may stand after this operator; one with a variable may always. */
    public boolean takes(String value) {
        return value.contains("${") || reading.apply(value) != null;
    }

    Test test(Template value) {
        return tests.apply(value);
    }

    /** How values are read; null for what is not of the kind. */
    private static final class Values {
        static final Function<String, @Nullable String> TEXT = text -> text;
        static final Function<String, @Nullable BigDecimal> NUMBER = Values::number;
        static final Function<String, @Nullable Instant> DATE = Dates::read;
        static final Function<String, @Nullable Boolean> FLAG = Values::flag;
        static final Function<String, byte @Nullable []> BYTES = Values::bytes;
        static final Function<String, @Nullable Cidr> NETWORK = Cidr::read;
        static final Function<String, @Nullable ArnPattern> ARN = text -> ArnPattern.of(text, true);

        /** Beyond it a number is none: comparing 1E999999999 would write out its digits. */
        private static final int DIGITS = 64;

        private static @Nullable BigDecimal number(String text) {
            if (text.length() > DIGITS) {
                return null;
            }
            try {
                BigDecimal number = new BigDecimal(text);
                return Math.abs((long) number.scale()) > DIGITS ? null : number;
            } catch (NumberFormatException e) {
                return null;
            }
        }

        private static @Nullable Boolean flag(String text) {
            if (text.equalsIgnoreCase("true")) {
                return Boolean.TRUE;
            }
            return text.equalsIgnoreCase("false") ? Boolean.FALSE : null;
        }

        private static byte @Nullable [] bytes(String text) {
            try {
                return Base64.getDecoder().decode(text);
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
    }
}
