package io.roadstead.cli.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LivenessTest {
    @Test
    void aProcessThatEndedButIsNotAskedForIsNotAlive() throws Exception {
        // The shell's child ends at once; the shell, which became sleep, never asks for its status.
        Process parent = new ProcessBuilder("sh", "-c", "true & exec sleep 60").start();
        try {
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> parent.toHandle()
                    .children()
                    .anyMatch(child -> child.isAlive() && !Liveness.alive(child)));
            assertThat(Liveness.alive(parent.toHandle())).isTrue();
        } finally {
            parent.destroyForcibly();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "4711 (java) S 1 4711, false",
        "4711 (java) Z 1 4711, true",
        "4711 (odd) Z name) R 1 4711, false",
        "4711 (java) X 1, true",
        "'', false",
    })
    void theStateStandsAfterTheName(String line, boolean ended, @TempDir Path directory) throws Exception {
        assertThat(Liveness.ended(Files.writeString(directory.resolve("stat"), line)))
                .isEqualTo(ended);
    }
}
