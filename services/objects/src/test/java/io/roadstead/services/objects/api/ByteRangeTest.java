package io.roadstead.services.objects.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Range headers on an object of ten bytes. */
class ByteRangeTest {
    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=2-3, 2, 2",
        "bytes=8-, 8, 2",
        "bytes=-3, 7, 3",
        "bytes=-30, 0, 10",
        "bytes=5-999999999999999999, 5, 5"
    })
    void aRangeMeansBytes(String header, long first, long length) {
        assertThat(ByteRange.of(header, 10)).contains(new ByteRange(first, length));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=-",
                "bytes=3-2",
                "lines=1-2",
                "bytes=1-2,4-5",
                "bytes=a-b",
                "",
                "bytes=9999999999999999999-"
            })
    void whatIsNoRangeMeansAll(String header) {
        assertThat(ByteRange.of(header, 10)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0"})
    void aRangeWithoutBytesIsRefused(String header) {
        assertThatThrownBy(() -> ByteRange.of(header, 10)).hasMessage("The requested range is not satisfiable");
    }
}
