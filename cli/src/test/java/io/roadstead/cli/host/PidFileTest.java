package io.roadstead.cli.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PidFileTest {
    private static final ProcessHandle SELF = ProcessHandle.current();

    private final Path directory;

    PidFileTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void aServerIsReadBackAsItWasWritten() throws Exception {
        PidFile file = file();
        RunningServer starting = server(SELF.pid(), SELF.info().startInstant().orElseThrow());
        file.write(starting);
        assertThat(file.live()).contains(starting);
        RunningServer ready = starting.ready(Instant.parse("2026-03-01T09:12:44.123Z"), "arn:aws:ecs:x");
        file.write(ready);
        assertThat(file.live()).contains(ready);
    }

    @Test
    void aProcessThatBeganAtAnotherTimeIsNotThatServer() throws Exception {
        PidFile file = file();
        file.write(server(SELF.pid(), SELF.info().startInstant().orElseThrow().minusSeconds(60)));
        assertThat(file.live()).isEmpty();
        assertThat(file.read()).isPresent();
    }

    @Test
    void aProcessThatEndedIsNotRunning() throws Exception {
        Process process = new ProcessBuilder("true").start();
        Instant start = process.info().startInstant().orElse(Instant.now());
        process.waitFor();
        PidFile file = file();
        file.write(server(process.pid(), start));
        assertThat(file.live()).isEmpty();
    }

    @Test
    void noFileMeansNoServer() throws Exception {
        assertThat(file().live()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4711", "pid=x", "pid=1\nprocessStart=now\nendpoint=http://h\nagent=true\n"})
    void aFileThatCannotBeUnderstoodMeansNoServer(String content) throws Exception {
        Files.writeString(directory.resolve("roadstead.pid"), content);
        assertThat(file().live()).isEmpty();
    }

    @Test
    void onlyItsOwnServerTakesTheFileAway() throws Exception {
        PidFile file = file();
        file.write(server(SELF.pid(), SELF.info().startInstant().orElseThrow()));
        file.removeIfOf(SELF.pid() + 1);
        assertThat(file.live()).isPresent();
        file.removeIfOf(SELF.pid());
        assertThat(directory).isEmptyDirectory();
    }

    private PidFile file() {
        return new PidFile(directory.resolve("roadstead.pid"));
    }

    private static RunningServer server(long pid, Instant start) {
        return new RunningServer(pid, start, URI.create("http://127.0.0.1:4566"), true, null, null, null);
    }
}
