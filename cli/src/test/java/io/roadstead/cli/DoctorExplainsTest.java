package io.roadstead.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server says of why something is held up, and what the doctor makes of it. */
class DoctorExplainsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final ServerAtHand server;
    private final String instance;

    DoctorExplainsTest(@TempDir Path directory) throws IOException {
        server = new ServerAtHand(directory);
        instance = StatusCommand.afterSlash(server.instance());
    }

    @BeforeEach
    void aServiceThatDoesNotFitWhole() throws IOException {
        server.call("RegisterTaskDefinition", """
                {"family":"web","containerDefinitions":[{"name":"main","image":"busybox","cpu":400,"memory":16}]}""");
        server.call("CreateService", """
                {"serviceName":"web","taskDefinition":"web","desiredCount":4,"launchType":"EC2"}""");
        await("two of four tasks placed")
                .atMost(SOON)
                .until(() -> why("NO_PLACE").size() == 1);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aServiceIsExplainedWithTheTableOfEveryInstance() {
        Json explained = explained();
        assertThat(explained.path("serviceArn").text()).endsWith(":service/default/web");
        assertThat(why("NO_PLACE"))
                .singleElement()
                .asString()
                .isEqualTo("2 tasks are to start, and none of 1 container instances takes one; the closest: " + instance
                        + ": 400 CPU units wanted, 224 free");
        assertThat(why("PENDING")).containsExactly("2 tasks are on the way to RUNNING");
        assertThat(explained.path("counts").path("lacking").number()).isEqualTo(2);
        assertThat(explained.path("counts").path("maximum").number()).isEqualTo(8);
        Json row = explained.path("placement").path("instances").first();
        assertThat(row.path("reason").text()).isEqualTo("RESOURCE:CPU");
        assertThat(row.path("takesWhenEmpty").truth()).isTrue();
        assertThat(row.path("remaining").path("cpu").number()).isEqualTo(224);
        assertThat(row.path("holders").items()).hasSize(2).allSatisfy(holder -> {
            assertThat(holder.path("group").text()).isEqualTo("service:web");
            assertThat(holder.path("cpu").number()).isEqualTo(400);
        });
    }

    @Test
    void theDoctorShowsTheTableAsATreeAndInItsJson() {
        assertThat(server.roadstead("doctor", "service", "web", "--lang", "en")).isEqualTo(2);
        assertThat(server.out())
                .contains("├ container instance " + instance + ": 400 CPU units wanted, 224 free; held by task ")
                .contains("; it would take the task if it were empty")
                .contains("Roadstead NO_PLACE: 2 tasks are to start");
        assertThat(server.roadstead("doctor", "--json")).isEqualTo(2);
        assertThat(server.out()).contains("\"source\" : \"container instance " + instance + "\"");
    }

    @Test
    void aTaskIsExplainedByWhatItsAgentDoes() throws IOException {
        String task = server.call("ListTasks", "{}").path("taskArns").first().text();
        assertThat(explanations("ExplainTask", Json.object().put("task", task)))
                .first()
                .asString()
                .contains("NOT_HEARD", "the agent of instance " + instance + " is connected");
        server.connected(instance, false);
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        explanations("ExplainTask", Json.object().put("task", task)))
                .first()
                .asString()
                .contains("AGENT_AWAY"));
    }

    @Test
    void aTaskThatRunTaskWouldRefuseIsExplainedBeforeItIsRun() throws IOException {
        server.call("RegisterTaskDefinition", """
                {"family":"big","containerDefinitions":[{"name":"main","image":"busybox","cpu":10,"memory":4000}]}""");
        Json table = server.own("ExplainPlacement", Json.object().put("taskDefinition", "big"))
                .path("placement");
        assertThat(table.path("taking").number()).isZero();
        assertThat(table.path("instances").first().path("text").text())
                .isEqualTo("4000 MiB of memory wanted, 480 free");
        assertThat(table.path("instances").first().path("takesWhenEmpty").truth())
                .isFalse();
        String failure = server.call("RunTask", "{\"taskDefinition\":\"big\"}")
                .path("failures")
                .first()
                .path("detail")
                .text();
        assertThat(failure).as("as the refusal itself says").contains("4000 MiB of memory wanted, 480 free");
    }

    @Test
    void whatIsNotThereIsRefusedInEcsWords() {
        assertThatThrownBy(() -> server.own("ExplainService", Json.object().put("service", "nobody")))
                .isInstanceOfSatisfying(
                        ApiError.class, error -> assertThat(error.type()).isEqualTo("ServiceNotFoundException"));
        assertThatThrownBy(() -> server.own("ExplainTask", Json.object().put("cluster", "nowhere")))
                .hasMessage("Cluster not found.");
        assertThatThrownBy(() -> server.own("ExplainTask", Json.object())).hasMessageContaining("task is missing");
    }

    private Json explained() {
        return server.own("ExplainService", Json.object().put("service", "web"));
    }

    private List<String> why(String code) {
        return explained().path("explanations").items().stream()
                .filter(each -> each.path("code").text().equals(code))
                .map(each -> each.path("text").text())
                .toList();
    }

    private List<String> explanations(String operation, Json input) {
        return server.own(operation, input).path("explanations").items().stream()
                .map(each -> each.path("code").text() + " " + each.path("text").text())
                .toList();
    }
}
