package io.roadstead.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.acceptance.Installation;
import io.roadstead.acceptance.Installation.Ran;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code ecs-api-common-errors}: calls of the real AWS CLI that are refused, explained by the request id that it tells. */
@Tag("docker")
class ExplainedCallsTest {
    private static final Installation HOUSE = new Installation("--no-agent").unexamined();
    private static final Pattern REQUEST_ID =
            Pattern.compile("x-amzn-requestid['\": ]+([0-9a-f-]{36})", Pattern.CASE_INSENSITIVE);

    @BeforeAll
    static void start() throws IOException {
        HOUSE.startProcess();
        HOUSE.awaitAnswer();
    }

    @AfterAll
    static void close() {
        HOUSE.close();
    }

    @Test
    void aClusterThatIsNotThereIsNamedAndMadeByTheFixItself() {
        Ran explained = explained("aws ecs list-tasks --cluster shop --debug");
        assertThat(explained.status()).isEqualTo(2);
        assertThat(explained.output())
                .contains("ListTasks: There is no cluster shop in this account and region.")
                .contains("HTTP 400 ClusterNotFoundException: Cluster not found.")
                .contains("./roadstead doctor article ecs-api-common-errors");
        String fix = explained
                .output()
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("aws ecs create-cluster"))
                .findFirst()
                .orElseThrow();
        assertThat(Shell.run(HOUSE, fix).status()).isZero();
        assertThat(Shell.run(HOUSE, "aws ecs list-tasks --cluster shop").status())
                .isZero();
    }

    @Test
    void aWrongSecretIsToldAsSuchThoughNobodyWasRecognized() {
        assertThat(explained("AWS_SECRET_ACCESS_KEY=wrong aws ecs list-clusters --debug")
                        .output())
                .contains("the secret does not belong to the key")
                .contains("nobody was recognized");
    }

    @Test
    void aDefinitionThatIsNotThereIsNamed() {
        assertThat(explained("aws ecs run-task --task-definition web:7 --debug").output())
                .contains("RunTask: There is no task definition web:7")
                .contains("aws ecs list-task-definitions --family-prefix web");
    }

    @Test
    void anIdThatNobodyKnowsIsAnsweredWithHowLongCallsAreKept() {
        Ran ran = doctor("00000000-0000-4000-8000-000000000000");
        assertThat(ran.status()).isEqualTo(3);
        assertThat(ran.error()).contains("keeps the last 1000 of the past 60 minutes");
    }

    /** Calls, takes the request id from what the CLI logs, and asks the doctor. */
    private static Ran explained(String command) {
        Ran refused = Shell.run(HOUSE, command);
        assertThat(refused.status()).isNotZero();
        Matcher id = REQUEST_ID.matcher(refused.error());
        assertThat(id.find()).as(refused.error()).isTrue();
        return doctor(id.group(1));
    }

    private static Ran doctor(String requestId) {
        return Installation.run(new ProcessBuilder(Installation.roadstead(
                "doctor",
                "call",
                requestId,
                "--lang",
                "en",
                "--data",
                HOUSE.data().toString())));
    }
}
