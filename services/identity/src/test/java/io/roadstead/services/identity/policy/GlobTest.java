package io.roadstead.services.identity.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    private static final int MILLION = 1_000_000;
    /** Far from what any of these takes, and far below what going back would. */
    private static final Duration SOON = Duration.ofSeconds(5);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a|a|true",
                "a|b|false",
                "a|ab|false",
                "*|''|true",
                "*|anything|true",
                "**|anything|true",
                "?|a|true",
                "?|''|false",
                "?|ab|false",
                "a*|a|true",
                "a*|ba|false",
                "*a|ba|true",
                "*a|ab|false",
                "a*b|ab|true",
                "a*b|axxb|true",
                "a*a|a|false",
                "a*b*c|aXbXc|true",
                "a*b*c|acb|false",
                "*aab*|aaab|true",
                "*abab*|abaabab|true",
                "*a?c*|xxabcxx|true",
                "*a?c*|xxabdxx|false",
                "*a?a?b*|aXaYaZb|true",
                "??*|a|false",
                "??*|ab|true",
                "describe*tasks|describetasks|true",
            })
    void matches(String pattern, String text, boolean expected) {
        assertThat(glob(pattern).matches(text)).isEqualTo(expected);
    }

    @Test
    void agreesWithARegularExpressionOnPatternsDrawnAtRandom() {
        SplittableRandom random = new SplittableRandom(20_261_123);
        for (int i = 0; i < 200_000; i++) {
            String pattern = draw(random, "ab?*", 8);
            String text = draw(random, "ab", 10);
            boolean expected = Pattern.matches(pattern.replace("*", ".*").replace("?", "."), text);
            assertThat(glob(pattern).matches(text))
                    .as("%s on %s", pattern, text)
                    .isEqualTo(expected);
        }
    }

    @Test
    void piecesLongerThanAWordAreFoundWithTheirQuestionMarks() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 2_000; i++) {
            String piece = draw(random, "aab?", 200);
            String text = draw(random, "ab", 300) + piece.replace('?', 'b') + draw(random, "ab", 100);
            assertThat(glob("*" + piece + "*").matches(text))
                    .as("%s in %s", piece, text)
                    .isTrue();
            boolean expected = Pattern.matches(".*" + piece.replace("?", ".") + "a.*", text);
            assertThat(glob("*" + piece + "a*").matches(text))
                    .as("%sa in %s", piece, text)
                    .isEqualTo(expected);
        }
    }

    @Test
    void aMillionCharactersThatWouldMakeOthersGoBackAreNoTrap() {
        String as = "a".repeat(MILLION);
        quick("*a".repeat(MILLION / 2) + "b", as);
        quick("*" + "a".repeat(MILLION / 2) + "b*", as);
        quick("*" + "aab".repeat(MILLION / 6) + "*", "aa".repeat(MILLION / 2));
        quick("*" + "a?".repeat(500) + "b*", as);
        quick("?".repeat(MILLION) + "b", as);
        quick("*a?".repeat(MILLION / 3) + "b", as);
    }

    private static void quick(String pattern, String text) {
        Glob glob = glob(pattern);
        boolean matched = Assertions.assertTimeout(SOON, () -> glob.matches(text));
        assertThat(matched).isFalse();
    }

    private static Glob glob(String pattern) {
        Glob glob = Template.of(pattern, true).glob(null);
        if (glob == null) {
            throw new AssertionError(pattern + " holds a variable");
        }
        return glob;
    }

    private static String draw(SplittableRandom random, String alphabet, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
