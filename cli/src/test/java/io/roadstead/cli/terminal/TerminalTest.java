package io.roadstead.cli.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.cli.terminal.Terminal.Row;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void withoutATerminalThereIsNeitherColourNorProgress() {
        Terminal terminal = terminal(false, false);
        terminal.progress("half way");
        terminal.line(terminal.green("done"));
        assertThat(out.toString(UTF_8)).isEqualTo("done\n");
    }

    @Test
    void onATerminalProgressGivesWayToTheNextLine() {
        Terminal terminal = terminal(true, true);
        terminal.progress("one", "two");
        terminal.line(terminal.red("done"));
        assertThat(out.toString(UTF_8)).isEqualTo("one\ntwo\r\033[K\033[1A\r\033[K\033[31mdone\033[0m\n");
    }

    @Test
    void notesStayOutOfTheResult() {
        Terminal terminal = terminal(false, false);
        terminal.note("for a person");
        terminal.line("for a script");
        assertThat(out.toString(UTF_8)).isEqualTo("for a script\n");
        assertThat(err.toString(UTF_8)).isEqualTo("for a person\n");
    }

    @Test
    void theValuesOfATableStandInOneColumn() {
        terminal(false, false).table(List.of(new Row("data", "/srv"), new Row("instance", "i")));
        assertThat(out.toString(UTF_8)).isEqualTo("  data      /srv\n  instance  i\n");
    }

    private Terminal terminal(boolean interactive, boolean colour) {
        return new Terminal(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), interactive, colour);
    }
}
