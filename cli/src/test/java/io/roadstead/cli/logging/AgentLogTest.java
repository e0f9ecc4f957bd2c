package io.roadstead.cli.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentLogTest {
    private final Path directory;

    AgentLogTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private static AgentLog.Read read(String... pairs) {
        Map<String, String> variables = new java.util.HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            variables.put(pairs[i], pairs[i + 1]);
        }
        return AgentLog.read(variables, Level.INFO);
    }

    @Test
    void whatIsNotSaidIsTheOriginals() {
        assertThat(read())
                .isEqualTo(new AgentLog.Read(
                        new AgentLog(
                                Level.INFO,
                                null,
                                Level.INFO,
                                AgentLog.Form.LOGFMT,
                                new Rollover.ByHour(ZoneId.systemDefault()),
                                24),
                        java.util.List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "crit,OFF",
        "none,OFF",
        "error,SEVERE",
        "WARN,WARNING",
        "info,INFO",
        "debug,FINE",
        "loud,INFO",
        "'',INFO"
    })
    void aLevelIsOneOfTheOriginalsWords(String word, String level) {
        AgentLog.Read read = read("ECS_LOGLEVEL", word);
        assertThat(read.log().console()).isEqualTo(Level.parse(level));
        assertThat(read.log().fileLevel()).isEqualTo(Level.parse(level));
        assertThat(read.warnings()).hasSize(word.equals("loud") ? 1 : 0);
    }

    @Test
    void theFileHasALevelOfItsOwnAndNoneWhereADriverKeepsTheConsole() {
        assertThat(read("ECS_LOGLEVEL", "error", "ECS_LOGLEVEL_ON_INSTANCE", "debug")
                        .log()
                        .fileLevel())
                .isEqualTo(Level.FINE);
        assertThat(read("ECS_LOGLEVEL", "debug", "ECS_LOG_DRIVER", "syslog")
                        .log()
                        .fileLevel())
                .isEqualTo(Level.OFF);
        assertThat(read("ECS_LOG_DRIVER", "syslog", "ECS_LOGLEVEL_ON_INSTANCE", "warn")
                        .log()
                        .fileLevel())
                .isEqualTo(Level.WARNING);
    }

    @Test
    void aMegabyteHasAMillionBytes() {
        assertThat(read("ECS_LOG_ROLLOVER_TYPE", "size").log().rollover()).isEqualTo(new Rollover.BySize(10_000_000));
        assertThat(read("ECS_LOG_ROLLOVER_TYPE", "size", "ECS_LOG_MAX_FILE_SIZE_MB", "0.5")
                        .log()
                        .rollover())
                .isEqualTo(new Rollover.BySize(500_000));
        assertThat(read("ECS_LOG_ROLLOVER_TYPE", "hourly").log().rollover()).isInstanceOf(Rollover.ByHour.class);
    }

    @Test
    void whatCannotBeUsedIsNamedWithWhatIsUsedInstead() {
        AgentLog.Read read =
                read("ECS_LOG_OUTPUT_FORMAT", "xml", "ECS_LOG_MAX_ROLL_COUNT", "0", "ECS_LOG_MAX_FILE_SIZE_MB", "much");
        assertThat(read.log().kept()).isEqualTo(24);
        assertThat(read.warnings())
                .containsExactly(
                        "ECS_LOG_OUTPUT_FORMAT is 'xml', which is neither logfmt nor json; logfmt is used.",
                        "ECS_LOG_MAX_FILE_SIZE_MB is 'much', which is no number from 0.001 to 100000.0; 10.0 is used.",
                        "ECS_LOG_MAX_ROLL_COUNT is '0', which is no number from 1.0 to 10000.0; 24.0 is used.");
    }

    @Test
    void aLineLooksAsTheOriginalsDoes() {
        LogRecord logged = logged(Level.WARNING, "said \"no\"\nand \\ more", "2026-11-23T14:00:00.123Z");
        logged.setLoggerName("io.roadstead.agent.Agent");
        assertThat(new StructuredLine(false).format(logged))
                .isEqualTo(
                        "level=warn time=2026-11-23T14:00:00Z msg=\"said \\\"no\\\"\\nand \\\\ more\" module=Agent\n");
        assertThat(new StructuredLine(true).format(logged))
                .isEqualTo("{\"level\":\"warn\",\"time\":\"2026-11-23T14:00:00Z\","
                        + "\"msg\":\"said \\\"no\\\"\\nand \\\\ more\",\"module\":\"Agent\"}\n");
        logged.setThrown(new IOException("gone"));
        assertThat(new StructuredLine(false).format(logged))
                .startsWith("level=warn ")
                .contains(" error=\"java.io.IOException: gone\\n\\tat ")
                .endsWith("\"\n")
                .hasLineCount(1);
    }

    @Test
    void anHoursFileIsMovedAsideByTheNextHoursFirstLineAndTheOldestGoes() throws Exception {
        Path file = directory.resolve("agent.log");
        Files.writeString(directory.resolve("agent.log.of-somebody-else"), "stays");
        RollingLog log =
                new RollingLog(file, new Rollover.ByHour(ZoneOffset.UTC), 2, new StructuredLine(false), each -> false);
        for (String time : new String[] {"10:00", "10:59", "11:00", "13:30", "14:00"}) {
            log.publish(logged(Level.INFO, time, "2026-11-23T" + time + ":00Z"));
        }
        log.close();
        assertThat(Files.readString(file)).contains("msg=\"14:00\"").hasLineCount(1);
        assertThat(Files.readString(directory.resolve("agent.log.2026-11-23-13")))
                .contains("13:30");
        assertThat(Files.readString(directory.resolve("agent.log.2026-11-23-11")))
                .contains("11:00");
        assertThat(directory.resolve("agent.log.2026-11-23-10")).doesNotExist();
        assertThat(directory.resolve("agent.log.of-somebody-else")).exists();
    }

    private static LogRecord logged(Level level, String message, String time) {
        LogRecord logged = new LogRecord(level, message);
        logged.setInstant(Instant.parse(time));
        return logged;
    }
}
