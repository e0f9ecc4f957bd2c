package io.roadstead.services.logs.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterPatternTest {
    private static final String REQUEST =
            "127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] \"GET /index.html?a=b HTTP/1.0\" 404 1534";
    private static final String EVENT =
            "{\"type\":\"Update\",\"source\":{\"ip\":\"1.2.3.4\",\"port\":8080},\"list\":[\"a\",{\"x\":1.5}],"
                    + "\"nothing\":null,\"yes\":true,\"no\":false,\"big\":1e3,\"dotted.name\":\"d\"}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '\'',
            value = {
                "''~anything at all~true",
                "ERROR~[ERROR 400] BAD REQUEST~true",
                "error~[ERROR 400] BAD REQUEST~false",
                "ERROR ARGUMENTS~ERROR 419 MISSING ARGUMENTS~true",
                "ERROR ARGUMENTS~ERROR 419~false",
                "\"INTERNAL SERVER ERROR\"~[ERROR 500] INTERNAL SERVER ERROR~true",
                "\"INTERNAL ERROR\"~[ERROR 500] INTERNAL SERVER ERROR~false",
                "ERROR -ARGUMENTS~ERROR 400~true",
                "ERROR -ARGUMENTS~ERROR 419 MISSING ARGUMENTS~false",
                "ERROR -\"MISSING ARGUMENTS\"~ERROR 419 MISSING ARGUMENTS~false",
                "?ERROR ?WARN~WARN disk~true",
                "?ERROR ?WARN~INFO disk~false",
                "?\"disk full\" ?WARN~the disk full~true",
                "\"say \\\"no\\\"\"~they say \"no\" again~true",
                "Exception~NullPointerException: x~true",
            })
    void termsAreWantedTogetherUnlessTheyAreMarked(String pattern, String message, boolean matches) {
        assertThat(FilterPattern.parse(pattern).matches(message)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "{ $.type = \"Update\" }~true",
                "{ $.type = Update }~true",
                "{ $.type = \"Up*\" }~true",
                "{ $.type = \"*date\" }~true",
                "{ $.type != \"Update\" }~false",
                "{ $.type != \"Create\" }~true",
                "{ $.missing != \"Create\" }~false",
                "{ $.source.ip = 1.2.* }~true",
                "{ $.source.port = 8080 }~true",
                "{ $.source.port = 8080.0 }~true",
                "{ $.source.port = \"8080\" }~false",
                "{ $.source.port > 8079 }~true",
                "{ $.source.port >= 8080 && $.source.port <= 8080 }~true",
                "{ $.source.port < 8080 }~false",
                "{ $.type > 1 }~false",
                "{ $.big = 1000 }~true",
                "{ $.list[0] = \"a\" }~true",
                "{ $.list[1].x = 1.5 }~true",
                "{ $.list[2] = \"a\" }~false",
                "{ $.list[*].x < 2 }~true",
                "{ $.source.* = 8080 }~true",
                "{ $.nothing IS NULL }~true",
                "{ $.type IS NULL }~false",
                "{ $.missing IS NULL }~false",
                "{ $.yes IS TRUE }~true",
                "{ $.no IS FALSE }~true",
                "{ $.no is true }~false",
                "{ $.missing NOT EXISTS }~true",
                "{ $.nothing NOT EXISTS }~false",
                "{ ($.type = \"A\" || $.yes IS TRUE) && $.no IS FALSE }~true",
                "{ $.type = \"A\" || $.type = \"B\" }~false",
                "{ $.type = \"A\" && $.yes IS TRUE || $.no IS FALSE }~true",
                "{ $['dotted.name'] = \"d\" }~true",
            })
    void aJsonPatternAsksForMembers(String pattern, boolean matches) {
        assertThat(FilterPattern.parse(pattern).matches(EVENT)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no JSON", "{\"type\":\"Update\"", "{\"type\":\"Update\"} trailing", "\"Update\"", ""})
    void whatIsNotJsonMatchesNoJsonPattern(String message) {
        assertThat(FilterPattern.parse("{ $.type = \"Update\" }").matches(message))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "[ip, id, user, timestamp, request, status, size]~true",
                "[ip, id, user, timestamp, request, status]~false",
                "[ip, id, user, timestamp, request, status_code = 4*, bytes]~true",
                "[ip, id, user, timestamp, request, status_code = 5*, bytes]~false",
                "[ip, id, user, timestamp, request = *index.html*, status, bytes > 1000]~true",
                "[ip, id, user, timestamp, request, status, bytes > 2000]~false",
                "[..., size > 1000]~true",
                "[..., status = 404, size]~true",
                "[ip = 127.*, ...]~true",
                "[ip = 10.*, ...]~false",
                "[ip, ..., status = 404 || status = 410, size]~true",
                "[ip, ..., status > 400 && status < 404, size]~false",
                "[ip, id, user = \"frank\", ...]~true",
                "[a, b, c, d, e, f, g, ...]~true",
                "[a, b, c, d, e, f, g, h, ...]~false",
                "[ip, id, user != frank, ...]~false",
            })
    void aFieldPatternAsksForWhatStandsBetweenSpaces(String pattern, boolean matches) {
        assertThat(FilterPattern.parse(pattern).matches(REQUEST)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ $.a }",
                "{ $.a = }",
                "{ $.a = 1",
                "{ a = 1 }",
                "{ $ = 1 }",
                "{ $.a = 1 } x",
                "{ $.a < \"x\" }",
                "{ $.a IS MAYBE }",
                "{ ($.a = 1 }",
                "{ $.a = %x% }",
                "[a, b",
                "[a ? b]",
                "[..., ...]",
                "[a = 1 && b = 2]",
                "\"open",
                "%regex%",
                "-",
            })
    void whatCannotBeReadIsRefusedWithItsPlace(String pattern) {
        assertThatThrownBy(() -> FilterPattern.parse(pattern))
                .isInstanceOf(PatternException.class)
                .hasMessageContaining("at character");
    }

    @ParameterizedTest
    @CsvSource({
        "abc,a*c,true",
        "abc,*,true",
        "abc,*b*,true",
        "abc,a*b,false",
        "'',*,true",
        "abab,*ab,true",
        "a,a*a,false"
    })
    void aStarStandsForAnything(String text, String pattern, boolean like) {
        assertThat(Comparison.like(text, pattern)).isEqualTo(like);
    }
}
