package io.roadstead.control.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.control.access.KeyringFile.Step;
import io.roadstead.core.Sealing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyringTest {
    private static final Instant NOW = Instant.parse("2026-11-23T21:00:00Z");

    @TempDir
    private Path directory = Path.of("unset");

    private Path file = Path.of("unset");

    @BeforeEach
    void name() {
        file = directory.resolve("master.key");
    }

    private Keyring kept() throws IOException {
        Keyring ring = Keyring.open(file);
        ring.keep();
        return ring;
    }

    @Test
    void whatIsSealedOpensAgainWithTheSameFile() throws IOException {
        String sealed = kept().seal("secret", "here");
        assertThat(sealed).doesNotContain("secret");
        assertThat(Keyring.open(file).open(sealed, "here")).isEqualTo("secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.size(file)).isEqualTo(32);
    }

    @Test
    void itDoesNotOpenElsewhereNorWithAnotherKeyNorChanged() {
        Keyring ring = Keyring.random();
        String sealed = ring.seal("secret", "here");
        assertThatThrownBy(() -> ring.open(sealed, "there")).isInstanceOf(MasterKeyException.class);
        assertThatThrownBy(() -> Keyring.random().open(sealed, "here"))
                .isInstanceOf(MasterKeyException.class)
                .hasMessageContaining("master key " + ring.current() + ", which is not in memory");
        int at = sealed.indexOf(':') + 20;
        String changed = sealed.substring(0, at) + (sealed.charAt(at) == 'A' ? "B" : "A") + sealed.substring(at + 1);
        assertThatThrownBy(() -> ring.open(changed, "here")).isInstanceOf(MasterKeyException.class);
        assertThatThrownBy(() -> ring.open("abc", "here")).isInstanceOf(MasterKeyException.class);
    }

    @Test
    void aKeyThatOthersMayReadIsRefusedWithTheWayOut() throws IOException {
        kept();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> Keyring.open(file)).hasMessageContaining("chmod 600");
    }

    @Test
    void aDamagedKeyIsRefusedAndLeftAsItIs() throws IOException {
        kept();
        Files.write(file, new byte[] {1, 2, 3});
        assertThatThrownBy(() -> Keyring.open(file)).hasMessageContaining("has 3 bytes instead of 32");
        assertThat(Files.size(file)).isEqualTo(3);
    }

    @Test
    void aRingThatLostALineOrALetterIsRefused() throws IOException {
        Keyring ring = kept();
        ring.rotate(NOW);
        List<String> lines = Files.readAllLines(file);
        for (List<String> damaged : List.of(
                lines.subList(0, 3),
                List.of(lines.get(0), lines.get(1), lines.get(3)),
                List.of(
                        lines.get(0),
                        lines.get(1).replaceFirst(" - .", lines.get(1).contains(" - A") ? " - B" : " - A"),
                        lines.get(2),
                        lines.get(3)),
                List.of(lines.get(0), lines.get(2).substring(0, 60), lines.get(1), lines.get(3)))) {
            Files.write(file, damaged);
            assertThatThrownBy(() -> Keyring.open(file))
                    .isInstanceOf(MasterKeyException.class)
                    .hasMessageContaining("damaged at line");
        }
    }

    @Test
    void afterARotationBothKeysOpenAndTheNewOneSeals() throws IOException {
        Keyring ring = kept();
        String before = ring.seal("old", "here");
        String id = ring.rotate(NOW);
        assertThat(ring.current()).isEqualTo(id).isNotEqualTo(ring.keyOf(before));
        String after = ring.seal("new", "here");
        for (Keyring each : List.of(ring, Keyring.open(file))) {
            assertThat(each.current()).isEqualTo(id);
            assertThat(each.open(before, "here")).isEqualTo("old");
            assertThat(each.open(after, "here")).isEqualTo("new");
            assertThat(each.keyOf(after)).isEqualTo(id);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void whatNamesNoKeyIsTheFirstKeysWork() throws IOException {
        Keyring ring = kept();
        Keyring again = Keyring.open(file);
        String nameless = again.seal("secret", "here").substring(again.current().length() + 1);
        assertThat(again.open(nameless, "here")).isEqualTo("secret");
        byte[] signed = again.sign(Sealing.FIRST, "text").orElseThrow();
        String first = again.current();
        again.rotate(NOW);
        assertThat(again.open(nameless, "here")).isEqualTo("secret");
        assertThat(Keyring.open(file).keyOf(nameless)).isEqualTo(first);
        assertThat(Keyring.open(file).sign(Sealing.FIRST, "text").orElseThrow()).isEqualTo(signed);
        again.drop(first);
        assertThat(Keyring.open(file).keyOf(nameless)).isEqualTo(Sealing.FIRST);
        assertThat(Keyring.open(file).sign(Sealing.FIRST, "text")).isEmpty();
        assertThat(ring.first())
                .as("one that was just drawn answers for nothing that was there")
                .isEmpty();
    }

    @Test
    void theCurrentKeyIsNeverDropped() throws IOException {
        Keyring ring = kept();
        ring.drop(ring.current());
        assertThat(ring.keys()).hasSize(1);
    }

    @Test
    void whichKeyWasCurrentIsToldByTimeAndStaysSo() throws IOException {
        Keyring ring = kept();
        String first = ring.current();
        Instant task = NOW.plusSeconds(30);
        assertThat(ring.currentAt(task)).isEqualTo(first);
        String second = ring.rotate(NOW);
        assertThat(ring.currentAt(task))
                .as("it may have been named before the key was on the disk")
                .isEqualTo(first);
        assertThat(ring.currentAt(NOW.plus(Keyring.SETTLING))).isEqualTo(second);
        String third = ring.rotate(NOW.minus(Duration.ofHours(1)));
        assertThat(Keyring.open(file).keys()).containsExactly(first, second, third);
        assertThat(ring.told().get(1).endedAt())
                .as("a clock set back changes no order")
                .contains(NOW.plusMillis(1));
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void aCrashAtAnyStepOfARotationLeavesTheOldKeysOrTheNewOnes(Step step) throws IOException {
        String sealed = kept().seal("secret", "here");
        Keyring dying = Keyring.open(new KeyringFile(file, at -> {
            if (at == step) {
                throw new Killed();
            }
        }));
        assertThatThrownBy(() -> dying.rotate(NOW)).isInstanceOf(Killed.class);
        assertThat(dying.keyOf(dying.seal("during", "here"))).isEqualTo(dying.keyOf(sealed));

        Keyring again = Keyring.open(file);
        assertThat(again.open(sealed, "here")).isEqualTo("secret");
        assertThat(again.keys()).hasSize(step == Step.MOVED ? 2 : 1);
        again.rotate(NOW);
        assertThat(Keyring.open(file).open(sealed, "here")).isEqualTo("secret");
        try (var files = Files.list(directory)) {
            assertThat(files).as("no key lies about").containsExactly(file);
        }
    }

    @Test
    void aRingHoldsSoManyKeysAndNoMore() throws IOException {
        Keyring ring = Keyring.random();
        for (int i = 1; i < Keyring.MOST; i++) {
            ring.rotate(NOW);
        }
        assertThatThrownBy(() -> ring.rotate(NOW)).hasMessageStartingWith("There are 64 master keys already");
    }

    @Test
    void theOperatorsFileAndTheUsualOneAreNotBothTaken() throws IOException {
        kept();
        Path operators = directory.resolve("kept/elsewhere.key");
        assertThatThrownBy(() -> Keyring.open(operators, file)).hasMessageContaining("mv " + file + " " + operators);
        Files.delete(file);
        Keyring ring = Keyring.open(operators, file);
        ring.keep();
        assertThat(Keyring.open(operators, file).current()).isEqualTo(ring.current());
        assertThat(file).doesNotExist();
    }

    @Test
    void whatAnotherServerWroteIsNotWrittenOver() throws IOException {
        Keyring one = kept();
        Keyring other = Keyring.open(file);
        String id = one.rotate(NOW);
        assertThatThrownBy(() -> other.rotate(NOW))
                .isInstanceOf(MasterKeyException.class)
                .hasMessageContaining("are others than when this server started");
        assertThat(Keyring.open(file).current()).isEqualTo(id);
        assertThat(other.keys()).hasSize(1);
        Files.delete(file);
        one.rotate(NOW);
        assertThat(Keyring.open(file).keys())
                .as("a file that was removed comes back whole")
                .hasSize(3);
    }

    @Test
    void aLinkIsFollowedAndStays() throws IOException {
        kept();
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        Keyring ring = Keyring.open(link);
        ring.rotate(NOW);
        assertThat(link).isSymbolicLink();
        assertThat(Keyring.open(file).current()).isEqualTo(ring.current());
    }

    private static final class Killed extends RuntimeException {}
}
