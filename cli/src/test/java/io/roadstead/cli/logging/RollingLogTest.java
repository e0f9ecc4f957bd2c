package io.roadstead.cli.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollingLogTest {
    private final Path directory;

    RollingLogTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void aFullFileIsMovedAsideAndTheOldestGoes() throws Exception {
        Path file = directory.resolve("x.log");
        RollingLog log = new RollingLog(file, 10, 2, MESSAGE_ONLY);
        for (String line : new String[] {"aaaa", "bbbb", "cccc", "dddd", "eeee", "ffff", "gggg"}) {
            log.publish(new LogRecord(Level.INFO, line));
        }
        log.close();
        assertThat(Files.readString(file)).isEqualTo("gggg\n");
        assertThat(Files.readString(directory.resolve("x.log.1"))).isEqualTo("eeee\nffff\n");
        assertThat(Files.readString(directory.resolve("x.log.2"))).isEqualTo("cccc\ndddd\n");
        assertThat(directory.resolve("x.log.3")).doesNotExist();
    }

    @Test
    void aFileThatIsThereIsContinued() throws Exception {
        Path file = Files.writeString(directory.resolve("x.log"), "before\n");
        RollingLog log = new RollingLog(file, 100, 2, MESSAGE_ONLY);
        log.publish(new LogRecord(Level.INFO, "after"));
        log.close();
        assertThat(Files.readString(file)).isEqualTo("before\nafter\n");
    }

    @Test
    void aLineTellsTimeLevelAndWhoSpeaks() {
        LogRecord logged = new LogRecord(Level.WARNING, "task {0} is late");
        logged.setLoggerName("io.roadstead.agent.Agent");
        logged.setParameters(new Object[] {"a"});
        assertThat(new LogLine().format(logged))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\S+ WARN  Agent: task a is late\n");
    }

    private static final Formatter MESSAGE_ONLY = new Formatter() {
        @Override
        public String format(LogRecord logged) {
            return logged.getMessage() + "\n";
        }
    };
}
