package io.roadstead.doctor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.doctor.ToldCluster;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of containers in CloudWatch Logs: those that are missing, and what those that are there say. */
class LogsTest {
    private static final String AWSLOGS =
            ",\"logConfiguration\":{\"logDriver\":\"awslogs\",\"options\":{\"awslogs-group\":"
                    + "\"/ecs/web\",\"awslogs-region\":\"us-east-1\",\"awslogs-stream-prefix\":\"app\"}}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "sh: SHOP_URL: parameter not set | The program in container main wants the environment variable"
                        + " SHOP_URL, and web:1 does not set it.",
                "/run.sh: line 3: SHOP_URL: unbound variable | wants the environment variable SHOP_URL,",
                "KeyError: 'SHOP_URL' | wants the environment variable SHOP_URL,",
                "Error: environment variable SHOP_URL is not set | wants the environment variable SHOP_URL,",
                "panic: missing required environment variable: SHOP_URL | wants the environment variable SHOP_URL,",
                "fatal: SHOP_URL is required | wants the environment variable SHOP_URL,",
                "sh: SHOP_MODE: parameter not set | web:1 sets SHOP_MOOD instead.",
            })
    void aVariableThatTheProgramMissesIsNamed(String line, String cause) {
        Finding first = ended(",\"environment\":[{\"name\":\"SHOP_MOOD\",\"value\":\"gay\"}]", line);
        assertThat(first.article()).isEqualTo("ecs-task-environment-variables");
        assertThat(first.cause().en()).contains(cause);
        assertThat(first.evidence())
                .anyMatch(one -> one.source().equals("CloudWatch Logs /ecs/web app/main/t0")
                        && one.text().equals(line));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "psql: error: could not translate host name \"db.internal\" to address: Name or service not known |"
                        + " the name of the database's host is not found",
                "psql: error: connection to server at \"db.internal\", port 5432 failed: Connection refused | nobody"
                        + " listens on that port",
                "java.net.ConnectException: Connection timed out: db.internal:3306 | no answer comes from the"
                        + " database's host",
                "FATAL: password authentication failed for user \"shop\" of database shop | refuses user or password",
            })
    void aDatabaseThatIsNotReachedIsToldByHowFarItWent(String line, String cause) {
        Finding first = ended(",\"environment\":[{\"name\":\"DB_HOST\",\"value\":\"db.internal\"}]", line);
        assertThat(first.article()).isEqualTo("ecs-task-connect-rds-database");
        assertThat(first.cause().en()).contains(cause);
    }

    @Test
    void aProgramThatFindsNoRoomIsGivenSome() {
        Finding first = ended("", "dd: error writing '/data/orders': No space left on device");
        assertThat(first.article()).isEqualTo("ecs-container-storage-increase-ec2");
        assertThat(commands(first)).first().isEqualTo("resize2fs <DEVICE> || xfs_growfs <DEVICE>");
    }

    @Test
    void aDatabaseAtLocalhostIsTheContainerItself() {
        Finding first = ended(
                ",\"environment\":[{\"name\":\"DATABASE_URL\",\"value\":\"postgres://shop@localhost:5432/shop\"}]",
                "connect ECONNREFUSED 127.0.0.1:5432");
        assertThat(first.cause().en()).contains("localhost (DATABASE_URL), which is the container itself");
        assertThat(commands(first))
                .anyMatch(command -> command.contains("sub(\"localhost|127[.]0[.]0[.]1\"; \"<DATABASE-HOST>\")"))
                .anyMatch(command -> command.contains(".networkMode = \"host\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connection refused by peer",
                "request to https://api.example.com timed out",
                "a line that says nothing",
                "SHOP_MOOD is not set"
            })
    void whatIsAboutSomethingElseLeavesTheExitCodeToSpeak(String line) {
        assertThat(ended(",\"environment\":[{\"name\":\"SHOP_MOOD\",\"value\":\"gay\"}]", line)
                        .article())
                .isEqualTo("ecs-tasks-container-exit-issues");
    }

    @Test
    void tasksThatEndedAlikeAreOneFinding() {
        assertThat(failing("")
                        .stopped(
                                "service:web",
                                "EssentialContainerExited",
                                "Essential container in task exited",
                                "\"exitCode\":1")
                        .stopped(
                                "service:web",
                                "EssentialContainerExited",
                                "Essential container in task exited",
                                "\"exitCode\":1")
                        .stream("/ecs/web", "app/main/t0", "sh: SHOP_URL: parameter not set")
                        .findings())
                .extracting(Finding::article)
                .containsOnlyOnce("ecs-task-environment-variables")
                .doesNotContain("ecs-tasks-container-exit-issues");
    }

    @Test
    void aGroupThatIsGoneUnderARunningContainerIsMadeAgain() {
        Finding found = running("").findings().getFirst();
        assertThat(found.article()).isEqualTo("ecs-container-logs-cloudwatch");
        assertThat(found.severity()).isEqualTo(Severity.WARNING);
        assertThat(found.evidence().getFirst().text())
                .isEqualTo("ResourceNotFoundException: The specified log group does not exist.");
        assertThat(commands(found))
                .containsExactly("aws logs create-log-group --log-group-name /ecs/web --region us-east-1 && aws ecs"
                        + " update-service --cluster shop --service web --force-new-deployment");
    }

    @Test
    void aStreamThatIsGoneIsMadeByNewContainers() {
        Finding found =
                running("").stream("/ecs/web", "other", "a line").findings().getFirst();
        assertThat(found.article()).isEqualTo("ecs-container-logs-cloudwatch");
        assertThat(commands(found))
                .containsExactly("aws ecs update-service --cluster shop --service web --force-new-deployment");
    }

    @Test
    void aContainerThatWritesIsWell() {
        assertThat(running("").stream("/ecs/web", "app/main/a", "a line").findings())
                .isEmpty();
    }

    @Test
    void aContainerThatHasBeenSilentForTenMinutesIsToldAndOneThatJustCameIsNot() {
        assertThat(running("").stream("/ecs/web", "app/main/a").findings()).isEmpty();
        Finding found = running("", ToldCluster.NOW - 600).stream("/ecs/web", "app/main/a")
                .findings()
                .getFirst();
        assertThat(found.article()).isEqualTo("ecs-eks-troubleshoot-container-logs");
        assertThat(found.severity()).isEqualTo(Severity.INFO);
        assertThat(found.cause().en()).contains("since it started 10 minutes ago");
    }

    @Test
    void aContainerWithoutLogsBesideOneWithThemIsToldAndGivenTheSame() {
        List<Finding> findings = running("},{\"name\":\"side\",\"image\":\"shop/side:1\"").stream(
                        "/ecs/web", "app/main/a", "a line")
                .findings();
        assertThat(findings).singleElement().satisfies(found -> {
            assertThat(found.article()).isEqualTo("ecs-container-logs-cloudwatch");
            assertThat(found.severity()).isEqualTo(Severity.INFO);
            assertThat(commands(found).getFirst()).contains("if .name == \"side\" then .logConfiguration = $log");
        });
    }

    private static Finding ended(String members, String line) {
        return failing(members)
                .stopped(
                        "service:web",
                        "EssentialContainerExited",
                        "Essential container in task exited",
                        "\"exitCode\":1")
                .stream("/ecs/web", "app/main/t0", "starting", line, "bye")
                .findings()
                .getFirst();
    }

    private static ToldCluster failing(String members) {
        return new ToldCluster().service("web", 1, 0, 0, "").definition("web:1", members + AWSLOGS);
    }

    private static ToldCluster running(String more) {
        return running(more, ToldCluster.NOW - 90);
    }

    private static ToldCluster running(String more, long started) {
        return new ToldCluster()
                .service("web", 1, 1, 0, "")
                .instance("i1", 512, 500)
                .definition("web:1", AWSLOGS + more)
                .task(
                        "a",
                        "web:1",
                        "\"lastStatus\":\"RUNNING\",\"desiredStatus\":\"RUNNING\",\"group\":\"service:web\","
                                + "\"startedBy\":\"ecs-svc/1\",\"startedAt\":" + started
                                + ",\"containerInstanceArn\":\"" + ToldCluster.PREFIX
                                + "container-instance/shop/i1\",\"containers\":[{\"name\":\"main\",\"lastStatus\":\"RUNNING\"}]");
    }

    private static List<String> commands(Finding finding) {
        return finding.fix().stream().map(Fix::commands).flatMap(List::stream).toList();
    }
}
