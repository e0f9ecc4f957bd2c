package io.roadstead.services.objects.checksum;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checksums, by their published check values and however the bytes come. */
class AlgorithmTest {
    /** Source: the catalogue of parametrised CRC algorithms, RFC 3174, FIPS 180-4. */
    @ParameterizedTest
    @CsvSource({
        "CRC32, 123456789, cbf43926",
        "CRC32C, 123456789, e3069283",
        "CRC64NVME, 123456789, ae8b14860a799888",
        "SHA1, abc, a9993e364706816aba3e25717850c26c9cd0d89d",
        "SHA256, abc, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    })
    void eachHasItsCheckValue(Algorithm algorithm, String text, String hex) {
        Sum sum = algorithm.begin();
        byte[] bytes = text.getBytes(US_ASCII);
        sum.update(bytes, 0, bytes.length);
        assertThat(sum.hex()).isEqualTo(hex);
        Sum again = algorithm.begin();
        again.update(bytes, 0, bytes.length);
        assertThat(again.base64())
                .isEqualTo(Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex)));
    }

    @Test
    void theWayBytesAreCutMakesNoDifference() {
        byte[] bytes = new byte[5_000];
        Random random = new Random(3);
        random.nextBytes(bytes);
        for (Algorithm algorithm : Algorithm.values()) {
            Sum whole = algorithm.begin();
            whole.update(bytes, 0, bytes.length);
            String expected = whole.hex();
            for (int round = 0; round < 20; round++) {
                Sum cut = algorithm.begin();
                for (int at = 0; at < bytes.length; ) {
                    int length = Math.min(bytes.length - at, random.nextInt(40));
                    cut.update(bytes, at, length);
                    at += length;
                }
                assertThat(cut.hex()).as("%s", algorithm).isEqualTo(expected);
            }
        }
    }
}
