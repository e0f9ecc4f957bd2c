package io.roadstead.control.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootKeyTest {
    private final Path directory;

    RootKeyTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void aKeyIsDrawnOnceAndReadableByItsOwnerAlone() throws IOException {
        Path file = directory.resolve("below").resolve("root.key");
        RootKey made = RootKey.load(file);
        assertThat(made.accessKeyId()).matches("AKIA[A-Z2-7]{16}");
        assertThat(made.secret().reveal()).hasSize(40);
        assertThat(made.toString()).doesNotContain(made.secret().reveal());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(RootKey.load(file)).isEqualTo(made);
        assertThat(RootKey.load(directory.resolve("other"))).isNotEqualTo(made);
    }

    @Test
    void aKeyOfOnesOwnIsTakenAsShellsWriteIt() throws IOException {
        Path file = file("export AWS_ACCESS_KEY_ID=ops1\nAWS_SECRET_ACCESS_KEY=a-long-enough-secret=1\n");
        RootKey key = RootKey.read(file);
        assertThat(key.accessKeyId()).isEqualTo("ops1");
        assertThat(key.secret().reveal()).isEqualTo("a-long-enough-secret=1");
    }

    @Test
    void whatOthersMayReadOrCouldGuessIsRefused() throws IOException {
        Path guessed = file("AWS_ACCESS_KEY_ID=test\nAWS_SECRET_ACCESS_KEY=test\n");
        assertThatThrownBy(() -> RootKey.read(guessed))
                .isInstanceOf(RootKey.RootKeyException.class)
                .hasMessageContaining("at least 16 characters");
        Path open = file("AWS_ACCESS_KEY_ID=ops0\nAWS_SECRET_ACCESS_KEY=a-long-enough-secret\n");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> RootKey.read(open)).hasMessageContaining("chmod 600 " + open);
        assertThatThrownBy(() -> RootKey.read(file("nonsense"))).isInstanceOf(RootKey.RootKeyException.class);
    }

    private Path file(String text) throws IOException {
        Path file = Files.createTempFile(
                directory,
                "root",
                ".key",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }
}
