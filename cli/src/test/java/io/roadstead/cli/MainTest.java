package io.roadstead.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.cli.terminal.Terminal;
import io.roadstead.wire.client.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Path home;

    MainTest(@TempDir Path home) {
        this.home = home;
    }

    @Test
    void withoutACommandItHelps() {
        assertThat(run()).isZero();
        assertThat(out.toString(UTF_8)).startsWith("Roadstead: Amazon ECS").contains("up        start");
    }

    @Test
    void everyCommandOfTheHelpTellsAboutItself() {
        for (String command :
                List.of("up", "down", "status", "events", "watch", "doctor", "demo", "agent", "account")) {
            assertThat(run(command, "--help")).as(command).isZero();
            assertThat(Main.help()).containsPattern("(?m)^  " + command + " ");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "up --port x                | 'x' is not an int",
                "up --colour                | Unknown option: '--colour'",
                "up extra                   | Unmatched argument at index 1: 'extra'",
                "sideways                   | Unmatched argument at index 0: 'sideways'",
                "account                    | account needs a word more: account add",
                "account add --id           | Missing required parameter",
            })
    void aWordThatIsNotUnderstoodIsNamedAndStatusIs2(String line, String message) {
        assertThat(run(line.strip().split(" +"))).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains(message).contains("--help");
        assertThat(out.toString(UTF_8)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "up --port 65536       | --port 65536 is not a port: give a number from 0 to 65535.",
                "up --port -1          | --port -1 is not a port",
                "account add --id 123  | --id 123 is not an account id: give exactly 12 digits",
                "account add           | Roadstead does not run",
                "events                | Roadstead does not run",
                "events --since soon   | --since soon is no time: give a number with s, m, h or d",
                "events --since 5      | --since 5 is no time",
            })
    void aValueThatCannotBeIsNamedWithItsRule(String line, String message) {
        assertThat(run(line.strip().split(" +"))).isEqualTo(1);
        assertThat(err.toString(UTF_8)).startsWith("Failed: ").contains(message.strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "doctor                     | Roadstead does not run",
                "doctor --colour            | Unknown option: '--colour'",
                "doctor weather             | doctor knows no 'weather'",
                "doctor service             | doctor service needs a name",
                "doctor --lang fr           | --lang fr is not spoken here",
                "doctor article no-such-one | There is no article no-such-one",
                "doctor --aws               | --aws needs to know the region",
            })
    void aDoctorThatCouldNotLookEndsAsAMonitoringPluginThatKnowsNothing(String line, String message) {
        assertThat(run(line.strip().split(" +"))).isEqualTo(3);
        assertThat(err.toString(UTF_8)).contains(message.strip());
    }

    @Test
    void statusIs3WhereNothingRunsAndDownIsContent() {
        assertThat(run("status")).isEqualTo(3);
        assertThat(out.toString(UTF_8))
                .isEqualTo("Roadstead does not run (data directory " + home + "/state/roadstead).\n");
        assertThat(run("down")).isZero();
    }

    @Test
    void tasksAreCountedByStatus() throws Exception {
        assertThat(StatusCommand.byStatus(List.of())).isEqualTo("no tasks");
        assertThat(StatusCommand.byStatus(List.of(
                        json("{\"lastStatus\":\"STOPPED\"}"),
                        json("{\"lastStatus\":\"RUNNING\"}"),
                        json("{\"lastStatus\":\"RUNNING\"}"))))
                .isEqualTo("2 RUNNING, 1 STOPPED");
    }

    @Test
    void anInstanceIsToldWithWhatIsFree() throws Exception {
        assertThat(StatusCommand.instance(json("""
                                        {"containerInstanceArn":"arn:aws:ecs:us-east-1:0:container-instance/default/abc",
                                         "status":"ACTIVE","agentConnected":true,
                                         "registeredResources":[{"name":"CPU","integerValue":2048},{"name":"MEMORY","integerValue":3911}],
                                         "remainingResources":[{"name":"CPU","integerValue":1024},{"name":"MEMORY","integerValue":3000}]}
                                        """)))
                .isEqualTo("abc ACTIVE, agent connected, free: 1024 of 2048 CPU units, 3000 of 3911 MiB");
    }

    private static Json json(String text) throws IOException {
        return Json.parse(text.getBytes(UTF_8));
    }

    private int run(String... words) {
        Terminal terminal =
                new Terminal(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false, false);
        return Main.run(
                new Session(
                        terminal,
                        Map.of("HOME", home.toString(), "XDG_STATE_HOME", home + "/state"),
                        Clock.systemUTC(),
                        Path.of("roadstead")),
                words);
    }
}
