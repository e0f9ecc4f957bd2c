package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.roadstead.testkit.BusyboxImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Lines of a container that still writes, and those of one that wrote while server or agent were dead, each by itself: the
 * server and the agent are processes of their own here.
 */
@Tag("docker")
class LogsFollowTest {
    private static final Installation HOUSE = new Installation("--no-agent");
    private static final SecondAgent AGENT = new SecondAgent(HOUSE);

    /** How long Docker's driver tries to send a batch, with time to spare. */
    private static final Duration DROPPED = Duration.ofSeconds(7);

    @BeforeAll
    static void start() {
        BusyboxImage.ensure();
        HOUSE.startProcess();
        HOUSE.awaitAnswer();
        AGENT.startProcess();
        AGENT.awaitConnected(1);
    }

    @AfterAll
    static void close() {
        try (HOUSE;
                AGENT) {
            HOUSE.examine();
        }
    }

    /**
     * As {@code aws logs tail --follow} does it: FilterLogEvents again and again, from the time of the newest event, leaving
     * out those it has shown. (The CLI's first version has no tail, and its second is in no registry of packages.)
     */
    @Test
    void linesAreReadWhileTheirContainerWritesAndWhileServerAndAgentAreKilled() {
        HOUSE.aws("logs", "create-log-group", "--log-group-name", "/ecs/follow");
        define("follow", "/ecs/follow", "i=0; while [ $i -lt 240 ]; do echo line $i; i=$((i+1)); usleep 100000; done");
        String task = run("follow");
        HOUSE.awaitStatus(task, "RUNNING");
        Map<String, String> shown = new LinkedHashMap<>();
        follow("/ecs/follow", shown, 10);
        assertThat(HOUSE.describe(task).path("lastStatus").asText()).isEqualTo("RUNNING");

        HOUSE.kill();
        HOUSE.startProcess();
        HOUSE.awaitAnswer();
        follow("/ecs/follow", shown, 60);

        AGENT.close();
        sleep(DROPPED);
        AGENT.startProcess();
        AGENT.awaitConnected(1);
        HOUSE.awaitStatus(task, "STOPPED");
        follow("/ecs/follow", shown, 240, "0");
        assertThat(shown.values())
                .as("each line, once")
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 240).mapToObj(i -> "line " + i).toList());
    }

    @Test
    void longLinesThatWereDroppedAreSentAgain() {
        HOUSE.aws("logs", "create-log-group", "--log-group-name", "/ecs/long");
        define(
                "long",
                "/ecs/long",
                "while ! test -e /go; do sleep 0.1; done; for n in 40000 300000; do head -c $n /dev/zero | tr '\\\\0' x; echo; done; echo end; sleep 100");
        String task = run("long");
        HOUSE.awaitStatus(task, "RUNNING");
        String container = Installation.containersOf(task).getFirst();
        AGENT.close();
        Installation.docker("exec", container, "touch", "/go");
        sleep(DROPPED.plusSeconds(5));
        AGENT.startProcess();
        AGENT.awaitConnected(1);
        Map<String, String> shown = new LinkedHashMap<>();
        follow("/ecs/long", shown, 4);
        assertThat(shown.values().stream().map(String::length)).containsExactly(40_000, 262_118, 37_882, 3);
        HOUSE.call("StopTask", Installation.input().put("task", task));
        HOUSE.awaitStatus(task, "STOPPED");
    }

    private static void follow(String group, Map<String, String> shown, int atLeast, String... from) {
        List<String> since = new ArrayList<>(List.of(from));
        Awaitility.await(atLeast + " lines of " + group + "; the logs are " + HOUSE.log() + " and " + AGENT.log())
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    List<String> words =
                            new ArrayList<>(List.of("logs", "filter-log-events", "--log-group-name", group));
                    if (!since.isEmpty()) {
                        words.addAll(List.of("--start-time", since.getFirst()));
                    }
                    for (JsonNode event :
                            HOUSE.aws(words.toArray(String[]::new)).path("events")) {
                        shown.put(
                                event.path("eventId").asText(),
                                event.path("message").asText());
                        if (from.length == 0) {
                            since.clear();
                            since.add(event.path("timestamp").asText());
                        }
                    }
                    return shown.size() >= atLeast;
                });
    }

    private static void define(String family, String group, String script) {
        HOUSE.definition(family, """
                {"command":["sh","-c","%s"],"stopTimeout":2,"logConfiguration":{"logDriver":"awslogs","options":{
                 "awslogs-group":"%s","awslogs-region":"us-east-1","awslogs-stream-prefix":"app"}}}
                """.formatted(script, group));
    }

    private static String run(String family) {
        return HOUSE.call("RunTask", Installation.input().put("taskDefinition", family))
                .path("tasks")
                .path(0)
                .path("taskArn")
                .asText();
    }

    /** So long nobody is there to take lines, whatever happens. */
    private static void sleep(Duration time) {
        Awaitility.await().pollDelay(time).timeout(time.plusSeconds(5)).until(() -> true);
    }
}
