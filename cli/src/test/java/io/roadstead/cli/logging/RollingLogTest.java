package io.roadstead.cli.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RollingLogTest {
    private final Path directory;

    RollingLogTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFullFileIsMovedAsideAndTheOldestGoes(boolean waits) throws Exception {
        Path file = directory.resolve("x.log");
        RollingLog log = new RollingLog(file, new Rollover.BySize(10), 2, MESSAGE_ONLY, each -> waits);
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
        RollingLog log = new RollingLog(file, new Rollover.BySize(100), 2, MESSAGE_ONLY, each -> false);
        log.publish(new LogRecord(Level.INFO, "after"));
        log.close();
        assertThat(Files.readString(file)).isEqualTo("before\nafter\n");
    }

    @Test
    void aLineThatMayWaitIsWrittenBeforeTheNextThatMayNot() throws Exception {
        Path file = directory.resolve("x.log");
        RollingLog log = new RollingLog(file, new Rollover.BySize(1_000), 2, MESSAGE_ONLY, each -> each.getLevel()
                .equals(Level.INFO));
        log.publish(new LogRecord(Level.INFO, "call"));
        log.publish(new LogRecord(Level.WARNING, "trouble"));
        assertThat(Files.readString(file)).isEqualTo("call\ntrouble\n");
        log.close();
    }

    @Test
    void aLineThatMayWaitIsWrittenAMomentLater() throws Exception {
        Path file = directory.resolve("x.log");
        RollingLog log = new RollingLog(file, new Rollover.BySize(1_000), 2, MESSAGE_ONLY, each -> true);
        for (String line : new String[] {"one", "two"}) {
            log.publish(new LogRecord(Level.INFO, line));
            Awaitility.await().until(() -> Files.readString(file).endsWith(line + "\n"));
        }
        log.close();
    }

    @Test
    void moreLinesThanMayWaitAreAllWrittenInTheirOrder() throws Exception {
        Path file = directory.resolve("x.log");
        RollingLog log = new RollingLog(file, new Rollover.BySize(1 << 24), 2, MESSAGE_ONLY, each -> true);
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            String line = i + " " + "x".repeat(i % 7 == 0 ? 90 : 10);
            all.append(line).append('\n');
            log.publish(new LogRecord(Level.INFO, line));
        }
        String longest = "y".repeat(RollingLog.MOST_WAITING + 1);
        log.publish(new LogRecord(Level.INFO, longest));
        log.publish(new LogRecord(Level.INFO, "last"));
        log.close();
        assertThat(Files.readString(file)).isEqualTo(all + longest + "\nlast\n");
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
