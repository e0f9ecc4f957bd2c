package io.roadstead.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.cli.terminal.Terminal;
import io.roadstead.wire.client.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventsCommandTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "30s, 2026-03-01T11:59:30Z",
        "90m, 2026-03-01T10:30:00Z",
        "2h, 2026-03-01T10:00:00Z",
        "1d, 2026-02-28T12:00:00Z",
        "0s, 2026-03-01T12:00:00Z",
        "2026-02-01T00:00:00Z, 2026-02-01T00:00:00Z"
    })
    void aTimeIsSaidAsHowLongAgoOrAsItself(String text, Instant instant) {
        assertThat(EventsCommand.since(text, NOON)).isEqualTo(instant);
    }

    @Test
    void aTaskIsALineThatSaysHowItEnded() throws IOException {
        assertThat(line("""
                        {"detail-type":"ECS Task State Change","time":"2026-03-01T12:00:01Z",
                         "resources":["arn:aws:ecs:us-east-1:0:task/default/0123456789abcdef0123456789abcdef"],
                         "detail":{"lastStatus":"STOPPED","desiredStatus":"STOPPED","group":"service:web","healthStatus":"UNHEALTHY",
                          "taskDefinitionArn":"arn:aws:ecs:us-east-1:0:task-definition/web:3",
                          "stopCode":"EssentialContainerExited","stoppedReason":"Essential container in task exited",
                          "containers":[{"name":"main","exitCode":137,"reason":"OutOfMemoryError: killed"},{"name":"side"}]}}
                        """))
                .isEqualTo("2026-03-01 12:00:01  task        default     0123456789abcdef0123456789abcdef  STOPPED    "
                        + "web:3 of service:web, UNHEALTHY: EssentialContainerExited, Essential container in task exited"
                        + " (main: exit 137 OutOfMemoryError: killed)");
    }

    @Test
    void aTaskThatIsToStopSaysSo() throws IOException {
        assertThat(line("""
                        {"detail-type":"ECS Task State Change","time":"2026-03-01T12:00:01Z",
                         "resources":["arn:aws:ecs:us-east-1:0:task/default/0123456789abcdef0123456789abcdef"],
                         "detail":{"lastStatus":"RUNNING","desiredStatus":"STOPPED","group":"family:web","healthStatus":"UNKNOWN",
                          "taskDefinitionArn":"arn:aws:ecs:us-east-1:0:task-definition/web:3","containers":[]}}
                        """)).endsWith("  RUNNING    web:3, wanted STOPPED");
    }

    @Test
    void anInstanceIsALineThatSaysWhatIsFree() throws IOException {
        assertThat(line("""
                        {"detail-type":"ECS Container Instance State Change","time":"2026-03-01T12:00:01Z",
                         "resources":["arn:aws:ecs:us-east-1:0:container-instance/default/0123456789abcdef0123456789abcdef"],
                         "detail":{"status":"ACTIVE","agentConnected":true,
                          "registeredResources":[{"name":"CPU","integerValue":2048},{"name":"MEMORY","integerValue":3911}],
                          "remainingResources":[{"name":"CPU","integerValue":1024},{"name":"MEMORY","integerValue":3000}]}}
                        """))
                .isEqualTo("2026-03-01 12:00:01  instance    default     0123456789abcdef0123456789abcdef  ACTIVE     "
                        + "agent connected, free: 1024 of 2048 CPU units, 3000 of 3911 MiB");
    }

    @Test
    void aServicesNewsAreALineWithTheirReason() throws IOException {
        assertThat(line("""
                        {"detail-type":"ECS Deployment State Change","time":"2026-03-01T12:00:01Z",
                         "resources":["arn:aws:ecs:us-east-1:0:service/default/web"],
                         "detail":{"eventType":"ERROR","eventName":"SERVICE_DEPLOYMENT_FAILED","reason":"tasks failed to start."}}
                        """))
                .isEqualTo("2026-03-01 12:00:01  deployment  default     web                               ERROR      "
                        + "SERVICE_DEPLOYMENT_FAILED: tasks failed to start.");
        assertThat(line("""
                        {"detail-type":"ECS Service Action","time":"2026-03-01T12:00:01Z",
                         "resources":["arn:aws:ecs:us-east-1:0:service/default/web"],
                         "detail":{"eventType":"INFO","eventName":"SERVICE_STEADY_STATE"}}
                        """)).endsWith("INFO       SERVICE_STEADY_STATE");
    }

    private static String line(String event) throws IOException {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, UTF_8);
        return new EventLines(new Terminal(nowhere, nowhere, false, false), ZoneOffset.UTC)
                .line(Json.parse(event.getBytes(UTF_8)));
    }
}
