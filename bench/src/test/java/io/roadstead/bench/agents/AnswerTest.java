package io.roadstead.bench.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AnswerTest {
    @Test
    void anAnswerIsWholeWhenItsBodyIs() throws IOException {
        byte[] data =
                "HTTP/1.1 200 OK\r\nDate: x\r\nContent-Length: 2\r\n\r\n{}HTTP".getBytes(StandardCharsets.US_ASCII);
        int end = data.length - 4;

        for (int filled = 0; filled < end; filled++) {
            assertThat(Answer.read(data, filled)).as("%s bytes", filled).isNull();
        }
        Answer answer = new Answer(200, end - 2, end);
        assertThat(Answer.read(data, data.length)).isEqualTo(answer);
        assertThat(answer.body(data)).isEqualTo("{}");
    }

    @Test
    void anUpgradeHasNoBodyAndFramesMayFollowAtOnce() throws IOException {
        byte[] data = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\u0001"
                .getBytes(StandardCharsets.US_ASCII);

        assertThat(Answer.read(data, data.length)).isEqualTo(new Answer(101, data.length - 1, data.length - 1));
    }

    @Test
    void anAnswerOfUnknownLengthIsRefused() {
        byte[] data = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

        assertThatThrownBy(() -> Answer.read(data, data.length))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Content-Length");
    }
}
