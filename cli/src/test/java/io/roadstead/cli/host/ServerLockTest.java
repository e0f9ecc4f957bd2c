package io.roadstead.cli.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerLockTest {
    private final Path directory;

    ServerLockTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void aDataDirectoryHasOneServerAtATime() throws Exception {
        DataDirectory data = new DataDirectory(directory);
        try (ServerLock lock = ServerLock.take(data).orElseThrow()) {
            assertThat(lock).isNotNull();
            // Within one process the JDK says so by an exception; another process gets nothing.
            Assertions.assertThatThrownBy(() -> ServerLock.take(data)).isInstanceOf(OverlappingFileLockException.class);
        }
        try (ServerLock again = ServerLock.take(data).orElseThrow()) {
            assertThat(again).isNotNull();
        }
    }
}
