package io.roadstead.cli.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
    private final Path directory;

    LogTailTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void onlyTheLastLinesAreTold() throws Exception {
        Path log =
                write(IntStream.rangeClosed(1, 100).mapToObj(i -> "line " + i).collect(Collectors.joining("\n")));
        assertThat(LogTail.of(log, 0).lines()).hasSize(LogTail.LINES).first().isEqualTo("  line 81");
    }

    @Test
    void whatWasThereBeforeIsNotTold() throws Exception {
        Path log = write("old\nnew\n");
        assertThat(LogTail.of(log, 4)).isEqualTo("  new");
        assertThat(LogTail.of(log, 8)).isEqualTo("  (nothing was written)");
    }

    @Test
    void aLogThatWasMovedAsideMeanwhileIsToldFromItsBeginning() throws Exception {
        assertThat(LogTail.of(write("fresh\n"), 1000)).isEqualTo("  fresh");
    }

    @Test
    void aLogThatIsNotThereIsSaidToBeSo() {
        assertThat(LogTail.of(directory.resolve("none"), 0)).contains("cannot be read");
    }

    private Path write(String text) throws Exception {
        return Files.writeString(directory.resolve("x.log"), text);
    }
}
