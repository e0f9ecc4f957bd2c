package io.roadstead.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HeadsTest {
    @Test
    void aHeadEndsAtItsEmptyLineAndTellsStatusAndLengthInWhateverCase() throws IOException {
        for (String name : new String[] {"Content-Length: ", "content-length:"}) {
            byte[] answer = ascii("HTTP/1.1 400 Bad Request\r\nDate: now\r\n" + name + "123\r\nX: y\r\n\r\n{\"a\": 1}");
            int end = Heads.end(answer, answer.length);
            assertThat(new String(answer, end, answer.length - end, StandardCharsets.US_ASCII))
                    .isEqualTo("{\"a\": 1}");
            assertThat(Heads.status(answer)).isEqualTo(400);
            assertThat(Heads.contentLength(answer, end)).isEqualTo(123);
        }
    }

    @Test
    void aHeadThatIsNotWholeHasNoEnd() {
        byte[] answer = ascii("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r");
        assertThat(Heads.end(answer, answer.length)).isEqualTo(-1);
    }

    @Test
    void anAnswerWithoutItsLengthIsNoneOfOurs() {
        byte[] answer = ascii("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        assertThatThrownBy(() -> Heads.contentLength(answer, answer.length)).hasMessageContaining("no Content-Length");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
