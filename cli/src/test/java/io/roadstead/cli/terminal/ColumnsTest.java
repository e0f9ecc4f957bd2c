package io.roadstead.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.cli.terminal.Columns.Column;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnsTest {
    private static final Columns COLUMNS =
            new Columns(List.of(Column.text("NAME", 10), Column.number("COUNT"), Column.text("REASON", 12)));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "62 | 'NAME                  COUNT  REASON' | 'a-name-of-twenty-col      7  a reason that takes thirty col'",
                "50 | 'NAME                  COUNT  REASON' | 'a-name-of-twenty-col      7  a reason that takes …'",
                "40 | 'NAME              COUNT  REASON' | 'a-name-of-twent…      7  a reason that …'",
                "31 | 'NAME        COUNT  REASON' | 'a-name-of…      7  a reason th…'",
                "30 | 'NAME                  COUNT' | 'a-name-of-twenty-col      7'",
                "25 | 'NAME                COUNT' | 'a-name-of-twenty-…      7'",
                "9 | 'NAME' | 'a-name-o…'",
            })
    void theWidestGiveWayAndThenTheLastGo(int width, String header, String row) {
        List<Line> lines = COLUMNS.lines(
                List.of(List.of(
                        Line.of("a-name-of-twenty-col"), Line.of("7"), Line.of("a reason that takes thirty col"))),
                width);
        assertThat(lines).extracting(Line::text).containsExactly(header, row);
        assertThat(lines).allMatch(line -> line.width() <= width);
    }
}
