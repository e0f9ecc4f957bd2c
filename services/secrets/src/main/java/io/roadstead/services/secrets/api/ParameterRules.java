package io.roadstead.services.secrets.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roadstead.core.model.Scope;
import io.roadstead.services.secrets.vault.Parameter;
import io.roadstead.wire.AwsException;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** What a parameter's members may be. Source: companion-apis 10. */
final class ParameterRules {
    /** Of an ARN's part after {@code parameter/}, in characters. */
    static final int NAME_LIMIT = 1011;

    static final int LEVELS = 15;
    static final int DESCRIPTION_LIMIT = 1024;
    static final int PATTERN_LIMIT = 1024;

    /** Of a value, in bytes. */
    static final int STANDARD_LIMIT = 4096;

    static final int ADVANCED_LIMIT = 8192;
    static final int LABELS = 10;
    static final String STANDARD = "Standard";
    static final String ADVANCED = "Advanced";

    /** A match takes at most this long before it is given up: patterns come from anybody. */
    private static final int MATCH_STEPS = 1_000_000;

    private static final Pattern NAME = Pattern.compile("/?[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

    private ParameterRules() {}

    static boolean isName(String name) {
        return name.length() <= NAME_LIMIT && NAME.matcher(name).matches();
    }

    static AwsException notFound() {
        // Parameter Store says no more than the error's name.
        return new AwsException("ParameterNotFound", "");
    }

    /** The name of a parameter to be made. */
    static String newName(String name) {
        String bare = name.startsWith("/") ? name.substring(1) : name;
        String lower = bare.toLowerCase(Locale.ROOT);
        if (lower.startsWith("aws")) {
            throw AwsException.accessDenied("No access to reserved parameter name: " + name + ".");
        }
        if (lower.startsWith("ssm") || !isName(name)) {
            throw Constraints.validation(
                    "Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as a path, it can"
                            + " consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of"
                            + " letters, numbers and the following 3 symbols .-_");
        }
        if (bare.indexOf('/') >= 0 && !name.startsWith("/")) {
            throw Constraints.validation("Parameter name must be a fully qualified name.");
        }
        if (bare.split("/", -1).length > LEVELS) {
            throw new AwsException(
                    "HierarchyLevelLimitExceededException",
                    "Hierarchies support a maximum of fifteen levels. For more information, see Requirements and"
                            + " constraints for parameter names in the AWS Systems Manager User Guide.");
        }
        return name;
    }

    /** The tier a value is kept in; what is too long for the one that was asked for is refused. */
    static String tier(@Nullable String asked, int bytes, @Nullable String former) {
        String wanted =
                switch (asked) {
                    case null -> former == null ? STANDARD : former;
                    case STANDARD, ADVANCED -> asked;
                    case "Intelligent-Tiering" -> bytes > STANDARD_LIMIT ? ADVANCED : STANDARD;
                    default ->
                        throw Constraints.failed(
                                "tier",
                                "Member must satisfy enum value set: [Standard, Advanced, Intelligent-Tiering]");
                };
        if (ADVANCED.equals(former) && wanted.equals(STANDARD)) {
            throw Constraints.validation("This parameter uses the advanced-parameter tier. You can't downgrade a"
                    + " parameter from the advanced-parameter tier to the standard-parameter tier. If necessary, you"
                    + " can delete the advanced parameter and recreate it as a standard parameter.");
        }
        if (wanted.equals(STANDARD) && bytes > STANDARD_LIMIT) {
            throw Constraints.validation(
                    "Standard tier parameters support a maximum parameter value of "
                            + STANDARD_LIMIT
                            + " characters. To create a larger parameter value, upgrade the parameter to use the"
                            + " advanced-parameter tier. For more information, see"
                            + " https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html");
        }
        if (bytes > ADVANCED_LIMIT) {
            throw Constraints.validation(
                    "Advanced tier parameters support a maximum parameter value of " + ADVANCED_LIMIT + " characters.");
        }
        return wanted;
    }

    static int bytes(String value) {
        return value.getBytes(UTF_8).length;
    }

    static void value(String value, @Nullable String allowedPattern) {
        if (value.isEmpty()) {
            throw Constraints.failed("value", "Member must have length greater than or equal to 1");
        }
        if (allowedPattern == null || allowedPattern.isEmpty()) {
            return;
        }
        Constraints.length(allowedPattern, "allowedPattern", 0, PATTERN_LIMIT);
        try {
            if (!Pattern.compile(allowedPattern).matcher(new Bounded(value)).matches()) {
                throw new AwsException(
                        "ParameterPatternMismatchException",
                        "Parameter value, cannot be validated against allowedPattern: " + allowedPattern);
            }
        } catch (PatternSyntaxException e) {
            throw new AwsException(
                    "InvalidAllowedPatternException",
                    "The request does not meet the regular expression requirement: " + allowedPattern);
        } catch (TooLongException | StackOverflowError e) {
            throw new AwsException(
                    "InvalidAllowedPatternException",
                    "The pattern takes too long to match this value: " + allowedPattern);
        }
    }

    static boolean isLabel(String label) {
        String lower = label.toLowerCase(Locale.ROOT);
        return LABEL.matcher(label).matches()
                && !Character.isDigit(label.charAt(0))
                && !lower.startsWith("aws")
                && !lower.startsWith("ssm");
    }

    /** The name that an ARN of this scope stands for, or the name that was given; with its slash, if a path. */
    static String name(Scope scope, String given) {
        String prefix = Parameter.arnPrefix(scope);
        return given.startsWith(prefix + "/") ? given.substring(prefix.length()) : given;
    }

    private static final class TooLongException extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooLongException() {
            super(null, null, false, false);
        }
    }

    /** A text that may be looked at so many times and no more. */
    private static final class Bounded implements CharSequence {
        private final String text;
        private int looks;

        Bounded(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++looks > MATCH_STEPS) {
                throw new TooLongException();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
