package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.testkit.BusyboxImage;
import io.roadstead.testkit.PrivateEngine;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A container engine that dies or is restarted under the agent: an engine of the test's own, not the host's. */
@Tag("docker")
class RestartedEngineTest {
    @Test
    void whatOutlivesItsEngineIsTakenOverAndWhatDidNotIsTold() throws IOException {
        assumeTrue(PrivateEngine.possible(), "an engine of one's own takes root's rights, dockerd and unshare");
        try (PrivateEngine engine = new PrivateEngine(true);
                Installation house =
                        new Installation(Map.of("DOCKER_HOST", engine.uri().toString())).start()) {
            define(house);
            String kept = run(house);
            String ended = run(house);
            String keptContainer = containerOf(house.awaitStatus(kept, "RUNNING"));
            String endedContainer = containerOf(house.awaitStatus(ended, "RUNNING"));
            long process = Long.parseLong(engine.docker("inspect", "-f", "{{.State.Pid}}", endedContainer)
                    .strip());

            engine.kill();
            assertThat(ProcessHandle.of(process).orElseThrow().destroyForcibly())
                    .isTrue();
            engine.start();

            JsonNode stopped = house.awaitStatus(ended, "STOPPED");
            assertThat(stopped.path("stopCode").asText()).isEqualTo("EssentialContainerExited");
            assertThat(house.describe(kept).path("lastStatus").asText()).isEqualTo("RUNNING");
            assertThat(containerOf(house.describe(kept))).isEqualTo(keptContainer);
            assertThat(engine.docker("inspect", "-f", "{{.State.Running}} {{.RestartCount}}", keptContainer))
                    .isEqualToIgnoringNewLines("true 0");
            house.awaitStatus(run(house), "RUNNING");
            house.call("StopTask", Installation.input().put("task", kept));
            assertThat(house.awaitStatus(kept, "STOPPED")
                            .path("containers")
                            .path(0)
                            .path("exitCode")
                            .asInt())
                    .isEqualTo(137);
        }
    }

    @Test
    void anEngineThatStopsItsContainersWithItselfHasThemToldAsStopped() throws IOException {
        assumeTrue(PrivateEngine.possible(), "an engine of one's own takes root's rights, dockerd and unshare");
        try (PrivateEngine engine = new PrivateEngine(false);
                Installation house =
                        new Installation(Map.of("DOCKER_HOST", engine.uri().toString())).start()) {
            define(house);
            String task = run(house);
            house.awaitStatus(task, "RUNNING");
            engine.stop();
            engine.start();
            JsonNode stopped = house.awaitStatus(task, "STOPPED");
            assertThat(stopped.path("stopCode").asText()).isEqualTo("EssentialContainerExited");
            assertThat(stopped.path("containers").path(0).has("exitCode")).isTrue();
            house.awaitStatus(run(house), "RUNNING");
        }
    }

    private static void define(Installation house) throws IOException {
        house.call("RegisterTaskDefinition", (ObjectNode) Installation.JSON.readTree("""
                {"family":"apart","networkMode":"none","containerDefinitions":[{"name":"main","image":"%s",
                 "memory":32,"command":["sleep","1000"],"stopTimeout":2}]}
                """.formatted(BusyboxImage.NAME)));
    }

    private static String run(Installation house) {
        JsonNode answer = house.call("RunTask", Installation.input().put("taskDefinition", "apart"));
        assertThat(answer.path("failures")).isEmpty();
        return answer.path("tasks").path(0).path("taskArn").asText();
    }

    private static String containerOf(JsonNode task) {
        return task.path("containers").path(0).path("runtimeId").asText();
    }
}
