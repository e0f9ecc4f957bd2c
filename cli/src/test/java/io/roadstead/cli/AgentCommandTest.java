package io.roadstead.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.cli.host.DataDirectory;
import io.roadstead.cli.terminal.Terminal;
import io.roadstead.control.access.RootKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AgentCommandTest {
    private final Path directory;

    AgentCommandTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void optionsStandOverTheEnvironmentAndThatOverTheFile() throws Exception {
        Files.writeString(file(), "ECS_CLUSTER=file\nECS_BACKEND_HOST=http://file:1\nECS_RESERVED_MEMORY=256\n");
        Map<String, String> variables = variables(Map.of("ECS_CLUSTER", "environment"), "--server", "http://option:2");
        assertThat(variables)
                .containsEntry("ECS_BACKEND_HOST", "http://option:2")
                .containsEntry("ECS_CLUSTER", "environment")
                .containsEntry("ECS_RESERVED_MEMORY", "256");
        assertThat(variables(Map.of("ECS_CLUSTER", "environment"), "--cluster", "option"))
                .containsEntry("ECS_CLUSTER", "option");
    }

    @Test
    void whatIsNotSaidHasADefault() throws Exception {
        assertThat(variables(Map.of(), "--server", "http://h:4566"))
                .containsEntry("ECS_CLUSTER", "default")
                .containsEntry("AWS_ACCESS_KEY_ID", "test")
                .containsEntry("AWS_SECRET_ACCESS_KEY", "test")
                .containsEntry("AWS_DEFAULT_REGION", "us-east-1")
                .containsEntry("ECS_DATADIR", directory + "/data/agents/h_4566_default");
    }

    @Test
    void halfAKeyIsNotMadeWholeWithAnother() throws Exception {
        assertThat(variables(Map.of("AWS_ACCESS_KEY_ID", "AKIA"), "--server", "http://h:4566"))
                .doesNotContainKey("AWS_SECRET_ACCESS_KEY");
    }

    @Test
    void theDirectoryIsTheUsersUnlessAnOptionSaysOtherwise() throws Exception {
        Map<String, String> environment = Map.of("ECS_DATADIR", "/var/lib/ecs/data");
        assertThat(variables(environment, "--server", "http://h:1")).containsEntry("ECS_DATADIR", "/var/lib/ecs/data");
        assertThat(variables(environment, "--server", "http://h:1", "--data", "/srv"))
                .containsEntry("ECS_DATADIR", directory + "/data/agents/h_1_default");
    }

    @Test
    void aServerThatCannotBeIsNamed() {
        assertThatThrownBy(() -> variables(Map.of())).hasMessageStartingWith("Which control plane? Say --server");
        assertThatThrownBy(() -> variables(Map.of(), "--server", "10.0.0.5"))
                .hasMessage("--server 10.0.0.5 names no host: give http://ADDRESS:4566.");
        assertThatThrownBy(() -> variables(Map.of(), "--server", "http://a b"))
                .hasMessageStartingWith("--server http://a b is not a URL");
    }

    @Test
    void theAgentOfUpBelongsToItsServerWhateverTheEnvironmentSays() {
        Map<String, String> variables = LocalAgent.variablesOfUp(
                URI.create("http://127.0.0.1:4566"),
                RootKey.EVERYBODYS,
                Path.of("/data/agent"),
                Map.of(
                        "ECS_CLUSTER", "other",
                        "ECS_BACKEND_HOST", "http://elsewhere",
                        "ECS_RESERVED_MEMORY", "256",
                        "AWS_ACCESS_KEY_ID", "AKIA",
                        "AWS_SESSION_TOKEN", "token",
                        "AWS_DEFAULT_REGION", "eu-west-1",
                        "DOCKER_HOST", "tcp://h:1"));
        assertThat(variables)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "ECS_CLUSTER", "default",
                        "ECS_BACKEND_HOST", "http://127.0.0.1:4566",
                        "ECS_DATADIR", "/data/agent",
                        "ECS_IMAGE_PULL_BEHAVIOR", "prefer-cached",
                        "ROADSTEAD_API_IN_CONTAINERS", "true",
                        "ECS_RESERVED_MEMORY", "256",
                        "AWS_ACCESS_KEY_ID", "test",
                        "AWS_SECRET_ACCESS_KEY", "test",
                        "AWS_DEFAULT_REGION", "us-east-1",
                        "DOCKER_HOST", "tcp://h:1"));
    }

    private Map<String, String> variables(Map<String, String> environment, String... words) throws IOException {
        Terminal terminal = new Terminal(System.out, System.err, false, false);
        AgentCommand command =
                new AgentCommand(new Session(terminal, environment, Clock.systemUTC(), Path.of("roadstead")));
        new CommandLine(command).parseArgs(words);
        return command.variables(new DataDirectory(directory.resolve("data")), file());
    }

    private Path file() {
        return directory.resolve("ecs.config");
    }
}
