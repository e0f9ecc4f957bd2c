package io.roadstead.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.services.identity.gate.Enforcement;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Who is let in, by where the server listens. */
class ServerOptionsTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, '', AUDIT",
        "'::1', '', AUDIT",
        "127.0.0.2, '', AUDIT",
        "0.0.0.0, '', ENFORCE",
        "10.0.0.5, '', ENFORCE",
        "0.0.0.0, off, OFF",
        "127.0.0.1, enforce, ENFORCE",
        "0.0.0.0, Audit, AUDIT",
    })
    void whatOtherHostsReachIsEnforcedUnlessItIsSaidOtherwise(String bind, String iam, Enforcement expected) {
        ServerOptions options = iam.isEmpty() ? options("--bind", bind) : options("--bind", bind, "--iam", iam);
        assertThat(options.enforcement()).isEqualTo(expected);
    }

    @Test
    void aWordThatIsNoModeIsRefused() {
        assertThatThrownBy(() -> options("--iam", "maybe").check())
                .hasMessage("--iam maybe is none of enforce, audit and off.");
    }

    @Test
    void whatOtherHostsReachCannotHaveTheKeyThatEverybodyKnows() {
        ServerOptions open = options("--bind", "0.0.0.0", "--iam", "off");
        assertThatThrownBy(() -> open.rootKeyFile(Map.of()))
                .isInstanceOf(CommandFailure.class)
                .hasMessageStartingWith("--bind 0.0.0.0 lets other hosts in")
                .hasMessageContaining("--root-key-file FILE, or ROADSTEAD_ROOT_KEY_FILE");
        assertThat(open.rootKeyFile(Map.of("ROADSTEAD_ROOT_KEY_FILE", "/a/key")))
                .isEqualTo(Path.of("/a/key"));
        assertThat(options("--bind", "0.0.0.0", "--root-key-file", "/b/key")
                        .rootKeyFile(Map.of("ROADSTEAD_ROOT_KEY_FILE", "/a/key")))
                .isEqualTo(Path.of("/b/key"));
        assertThat(options().rootKeyFile(Map.of())).isNull();
    }

    @Test
    void theMasterKeysFileIsNamedByTheOptionOrTheEnvironment() {
        Map<String, String> environment = Map.of("ROADSTEAD_MASTER_KEY_FILE", "/a/key");
        assertThat(options().masterKeyFile(Map.of())).isNull();
        assertThat(options().masterKeyFile(environment)).isEqualTo(Path.of("/a/key"));
        assertThat(options("--master-key-file", "/b/key").masterKeyFile(environment))
                .isEqualTo(Path.of("/b/key"));
        assertThat(options("--master-key-file", "/b/key").words()).containsSubsequence("--master-key-file", "/b/key");
    }

    @Test
    void theS3ThatIsNamedIsToldToTheAgent() {
        Map<String, String> environment = Map.of("ROADSTEAD_S3_ENDPOINT", "http://a:1", "HOME", "/h");
        assertThat(options().agents(environment)).isEqualTo(environment);
        ServerOptions named = options("--s3-endpoint", "http://b:2");
        assertThat(named.agents(environment)).isEqualTo(Map.of("ROADSTEAD_S3_ENDPOINT", "http://b:2", "HOME", "/h"));
        assertThat(named.words()).containsSubsequence("--s3-endpoint", "http://b:2");
    }

    @Test
    void theServerInTheBackgroundIsGivenTheSame() {
        assertThat(options("--iam", "enforce", "--root-key-file", "/b/key").words())
                .containsSubsequence("--iam", "enforce")
                .containsSubsequence("--root-key-file", "/b/key");
    }

    private static ServerOptions options(String... words) {
        ServerOptions options = new ServerOptions();
        new CommandLine(CommandLine.Model.CommandSpec.create()
                        .addMixin("server", CommandLine.Model.CommandSpec.forAnnotatedObject(options)))
                .parseArgs(words);
        return options;
    }
}
