package io.roadstead.cli.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @Test
    void whatTheUserChoosesComesFirst() {
        assertThat(DataDirectory.of(Path.of("/srv/a/../b"), Map.of("XDG_STATE_HOME", "/state"))
                        .path())
                .isEqualTo(Path.of("/srv/b"));
    }

    @Test
    void theStateHomeCountsOnlyWhenAbsolute() {
        assertThat(DataDirectory.of(null, Map.of("XDG_STATE_HOME", "/state", "HOME", "/home/a"))
                        .path())
                .isEqualTo(Path.of("/state/roadstead"));
        assertThat(DataDirectory.of(null, Map.of("XDG_STATE_HOME", "state", "HOME", "/home/a"))
                        .path())
                .isEqualTo(Path.of("/home/a/.local/state/roadstead"));
        assertThat(DataDirectory.of(null, Map.of("HOME", "/home/a")).path())
                .isEqualTo(Path.of("/home/a/.local/state/roadstead"));
    }

    @Test
    void itIsForItsOwnerAlone(@TempDir Path directory) throws Exception {
        DataDirectory data = new DataDirectory(directory.resolve("a/b"));
        data.create();
        data.create();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.path())))
                .isEqualTo("rwx------");
    }
}
