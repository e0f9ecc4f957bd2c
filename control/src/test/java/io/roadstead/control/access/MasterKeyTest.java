package io.roadstead.control.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeyTest {
    @Test
    void whatIsSealedOpensAgainWithTheSameFile(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("master.key");
        String sealed = MasterKey.load(file).seal("secret", "here");
        assertThat(sealed).doesNotContain("secret");
        assertThat(MasterKey.load(file).open(sealed, "here")).isEqualTo("secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void itDoesNotOpenElsewhereNorWithAnotherKeyNorChanged() {
        MasterKey key = MasterKey.random();
        String sealed = key.seal("secret", "here");
        assertThatThrownBy(() -> key.open(sealed, "there")).isInstanceOf(MasterKey.MasterKeyException.class);
        assertThatThrownBy(() -> MasterKey.random().open(sealed, "here"))
                .isInstanceOf(MasterKey.MasterKeyException.class);
        String changed = (sealed.charAt(20) == 'A' ? "B" : "A") + sealed.substring(1);
        assertThatThrownBy(() -> key.open(changed, "here")).isInstanceOf(MasterKey.MasterKeyException.class);
    }

    @Test
    void aKeyThatOthersMayReadIsRefusedWithTheWayOut(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("master.key");
        MasterKey.load(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> MasterKey.load(file)).hasMessageContaining("chmod 600");
    }

    @Test
    void aDamagedKeyIsRefusedAndLeftAsItIs(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("master.key");
        MasterKey.load(file);
        Files.write(file, new byte[] {1, 2, 3});
        assertThatThrownBy(() -> MasterKey.load(file)).hasMessageContaining("has 3 bytes instead of 32");
        assertThat(Files.size(file)).isEqualTo(3);
    }
}
