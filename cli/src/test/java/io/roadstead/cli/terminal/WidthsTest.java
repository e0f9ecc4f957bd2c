package io.roadstead.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WidthsTest {
    @ParameterizedTest
    @CsvSource({
        "'', 0",
        "web, 3",
        "注文, 4",
        "ｶﾅ, 2",
        "注文web, 7",
        "é, 1",
        "e\u0301, 1",
        "が, 2",
        "か\u3099, 2",
        "🐋, 2",
        "…, 1"
    })
    void aTextTakesTheColumnsOfItsCharacters(String text, int columns) {
        assertThat(Widths.of(text)).isEqualTo(columns);
    }

    @ParameterizedTest
    @CsvSource({
        "web, 3, web",
        "checkout, 5, chec…",
        "checkout, 1, …",
        "checkout, 0, ''",
        "注文受付, 8, 注文受付",
        "注文受付, 7, 注文受…",
        "注文受付, 6, 注文…",
        "注文受付, 2, …",
        "か\u3099か\u3099, 3, か\u3099…",
        "a🐋b, 3, a…"
    })
    void whatIsTooLongEndsInAnEllipsisAndNeverWithinACharacter(String text, int width, String cut) {
        assertThat(Widths.cut(text, width)).isEqualTo(cut);
        assertThat(Widths.of(cut)).isLessThanOrEqualTo(width);
    }

    @Test
    void linesBreakAtBlanksAndJapaneseAnywhere() {
        assertThat(Widths.wrap("the registry was not reached", 12, 9))
                .containsExactly("the registry", "was not", "reached");
        assertThat(Widths.wrap("一二三四五六七", 6, 9)).containsExactly("一二三", "四五六", "七");
        assertThat(Widths.wrap("a b234567890123", 10, 9))
                .as("no blank in the second half")
                .containsExactly("a b2345678", "90123");
        assertThat(Widths.wrap("one two three four", 9, 2)).containsExactly("one two", "three fo…");
        assertThat(Widths.wrap("", 9, 2)).isEmpty();
        assertThat(Widths.wrap("一", 1, 2)).isEqualTo(List.of("…"));
    }

    @Test
    void whatSteersATerminalBecomesBlank() {
        assertThat(Widths.clean("a\033[2Jb\nc\td\u009be\u2028f\u202eg")).isEqualTo("a [2Jb c d e f g");
        assertThat(Widths.clean("注文 é …")).isEqualTo("注文 é …");
        assertThat(Line.of("\033]0;x\007").text()).isEqualTo(" ]0;x ");
    }

    @Test
    void aLineIsCutAcrossItsPieces() {
        Line line = Line.of("ab", Style.RED).plus("cd", Style.GREEN);
        assertThat(line.cut(4)).isEqualTo(line);
        assertThat(line.cut(3).text()).isEqualTo("ab…");
        assertThat(line.cut(2).text()).isEqualTo("a…");
        assertThat(line.cut(0).text()).isEmpty();
        assertThat(line.painted()).isEqualTo("\033[31mab\033[0m\033[32mcd\033[0m");
    }
}
