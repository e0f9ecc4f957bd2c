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

/** ECS's own words about stopped tasks, and what the doctor reads in them. Source: ecs-behaviour 4.4 to 4.7. */
class StoppedTasksTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "CannotPullContainerError: Error response from daemon: manifest for shop/web:9 not found: manifest unknown | ecs-cluster-image-not-exist-error | There is no image shop/web:1",
                "CannotPullContainerError: API error (404): repository 1.dkr.ecr.us-east-1.amazonaws.com/shop/web not found | ecs-cluster-image-not-exist-error | There is no image",
                "CannotPullContainerError: The task can’t pull the image. Check whether the image exists. Error response from daemon: pull access denied for web, repository does not exist or may require 'docker login': denied: requested access to the resource is denied | ecs-cluster-image-not-exist-error | There is no image",
                "CannotPullContainerError: Error response from daemon: toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit | ecs-pull-container-error-rate-limit | pull rate limit",
                "CannotPullContainerError: error pulling image configuration: error parsing HTTP 403 response body: invalid character '<' looking for beginning of value | ecs-ecr-docker-image-error | refuses the layers (HTTP 403)",
                "CannotPullContainerError: image Manifest does not contain descriptor matching platform 'linux/amd64' | ecs-pull-container-error | was not built for this host's processor",
                "CannotPullContainerError: Error response from daemon: Get https://registry.local/v2/web/manifests/1: unauthorized: authentication required | update-credentials-ecs | wants credentials",
                "CannotPullContainerError: Error response from daemon: Get https://registry.local/v2/: proxyconnect tcp: dial tcp 10.0.0.9:3128: connect: connection refused | ecs-http-proxy-docker-linux2 | goes through an HTTP proxy",
                "CannotPullContainerError: Error response from daemon: Get https://registry.local/v2/: dial tcp: lookup registry.local: no such host | ecs-pull-container-error | was not reached",
                "CannotPullContainerError: API error (500): Get https://1.dkr.ecr.us-east-1.amazonaws.com/v2/: net/http: request canceled while waiting for connection | ecs-pull-container-error | was not reached",
                "CannotPullContainerError: write /var/lib/docker/tmp/GetImageBlob1: no space left on device | container-image-cleanup-ecs | disk of the container instance is full",
                "CannotCreateContainerError: API error (500): devmapper: Thin Pool has 1 free data blocks which is less than minimum required 9 free data blocks. | container-image-cleanup-ecs | disk of the container instance is full",
                "CannotStartContainerError: Error response from daemon: driver failed programming external connectivity on endpoint x: Bind for 0.0.0.0:8080 failed: port is already allocated | dynamic-port-mapping-ecs | holds port 8080",
                "CannotStartContainerError: Error response from daemon: driver failed programming external connectivity on endpoint x: Error starting userland proxy: listen tcp4 0.0.0.0:8081: bind: address already in use | dynamic-port-mapping-ecs | holds port 8081",
                "CannotStartContainerError: Error response from daemon: failed to set up container networking: driver failed programming external connectivity on endpoint x: failed to bind host port for 0.0.0.0:8082:172.17.0.2:80/tcp: address already in use | dynamic-port-mapping-ecs | holds port 8082",
                "CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. | ecs-resource-initialization-error | log driver of container main",
                "CannotStartContainerError: Error response from daemon: OCI runtime create failed: runc create failed: unable to start container process: exec: \"/no/such\": stat /no/such: no such file or directory: unknown | ecs-tasks-container-exit-issues | is not in its image",
                "CannotStartContainerError: Error response from daemon: OCI runtime create failed: exec: \"nothing\": executable file not found in $PATH: unknown | ecs-tasks-container-exit-issues | is not in its image",
                "CannotStartContainerError: Error response from daemon: OCI runtime create failed: exec /bin/web: exec format error | ecs-tasks-container-exit-issues | built for another processor",
                "CannotStartContainerError: Error response from daemon: error while mounting volume '/v': failed to mount local volume: mount /srv/x:/v, flags: 0x1000: no such file or directory | ecs-task-stopped | could not be mounted",
                "CannotCreateContainerError: Error response from daemon: invalid mount config for type \"bind\": bind source path does not exist: /srv/x | ecs-task-stopped | could not be mounted",
                "DockerTimeoutError: Could not transition to started; timed out after waiting 3m0s | ecs-fargate-docker-timeout-error | in the time the agent gives it: 3m0s",
                "dependency graph: container ordering dependency [{db HEALTHY}] for target [main] has timed out. | ecs-task-stopped | dependsOn",
                "HostConfigError: something nobody has seen before | ecs-task-stopped | something nobody has seen before",
            })
    void aTaskThatNeverStartedIsExplainedByItsContainersWords(String reason, String article, String cause) {
        ToldCluster cluster = failing()
                .stopped(
                        "service:web",
                        "TaskFailedToStart",
                        "Task failed to start",
                        "\"lastStatus\":\"STOPPED\",\"reason\":\"" + reason.replace("\"", "\\\"") + "\"");
        Finding first = cluster.findings().getFirst();
        assertThat(first.article()).isEqualTo(article);
        assertThat(first.severity()).isEqualTo(Severity.ERROR);
        assertThat(first.cause().en()).contains(cause);
        assertThat(first.evidence()).as("ECS's words, unchanged").anyMatch(evidence -> evidence.text()
                .equals(reason));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0   | ends by itself with exit code 0",
                "1   | ended with an error of its own (exit code 1)",
                "126 | could not run its command (exit code 126)",
                "127 | could not run its command (exit code 127)",
                "137 | ended by SIGKILL (exit code 137), and not for its memory",
                "139 | segmentation fault",
                "143 | ended by SIGTERM",
            })
    void anExitCodeOfAServicesTaskIsExplained(int code, String cause) {
        Finding first = failing()
                .stopped(
                        "service:web",
                        "EssentialContainerExited",
                        "Essential container in task exited",
                        "\"exitCode\":" + code)
                .findings()
                .getFirst();
        assertThat(first.article()).isEqualTo("ecs-tasks-container-exit-issues");
        assertThat(first.cause().en()).contains(cause);
        assertThat(commands(first))
                .anyMatch(command -> command.contains("container-name=main"))
                .anyMatch(command -> command.contains("update-service --cluster shop --service web"));
    }

    @Test
    void theContainerThatWasWaitedForIsTheCauseAndNotTheOneThatWaited() {
        Finding first = failing()
                .stopped(
                        "service:web",
                        "TaskFailedToStart",
                        "Task failed to start",
                        "\"reason\":\"CannotStartContainerError: dependency graph: failed to resolve container ordering"
                                + " dependency [db] for target [main] because dependency will never start\"},"
                                + "{\"name\":\"db\",\"image\":\"shop/db:2\",\"reason\":\"CannotPullContainerError: Error"
                                + " response from daemon: manifest for shop/db:2 not found: manifest unknown\"")
                .findings()
                .getFirst();
        assertThat(first.article()).isEqualTo("ecs-cluster-image-not-exist-error");
        assertThat(first.cause().en()).contains("shop/db:2");
    }

    @Test
    void aContainerThatWaitedIsToldFromTheOneThatFailed() {
        Finding first = failing()
                .definition("web:1", ",\"dependsOn\":[{\"containerName\":\"setup\",\"condition\":\"SUCCESS\"}]")
                .stopped(
                        "service:web",
                        "TaskFailedToStart",
                        "Task failed to start",
                        "\"exitCode\":143,\"reason\":\"CannotStartContainerError: dependency graph: failed to resolve"
                                + " container ordering dependency [setup] for target [main] as dependency did not exit"
                                + " successfully.\"},{\"name\":\"setup\",\"image\":\"shop/db:2\",\"exitCode\":3")
                .findings()
                .getFirst();
        assertThat(first.article()).isEqualTo("ecs-task-stopped");
        assertThat(first.cause().en()).contains("waits for container setup (SUCCESS)", "exit code 3");
        assertThat(commands(first).getFirst()).contains("if .name == \"setup\" then .command");
    }

    @Test
    void aContainerThatWaitedInVainIsToldFromTheOneThatTookTooLongWhateverItsEnd() {
        Finding first = failing()
                .definition(
                        "web:1",
                        ",\"dependsOn\":[{\"containerName\":\"db\",\"condition\":\"HEALTHY\"}]},"
                                + "{\"name\":\"db\",\"startTimeout\":30")
                .stopped(
                        "service:web",
                        "TaskFailedToStart",
                        "Task failed to start",
                        "\"exitCode\":143,\"reason\":\"CannotStartContainerError: dependency graph: container ordering"
                                + " dependency [db(shop/db:2) (RUNNING->RUNNING)] for target [main(shop/web:1)"
                                + " (MANIFEST_PULLED->RUNNING)] has timed out.\"},"
                                + "{\"name\":\"db\",\"image\":\"shop/db:2\",\"exitCode\":137")
                .findings()
                .getFirst();
        assertThat(first.article()).isEqualTo("ecs-task-stopped");
        assertThat(first.cause().en())
                .isEqualTo("Container main was never started: it waits for container db (HEALTHY), and that one did not"
                        + " come so far within its startTimeout of 30 s.");
        assertThat(commands(first).getFirst()).contains("if .name == \"db\" then .startTimeout = 120");
    }

    @Test
    void whatFailedBeforeAnyContainerIsToldInTheTasksOwnWords() {
        String missing = "initialize volume: volume detection failed, volume 'data' does not exist";
        Finding first = failing()
                .stopped(
                        "service:web",
                        "TaskFailedToStart",
                        missing,
                        "\"reason\":\"TaskStoppedBeforePullBeginError: Task stopped before image pull could begin for"
                                + " task: t0\"")
                .findings()
                .getFirst();
        assertThat(first.cause().en()).isEqualTo("The task failed to start: " + missing);
    }

    @Test
    void anEngineThatIsLateIsToldWithItsLimitAndGivenLonger() {
        Finding first = failing()
                .stopped(
                        "service:web",
                        "TaskFailedToStart",
                        "Task failed to start",
                        "\"reason\":\"DockerTimeoutError: Could not transition to created; timed out after waiting 4m0s\"")
                .findings()
                .getFirst();
        assertThat(first.cause().en())
                .isEqualTo(
                        "The Docker Engine did not get container main created in the time the agent gives it: 4m0s.");
        assertThat(commands(first).getLast())
                .contains("printf '%s\\n' ECS_CONTAINER_CREATE_TIMEOUT=8m >> /etc/ecs/ecs.config");
    }

    @Test
    void aKillForMemoryIsToldWithTheLimitAndTwiceThatIsProposed() {
        Finding first = failing()
                .definition("web:1", ",\"memory\":48")
                .stopped(
                        "service:web",
                        "EssentialContainerExited",
                        "Essential container in task exited",
                        "\"exitCode\":137,\"reason\":\"OutOfMemoryError: Container killed due to memory usage\"")
                .findings()
                .getFirst();
        assertThat(first.article()).isEqualTo("ecs-resolve-outofmemory-errors");
        assertThat(first.cause().en()).contains("its own limit of 48 MiB");
        assertThat(commands(first).getFirst()).contains(".memory = 96");
    }

    @Test
    void aReplacementForFailedChecksIsToldWithTheCheckItself() {
        Finding first = failing()
                .definition(
                        "web:1",
                        ",\"healthCheck\":{\"command\":[\"CMD-SHELL\",\"curl -f localhost\"],\"interval\":5,\"retries\":2}")
                .stopped(
                        "service:web",
                        "ServiceSchedulerInitiated",
                        "Task failed container health checks",
                        "\"exitCode\":137,\"healthStatus\":\"UNHEALTHY\"")
                .findings()
                .getFirst();
        assertThat(first.article()).isEqualTo("ecs-task-container-health-check-failures");
        assertThat(first.cause().en())
                .contains("(CMD-SHELL curl -f localhost; interval 5 s, timeout 5 s, retries 2, startPeriod 0 s)");
    }

    @Test
    void tasksOfOneCauseAreOneFindingAboutTheNewest() {
        ToldCluster cluster = failing();
        for (int each = 0; each < 3; each++) {
            cluster.stopped("service:web", "EssentialContainerExited", "Essential container in task exited", EXIT_1);
        }
        assertThat(cluster.findings()).singleElement().satisfies(finding -> assertThat(finding.evidence())
                .anyMatch(evidence -> evidence.text().equals("3 tasks of service:web stopped so")));
    }

    @ParameterizedTest
    @CsvSource({
        "UserInitiated,I said so",
        "ServiceSchedulerInitiated,Scaling activity initiated by (deployment ecs-svc/1)"
    })
    void aStopThatSomebodyWantedIsNoFinding(String stopCode, String reason) {
        assertThat(failing()
                        .stopped("service:web", stopCode, reason, "\"exitCode\":137")
                        .findings())
                .isEmpty();
    }

    @Test
    void aFailureBeforeTheServiceWasSteadyIsHistory() {
        assertThat(new ToldCluster()
                        .service("web", 1, 1, 0, ToldCluster.events("(service web) has reached a steady state."))
                        .task(
                                "old",
                                "web:1",
                                "\"lastStatus\":\"STOPPED\",\"group\":\"service:web\",\"startedBy\":\"ecs-svc/1\","
                                        + "\"stopCode\":\"EssentialContainerExited\",\"stoppedAt\":"
                                        + (ToldCluster.NOW - 60)
                                        + ",\"containers\":[{\"name\":\"main\",\"exitCode\":1}]")
                        .findings())
                .isEmpty();
    }

    @Test
    void aFailureOfADeploymentThatIsGoneIsHistory() {
        assertThat(new ToldCluster()
                        .service("web", 1, 1, 0, "")
                        .task(
                                "old",
                                "web:1",
                                "\"lastStatus\":\"STOPPED\",\"group\":\"service:web\",\"startedBy\":\"ecs-svc/0\","
                                        + "\"stopCode\":\"EssentialContainerExited\",\"stoppedAt\":"
                                        + (ToldCluster.NOW - 1)
                                        + ",\"containers\":[{\"name\":\"main\",\"exitCode\":1}]")
                        .findings())
                .isEmpty();
    }

    @Test
    void aTaskRunByHandThatEndedWithZeroDidWhatItWasFor() {
        assertThat(new ToldCluster()
                        .stopped(
                                "family:web",
                                "EssentialContainerExited",
                                "Essential container in task exited",
                                "\"exitCode\":0")
                        .findings())
                .isEmpty();
    }

    @Test
    void aTaskRunByHandThatFailedMattersUntilALaterOneGoesBetter() {
        ToldCluster cluster = new ToldCluster()
                .stopped("family:web", "EssentialContainerExited", "Essential container in task exited", EXIT_1);
        assertThat(cluster.findings()).hasSize(1);
        String later = "\"group\":\"family:web\",\"createdAt\":" + (ToldCluster.NOW - 5) + ",\"startedAt\":"
                + (ToldCluster.NOW - 4) + ",";
        assertThat(cluster.task(
                                "later",
                                "web:2",
                                later + "\"lastStatus\":\"STOPPED\",\"stopCode\":\"UserInitiated\","
                                        + "\"containers\":[{\"name\":\"main\",\"exitCode\":137}]")
                        .findings())
                .as("it ran until somebody stopped it")
                .isEmpty();
    }

    private static final String EXIT_1 = "\"exitCode\":1";

    /** A service that has too few tasks and says nothing itself. */
    private static ToldCluster failing() {
        return new ToldCluster().service("web", 1, 0, 0, "");
    }

    private static List<String> commands(Finding finding) {
        return finding.fix().stream().map(Fix::commands).flatMap(List::stream).toList();
    }
}
