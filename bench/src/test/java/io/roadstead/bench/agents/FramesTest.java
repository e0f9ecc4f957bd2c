package io.roadstead.bench.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FramesTest {
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    /** The example of RFC 6455, section 5.7. */
    @Test
    void aShortTextIsMaskedAsTheRfcShowsIt() {
        assertThat(Frames.masked(Frames.TEXT, "Hello".getBytes(StandardCharsets.US_ASCII), 0x37fa213d))
                .isEqualTo(HEX.parseHex("81 85 37 fa 21 3d 7f 9f 4d 51 58"));
    }

    @Test
    void everyLengthIsWrittenInItsOwnForm() {
        assertThat(Arrays.copyOf(Frames.masked(Frames.TEXT, new byte[125], 0), 2))
                .isEqualTo(HEX.parseHex("81 fd"));
        assertThat(Arrays.copyOf(Frames.masked(Frames.TEXT, new byte[126], 0), 4))
                .isEqualTo(HEX.parseHex("81 fe 00 7e"));
        assertThat(Arrays.copyOf(Frames.masked(Frames.TEXT, new byte[65_535], 0), 4))
                .isEqualTo(HEX.parseHex("81 fe ff ff"));
        assertThat(Arrays.copyOf(Frames.masked(Frames.TEXT, new byte[65_536], 0), 10))
                .isEqualTo(HEX.parseHex("81 ff 00 00 00 00 00 01 00 00"));
    }

    @Test
    void aServersFrameIsFoundOnceItIsWholeWhereverItBegins() throws IOException {
        for (int length : new int[] {0, 5, 125, 126, 65_535, 65_536}) {
            byte[] head = length < 126
                    ? new byte[] {(byte) 0x81, (byte) length}
                    : length < 65_536
                            ? new byte[] {(byte) 0x81, 126, (byte) (length >> 8), (byte) length}
                            : new byte[] {(byte) 0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0};
            byte[] data = new byte[3 + head.length + length + 4];
            System.arraycopy(head, 0, data, 3, head.length);
            int end = 3 + head.length + length;
            for (int to : new int[] {3, 4, 3 + head.length - 1, end - 1}) {
                if (to < end) {
                    assertThat(Frames.next(data, 3, to))
                            .as("%s bytes up to %s", length, to)
                            .isNull();
                }
            }
            assertThat(Frames.next(data, 3, data.length))
                    .isEqualTo(new Frames.Frame(Frames.TEXT, 3 + head.length, length, end));
        }
    }

    @Test
    void whatNoServerOfOursSendsIsRefused() {
        assertThatThrownBy(() -> Frames.next(new byte[] {0x01, 0}, 0, 2)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Frames.next(new byte[] {(byte) 0x81, (byte) 0x80}, 0, 2))
                .isInstanceOf(IOException.class);
        byte[] endless = {(byte) 0x81, 127, 0, 0, 1, 0, 0, 0, 0, 0};
        assertThatThrownBy(() -> Frames.next(endless, 0, endless.length))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("longest");
    }
}
