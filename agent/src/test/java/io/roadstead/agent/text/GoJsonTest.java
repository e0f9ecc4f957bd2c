package io.roadstead.agent.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GoJsonTest {
    @Test
    void membersStandInTheOrderTheyWerePutAndMapsAreSorted() {
        assertThat(GoJson.object()
                        .put("z", 1)
                        .put("a", Map.of("y", "1", "b", "2"))
                        .put("l", Arrays.asList("x", null))
                        .put("n", null)
                        .put("f", 0.25)
                        .put("w", 256.0)
                        .put("o", GoJson.object().put("i", true))
                        .toString())
                .isEqualTo(
                        "{\"z\":1,\"a\":{\"b\":\"2\",\"y\":\"1\"},\"l\":[\"x\",null],\"n\":null,\"f\":0.25,\"w\":256,"
                                + "\"o\":{\"i\":true}}");
    }

    @Test
    void whatIsEmptyIsLeftOutWhereAsked() {
        assertThat(GoJson.object()
                        .unlessEmpty("a", "")
                        .unlessEmpty("b", null)
                        .unlessEmpty("c", 0)
                        .unlessEmpty("d", 0.0)
                        .unlessEmpty("e", false)
                        .unlessEmpty("f", List.of())
                        .unlessEmpty("g", Map.of())
                        .unlessEmpty("h", "here")
                        .toString())
                .isEqualTo("{\"h\":\"here\"}");
    }

    @Test
    void textIsEscapedAsGoDoes() {
        assertThat(GoJson.text("a\"b\\c\n\u0001<&>é\u2028"))
                .isEqualTo("\"a\\\"b\\\\c\\n\\u0001\\u003c\\u0026\\u003eé\\u2028\"");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T10:00:00Z,2026-11-23T10:00:00Z",
        "2026-11-23T10:00:00.100Z,2026-11-23T10:00:00.1Z",
        "2026-11-23T10:00:00.123456Z,2026-11-23T10:00:00.123456Z",
        "2026-11-23T10:00:00.000000010Z,2026-11-23T10:00:00.00000001Z"
    })
    void instantsHaveTheDigitsTheyNeed(Instant instant, String written) {
        assertThat(GoJson.instant(instant)).isEqualTo(written);
    }

    @Test
    void linesAreIndentedAsGoDoes() {
        assertThat(GoJson.object()
                        .put("a", "x\",{:[\\")
                        .put("b", List.of(GoJson.object().put("c", 1).put("d", List.of())))
                        .put("e", GoJson.object())
                        .indented())
                .isEqualTo("{\n\t\"a\": \"x\\\",{:[\\\\\",\n\t\"b\": [\n\t\t{\n\t\t\t\"c\": 1,\n\t\t\t\"d\": []\n"
                        + "\t\t}\n\t],\n\t\"e\": {}\n}");
    }

    @Test
    void whatIsNoJsonIsRefused() {
        assertThatThrownBy(() -> GoJson.object().put("a", Path.of("x")).toString())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Path");
    }
}
