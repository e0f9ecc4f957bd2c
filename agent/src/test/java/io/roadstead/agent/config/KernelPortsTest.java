package io.roadstead.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelPortsTest {
    private final Path directory;

    KernelPortsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"32768\t60999\n\"|32768-60999",
                "\"1024 2048\"|1024-2048",
                "\"60999 32768\"|49153-65535",
                "\"0 5\"|49153-65535",
                "\"many\"|49153-65535",
                "\"\"|49153-65535"
            })
    void theKernelsRangeIsTakenWhenItIsOne(String text, String range) throws IOException {
        assertThat(KernelPorts.of(Files.writeString(directory.resolve("range"), text)))
                .hasToString(range);
    }

    @Test
    void whereTheKernelDoesNotTellDockersOwnRangeHolds() {
        assertThat(KernelPorts.of(directory.resolve("none"))).isEqualTo(KernelPorts.FALLBACK);
    }

    @Test
    void thisKernelsFileIsReadWhole() {
        assertThat(KernelPorts.of(KernelPorts.FILE).last()).isGreaterThan(1000);
    }
}
