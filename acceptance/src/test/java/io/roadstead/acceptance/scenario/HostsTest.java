package io.roadstead.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.acceptance.Installation;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.testkit.BusyboxImage;
import io.roadstead.wire.client.ApiError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A host whose agent was started by hand: it ends, comes back, comes back smaller, and comes back as another instance. */
@Tag("docker")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HostsTest {
    private static final Installation HOUSE =
            new Installation("--no-agent", "--healthy-after", "PT1S", "--throttle-first", "PT0.2S").unexamined();
    private static final Patient WEB = new Patient(HOUSE, "default", "web");
    private static final HandStarted HOST = new HandStarted(HOUSE);
    private static final AgentProcess OTHER = new AgentProcess(
            HOUSE, "default", "other", Map.of("INVOCATION_ID", "", "ROADSTEAD_BIND_ADDRESS", "127.0.0.2"));

    @BeforeAll
    static void start() throws IOException {
        BusyboxImage.ensure();
        HOUSE.startProcess();
        HOUSE.awaitAnswer();
        HOST.install();
        HOST.start("ROADSTEAD_CPU=1024");
        HOUSE.definition("web", "{\"cpu\":600,\"stopTimeout\":2,\"command\":[\"sleep\",\"100000\"]}");
        Awaitility.await("the host").atMost(Installation.LIMIT).until(() -> connected() == 1);
        WEB.create(1).cured();
    }

    @AfterAll
    static void close() throws IOException {
        HOST.close();
        OTHER.close();
        HOUSE.close();
    }

    @Test
    @Order(1)
    void anAgentThatNothingStartsAgainIsStartedByThePrintedCommand() throws IOException {
        HOST.kill();
        Finding found = WEB.diagnosed("ecs-agent-disconnected", "false");
        assertThat(found.cause().en()).contains(" on host ").contains("is not connected");
        WEB.apply(found, 0).cured();
    }

    @Test
    @Order(2)
    void aHostThatCameBackSmallerIsRidOfWhatItCannotHold() throws IOException {
        HOST.kill();
        HOST.start("ROADSTEAD_CPU=512");
        OTHER.start();
        Awaitility.await("both").atMost(Installation.LIMIT).until(() -> connected() == 2);
        Finding found =
                WEB.diagnosed("ecs-change-container-instance-type", Severity.WARNING, "512 registered, -88 remaining");
        assertThat(found.cause().en()).contains("its tasks were promised 88 CPU units more than it has now");
        WEB.apply(found, 0);
        String small = found.subject();
        Awaitility.await("the move").atMost(Installation.LIMIT).untilAsserted(() -> assertThat(
                        HOUSE.call("DescribeContainerInstances", instances()).path("containerInstances"))
                .allSatisfy(each -> assertThat(each.path("runningTasksCount").asInt())
                        .isEqualTo(each.path("containerInstanceArn").asText().equals(small) ? 0 : 1)));
        WEB.cured();
        Awaitility.await("the old one to be taken off")
                .atMost(Installation.LIMIT)
                // Until its last task has stopped: Found running tasks on the instance.
                .ignoreExceptionsInstanceOf(ApiError.class)
                .until(() -> HOUSE.call(
                                "DeregisterContainerInstance",
                                Installation.input().put("containerInstance", small))
                        .has("containerInstance"));
    }

    @Test
    @Order(3)
    void aHostThatRegisteredAnewIsTakenOffUnderItsOldName() throws IOException {
        OTHER.close();
        Awaitility.await("nobody").atMost(Installation.LIMIT).until(() -> connected() == 0);
        forget(OTHER.data());
        OTHER.start();
        Awaitility.await("the newcomer").atMost(Installation.LIMIT).until(() -> connected() == 1);
        Finding found = WEB.diagnosed("deregister-ecs-instance", "agentConnected true");
        assertThat(found.cause().en()).contains("1 task is still counted as running there, and nobody replaces it.");
        WEB.apply(found, 0);
        WEB.cured();
        assertThat(instances().path("containerInstances")).hasSize(1);
    }

    private static void forget(Path data) throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private static ObjectNode instances() {
        ObjectNode input = Installation.input();
        input.set(
                "containerInstances",
                HOUSE.call("ListContainerInstances", Installation.input()).path("containerInstanceArns"));
        return input;
    }

    private static int connected() {
        ObjectNode input = instances();
        int connected = 0;
        if (!input.path("containerInstances").isEmpty()) {
            for (JsonNode each : HOUSE.call("DescribeContainerInstances", input).path("containerInstances")) {
                connected += each.path("agentConnected").asBoolean() ? 1 : 0;
            }
        }
        return connected;
    }

    /** A host with a checkout, from which somebody starts the agent in a terminal as {@code ./roadstead agent}. */
    private static final class HandStarted {
        private final Installation house;

        HandStarted(Installation house) {
            this.house = house;
        }

        /** Puts a launcher there that runs this build, keeps its state there, and notes its process. */
        void install() throws IOException {
            List<String> command = Installation.roadstead();
            StringBuilder line = new StringBuilder();
            command.forEach(
                    word -> line.append('\'').append(word.replace("'", "'\\''")).append("' "));
            Path launcher = house.data().resolve("roadstead");
            Files.writeString(launcher, """
                #!/bin/sh
                echo $$ > agent.pid
                export XDG_STATE_HOME="$PWD/host" ECS_IMAGE_PULL_BEHAVIOR=prefer-cached INVOCATION_ID=
                exec %s "$@"
                """.formatted(line));
            Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        }

        void start(String variable) {
            Shell.run(
                    house,
                    "export " + variable + "; setsid nohup ./roadstead agent --server \"$AWS_ENDPOINT_URL\" --cluster"
                            + " default >> roadstead-agent.log 2>&1 < /dev/null &");
        }

        /** As {@code kill -9}. */
        void kill() throws IOException {
            long pid = Long.parseLong(
                    Files.readString(house.data().resolve("agent.pid")).strip());
            ProcessHandle.of(pid).ifPresent(process -> {
                process.destroyForcibly();
                process.onExit().join();
            });
        }

        void close() throws IOException {
            if (Files.exists(house.data().resolve("agent.pid"))) {
                kill();
            }
        }
    }
}
