package io.roadstead.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.store.Key;
import io.roadstead.store.Revision;
import io.roadstead.store.TestClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashTest {
    private static final int ROUNDS = 5;

    private final Path directory;

    CrashTest(@TempDir Path directory) {
        this.directory = directory;
    }

    /** Starts a {@link Committer}. */
    static Process start(Path file, String round) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Committer.class.getName(),
                        file.toString(),
                        round)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void whatWasAcknowledgedIsThereAfterTheProcessWasKilledAtAnyMoment() throws Exception {
        Path file = directory.resolve("state.db");
        Random random = new Random(20_260_101);
        Map<String, Long> acknowledged = new HashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            int before = acknowledged.size();
            Process process = start(file, "r" + round);
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
                assertThat(lines.readLine()).isEqualTo("open");
                String first = lines.readLine();
                CompletableFuture.delayedExecutor(random.nextInt(400), TimeUnit.MILLISECONDS)
                        .execute(process.toHandle()::destroyForcibly);
                for (String line = first; line != null; line = lines.readLine()) {
                    int space = line.indexOf(' ');
                    acknowledged.put(line.substring(0, space), Long.parseLong(line.substring(space + 1)));
                }
            }
            assertThat(process.waitFor()).as("killed, not ended by itself").isEqualTo(137);
            assertThat(acknowledged.size()).as("round %d", round).isGreaterThan(before);
            assertAllThere(file, acknowledged, round);
        }
    }

    private static void assertAllThere(Path file, Map<String, Long> acknowledged, int round) {
        try (SqliteStore store = SqliteStore.open(file, new TestClock())) {
            long newest = 0;
            for (Map.Entry<String, Long> operation : acknowledged.entrySet()) {
                newest = Math.max(newest, operation.getValue());
                assertThat(store.get(Key.of("all", operation.getKey()))
                                .map(entry -> entry.revision().number()))
                        .as("round %d, %s", round, operation.getKey())
                        .contains(operation.getValue());
                if (operation.getValue() > store.revision().number() - 10_000) {
                    assertThat(store.outcome(operation.getKey())).contains(new Revision(operation.getValue()));
                }
            }
            assertThat(store.revision().number()).isGreaterThanOrEqualTo(newest);
        }
    }
}
