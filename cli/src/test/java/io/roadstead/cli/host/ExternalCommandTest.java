package io.roadstead.cli.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExternalCommandTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    void exitStatusAndOutputComeBack() throws Exception {
        ExternalCommand.Result result = ExternalCommand.run(LIMIT, "sh", "-c", "echo out; echo err >&2; echo; exit 7");
        assertThat(result.exit()).isEqualTo(7);
        assertThat(result.output()).isEqualTo("out\nerr\n\n");
        assertThat(result.lastLine()).isEqualTo("err");
    }

    @Test
    void aProgramThatIsNotThereIs127() throws Exception {
        assertThat(ExternalCommand.run(LIMIT, "roadstead-no-such-program").exit())
                .isEqualTo(127);
    }

    @Test
    void aProgramThatTakesTooLongIsEndedWithAllItStarted() throws Exception {
        long began = System.nanoTime();
        ExternalCommand.Result result =
                ExternalCommand.run(Duration.ofMillis(300), "sh", "-c", "echo begun; sleep 60; echo never");
        assertThat(result.exit()).isEqualTo(124);
        assertThat(result.output()).startsWith("begun");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void programsAreFoundOnThePath() {
        assertThat(ExternalCommand.exists("sh", Map.of("PATH", "/nowhere::/bin")))
                .isTrue();
        assertThat(ExternalCommand.exists("sh", Map.of("PATH", "/nowhere"))).isFalse();
        assertThat(ExternalCommand.exists("sh", Map.of())).isFalse();
    }
}
