package io.roadstead.cli.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EcsConfigFileTest {
    private final Path file;

    EcsConfigFileTest(@TempDir Path directory) {
        this.file = directory.resolve("ecs.config");
    }

    @Test
    void variablesAreReadAndQuotesTakenOff() throws Exception {
        Files.writeString(file, """
                # set by the installation

                ECS_CLUSTER=batch
                  ECS_IMAGE_PULL_BEHAVIOR = prefer-cached
                ECS_INSTANCE_ATTRIBUTES={"rack": "a=1"}
                ECS_LOGLEVEL='debug'
                AWS_DEFAULT_REGION="eu-west-1"
                ECS_ENGINE_AUTH_DATA=
                """);
        assertThat(EcsConfigFile.read(file))
                .isEqualTo(Map.of(
                        "ECS_CLUSTER", "batch",
                        "ECS_IMAGE_PULL_BEHAVIOR", "prefer-cached",
                        "ECS_INSTANCE_ATTRIBUTES", "{\"rack\": \"a=1\"}",
                        "ECS_LOGLEVEL", "debug",
                        "AWS_DEFAULT_REGION", "eu-west-1",
                        "ECS_ENGINE_AUTH_DATA", ""));
    }

    @Test
    void theEnvironmentStandsOverTheFile() throws Exception {
        Files.writeString(file, "ECS_CLUSTER=batch\nECS_LOGLEVEL=debug\n");
        assertThat(EcsConfigFile.under(Map.of("ECS_CLUSTER", "web"), file))
                .isEqualTo(Map.of("ECS_CLUSTER", "web", "ECS_LOGLEVEL", "debug"));
    }

    @Test
    void aHostWithoutTheFileHasNoVariables() throws Exception {
        assertThat(EcsConfigFile.read(file)).isEmpty();
    }

    @Test
    void aLineThatIsNoVariableIsNamed() throws Exception {
        Files.writeString(file, "ECS_CLUSTER=batch\nnonsense\n");
        assertThatThrownBy(() -> EcsConfigFile.read(file))
                .hasMessage(file + ", line 2: 'nonsense' is not NAME=VALUE. Correct it, or begin it with #.");
    }
}
