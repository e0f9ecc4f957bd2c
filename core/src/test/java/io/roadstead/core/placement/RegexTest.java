package io.roadstead.core.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegexTest {
    private static final String[] TEXTS = {
        "",
        "a",
        "b",
        "ab",
        "aab",
        "abab",
        "ba",
        "A",
        "aB",
        "t2.micro",
        "t2xmicro",
        "m4.large",
        "g2.2xlarge",
        "a b",
        "a-b",
        "a_1",
        "0",
        "1",
        "9",
        "/",
        ":",
        "42",
        "é",
        "\ud83d\ude80",
        "a\ud83d\ude80b",
        "[a]",
        "a\\b",
        "^a$",
        "a.b",
        "]",
        "-",
        "\n",
        "&"
    };

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                ".",
                ".*",
                "a*",
                "a+b?",
                "(ab)*",
                "(a|b)+",
                "a|b",
                "|a",
                "(|a)b",
                "()",
                "(?:ab){2}",
                "a{2}b",
                "a{1,}b",
                "a{0,2}b",
                "a{0}",
                "(a*)*",
                "(a*)+b",
                "a*?b",
                "a+?",
                "a??",
                "[ab]+",
                "[^ab]+",
                "[a-c1-3]+",
                "[]a]+",
                "[^]a]+",
                "[-a]+",
                "[a-]+",
                "[a\\-b]+",
                "[\\w.]+",
                "[\\d]+",
                "\\d+",
                "\\D+",
                "\\w+",
                "\\W+",
                "\\s",
                "\\S+",
                "[^\\w]",
                "t2\\..*",
                "t2.micro",
                "(t2|m4)\\..*",
                "^a$",
                "\\Aa\\z",
                "\\^a\\$",
                "a\\b.*",
                "a\\B.*",
                "\\ba.*",
                "(?!t2).*",
                "(?=.*b)a.*",
                "a(?=b).*",
                "a(?!b).*",
                "((?!t2).)*",
                "(?=a|b)(?=.*b).*",
                "(?!(?=a)).*",
                "(?i)ab",
                "(?i)[a-b]+",
                "(?i)[^a]",
                "(?i)A.*",
                "}",
                "]",
                "a\\\\b",
                "\\[a\\]",
                "\\t",
                "[\\n]",
                "\ud83d\ude80",
                ".\ud83d\ude80.",
                "[\ud83d\ude80a-z]+",
                "[&a]",
                "a,b|a b",
                "(a)(b)",
                "(((a)))",
                "[.]",
                "a[.]b",
                "(?:)",
                "(a|)(b|)",
                "x*",
                "\\.",
                "-",
                "[a-z&-]"
            })
    void coversWhatJavaCovers(String pattern) {
        Regex regex = Regex.compile(pattern);
        for (String text : TEXTS) {
            assertThat(regex.matches(text))
                    .as("/" + pattern + "/ on '" + text + "'")
                    .isEqualTo(Pattern.matches(pattern, text));
        }
    }

    @Test
    void coversWhatJavaCoversForPatternsDrawnAtRandom() {
        SplittableRandom random = new SplittableRandom(99);
        for (int i = 0; i < 3_000; i++) {
            String pattern = pattern(random, 3);
            Regex regex = Regex.compile(pattern);
            Pattern java = Pattern.compile(pattern);
            for (int j = 0; j < 8; j++) {
                String text = text(random);
                boolean covers = java.matcher(text).matches();
                if (regex.matches(text) != covers) {
                    throw new AssertionError("/" + pattern + "/ on '" + text + "': Java says " + covers);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a+)+b",
                "(a|a)*b",
                "(a|aa)+b",
                "(.*)*x",
                "(|a){90}b",
                "(|){120}b",
                "()?()?()?()?()?()?()?()?b",
                ".*.*.*.*.*.*.*.*.*.*x",
                "((a*)*)*b",
                "(?=(a+)+b).*",
                "((?=(a*)*b)a)*b",
                "(a?){100}a{100}"
            })
    void aPatternMadeToRunForeverDoesNot(String pattern) {
        Regex regex = Regex.compile(pattern);
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThat(regex.matches("a".repeat(256) + "!")).isFalse());
    }

    @Test
    void whatIsNotSupportedOrWrongIsRefusedByName() {
        String[][] refused = {
            {"(a)\\1", "'\\1' is not supported (at character 6)"},
            {"(?<=a)b", "only (?:, (?=, (?! and a leading (?i) are supported, not '(?<'"},
            {"(?<name>b)", "not '(?<'"},
            {"(?>a)", "not '(?>'"},
            {"a(?i)b", "not '(?i'"},
            {"(?", "not '(?'"},
            {"a++", "possessive repetition is not supported"},
            {"\\p{L}", "'\\p' is not supported"},
            {"\\Qa\\E", "'\\Q' is not supported"},
            {"[a[b]]", "unions and intersections of character classes are not supported"},
            {"[a&&b]", "unions and intersections of character classes are not supported"},
            {"[a-[b]]", "unions and intersections"},
            {"[b-a]", "the range ends before it begins"},
            {"[a-\\d]", "a range wants a character at its end"},
            {"[a", "']' is missing"},
            {"[]", "']' is missing"},
            {"(a", "')' is missing"},
            {"a)", "')' closes nothing"},
            {"*a", "'*' repeats nothing"},
            {"a**", "'*' repeats nothing"},
            {"a|+", "'+' repeats nothing"},
            {"{2}", "'{' repeats nothing"},
            {"a{", "a repetition wants a number"},
            {"a{,2}", "a repetition wants a number"},
            {"a{2", "'}' is missing"},
            {"a{2,1}", "the repetition ends before it begins"},
            {"a{12345}", "a repetition wants a number of up to 4 digits"},
            {"a\\", "nothing follows the backslash"},
            {"((a{50}){50}){50}", "there are more than 2000 steps"},
            {"(((){99}){99}){99}", "there are more than 2000 steps"},
            {"(((){0}){9999}){9999}", "there are more than 2000 steps"},
            {"(".repeat(60) + ")".repeat(60), "more than 50 groups nest"},
            {"a".repeat(513), "there are more than 512 characters"},
        };
        for (String[] each : refused) {
            assertThatThrownBy(() -> Regex.compile(each[0]))
                    .as(each[0])
                    .isInstanceOf(Regex.Unreadable.class)
                    .hasMessageContaining(each[1]);
        }
    }

    private static String pattern(SplittableRandom random, int depth) {
        StringBuilder pattern = new StringBuilder();
        int parts = 1 + random.nextInt(3);
        for (int i = 0; i < parts; i++) {
            pattern.append(
                    switch (random.nextInt(depth == 0 ? 4 : 9)) {
                        case 0 -> "a";
                        case 1 -> "b";
                        case 2 -> ".";
                        case 3 -> random.nextBoolean() ? "[ab]" : "[^a]";
                        case 4 -> "(" + pattern(random, depth - 1) + ")" + repetition(random);
                        case 5 -> "(" + pattern(random, depth - 1) + "|" + pattern(random, depth - 1) + ")";
                        case 6 -> (random.nextBoolean() ? "(?=" : "(?!") + pattern(random, depth - 1) + ")";
                        case 7 -> "(?:" + pattern(random, depth - 1) + "|)";
                        default -> random.nextBoolean() ? "\\b" : "c" + repetition(random);
                    });
        }
        return pattern.toString();
    }

    private static String repetition(SplittableRandom random) {
        String[] repetitions = {"", "*", "+", "?", "{2}", "{1,2}", "{1,}", "*?", "+?"};
        return repetitions[random.nextInt(repetitions.length)];
    }

    private static String text(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(7);
        for (int i = 0; i < length; i++) {
            text.append("abc ".charAt(random.nextInt(4)));
        }
        return text.toString();
    }

    @Test
    void aWordIsOfLettersDigitsAndUnderscoresAndNothingBesideThem() {
        Pattern word = Pattern.compile("\\w");
        for (int c = 0; c < 256; c++) {
            assertThat(RegexParser.wordCharacter(c))
                    .as("character " + c)
                    .isEqualTo(word.matcher(Character.toString(c)).matches());
        }
    }
}
