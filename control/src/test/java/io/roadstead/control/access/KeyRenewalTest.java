package io.roadstead.control.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.core.KeyUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When old keys go, and when they must not. */
class KeyRenewalTest {
    private static final KeyRenewal.Settings SETTINGS =
            new KeyRenewal.Settings(Duration.ofHours(37), Duration.ofMillis(5), Duration.ofMillis(5));

    private final Keyring ring = Keyring.random();
    private final Thing thing = new Thing(ring.current());
    private volatile Instant now = Instant.parse("2026-11-23T21:00:00Z");

    /** One thing that needs a key, and is made anew when it may. */
    private final class Thing implements KeyUse {
        private volatile String key;
        private volatile boolean stuck;

        Thing(String key) {
            this.key = key;
        }

        @Override
        public String what() {
            return "things";
        }

        @Override
        public Map<String, Integer> byKey() {
            return Map.of(key, 1);
        }

        @Override
        public int renew(BooleanSupplier goOn) {
            if (stuck) {
                throw new IllegalStateException("the disk is full");
            }
            key = ring.current();
            return 1;
        }
    }

    private KeyRenewal start() throws IOException {
        return KeyRenewal.start(ring, List.of(thing), SETTINGS, () -> now);
    }

    @Test
    void anOldKeyGoesWhenNothingNeedsItAndItsCredentialsHaveEnded() throws IOException {
        try (KeyRenewal renewal = start()) {
            String old = ring.current();
            String id = renewal.rotate();
            Awaitility.await().until(() -> thing.key.equals(id));
            now = now.plus(Duration.ofHours(37)).minusMillis(1);
            assertThat(renewal.status().getFirst().use()).isEmpty();
            assertThat(renewal.status().getFirst().keptUntil()).contains(now.plusMillis(1));
            Awaitility.await().during(Duration.ofMillis(50)).until(() -> ring.keys()
                    .contains(old));
            now = now.plusMillis(1);
            Awaitility.await().until(() -> ring.keys().equals(List.of(id)));
        }
    }

    @Test
    void whatCannotBeSealedAnewKeepsItsKeyAndIsTriedAgain() throws IOException {
        try (KeyRenewal renewal = start()) {
            String old = ring.current();
            thing.stuck = true;
            String id = renewal.rotate();
            now = now.plus(Duration.ofDays(100));
            Awaitility.await().until(() -> renewal.failure().equals(java.util.Optional.of("the disk is full")));
            assertThat(ring.keys()).containsExactly(old, id);
            assertThat(renewal.status().getFirst().use()).isEqualTo(Map.of("things", 1));
            thing.stuck = false;
            Awaitility.await().until(() -> ring.keys().equals(List.of(id)));
            assertThat(renewal.failure()).isEmpty();
        }
    }

    @Test
    void aServerWhoseKeyIsNotTheOneDoesNotStartAndLeavesNoOther(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("master.key");
        assertThatThrownBy(() -> KeyRenewal.start(Keyring.open(file), List.of(thing), SETTINGS, () -> now))
                .isInstanceOf(MasterKeyException.class)
                .hasMessage("1 things need master key " + thing.key + ", which is not in " + file
                        + ". Put the backup of that file back, or name the right one with --master-key-file.");
        assertThat(Files.exists(file)).isFalse();
    }
}
