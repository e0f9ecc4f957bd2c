package io.roadstead.doctor.facts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.doctor.Doctor;
import io.roadstead.doctor.ToldCluster;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a Roadstead server adds to the facts about containers that are not well. */
class ExplainerTest {
    private final List<String> asked = new ArrayList<>();

    @Test
    void aFailingCheckIsQuotedByItsNewestOutputLineByLine() {
        ToldCluster cluster =
                new ToldCluster().task("sick", "web:1", running("UNHEALTHY")).task("well", "web:1", running("HEALTHY"));

        assertThat(evidence(cluster, checks("no file", "connecting ...\\n\\nconnection refused\\n")))
                .endsWith(
                        new Evidence("health check of container main at 2026-03-01T12:00:05Z", "connecting ..."),
                        new Evidence("health check of container main at 2026-03-01T12:00:05Z", "connection refused"))
                .noneMatch(evidence -> evidence.text().equals("no file"));
        assertThat(asked).containsExactly(ToldCluster.PREFIX + "task/shop/sick");
    }

    @Test
    void ofALongOutputTheLastLinesAreQuoted() {
        ToldCluster cluster = new ToldCluster().task("sick", "web:1", running("UNHEALTHY"));

        assertThat(evidence(cluster, checks("1\\n2\\n3\\n4\\n5\\n6\\n7")))
                .extracting(Evidence::text)
                .endsWith("3", "4", "5", "6", "7")
                .doesNotContain("2");
    }

    @Test
    void aTaskThatItsServiceReplacedIsAskedAboutOnceForAllOfItsKind() {
        ToldCluster cluster = new ToldCluster()
                .service("web", 1, 0, 0, "")
                .stopped("service:web", "ServiceSchedulerInitiated", REPLACED, "\"exitCode\":137")
                .stopped("service:web", "ServiceSchedulerInitiated", REPLACED, "\"exitCode\":137");

        assertThat(evidence(cluster, checks("connection refused")))
                .extracting(Evidence::text)
                .contains("connection refused")
                .doesNotContain("it stopped");
        assertThat(asked.stream().filter(arn -> arn.contains(":task/"))).hasSize(1);
    }

    @Test
    void aServerThatKeepsNoOutputChangesNothing() {
        ToldCluster cluster = new ToldCluster().task("sick", "web:1", running("UNHEALTHY"));

        assertThat(evidence(cluster, json("{\"explanations\":[]}")))
                .isEqualTo(cluster.findings().getFirst().evidence());
    }

    @Test
    void aServerThatCannotExplainIsAskedOnce() {
        ToldCluster cluster = new ToldCluster()
                .task("sick", "web:1", running("UNHEALTHY"))
                .task("sicker", "web:1", running("UNHEALTHY"));
        Explainer explainer = new Explainer((operation, input) -> {
            asked.add(operation);
            throw new ApiError("UnknownOperationException", "What?");
        });

        assertThat(explainer.explain(cluster.facts()).explained()).isEmpty();
        assertThat(asked).containsExactly("ExplainTask");
        assertThat(explainer.silence()).contains("ExplainTask: UnknownOperationException: What?");
    }

    private static final String REPLACED = "Task failed container health checks";

    private List<Evidence> evidence(ToldCluster cluster, Json answer) {
        Explainer explainer = new Explainer((operation, input) -> {
            asked.add(input.path("task").text());
            return answer;
        });
        return Doctor.findings(Doctor.examine(explainer.explain(cluster.facts())))
                .getFirst()
                .evidence();
    }

    private static String running(String health) {
        return "\"lastStatus\":\"RUNNING\",\"group\":\"family:web\",\"healthStatus\":\"" + health
                + "\",\"containers\":[{\"name\":\"main\",\"healthStatus\":\"" + health + "\"}]";
    }

    /** An answer of ExplainTask with these outputs of the check of {@code main}, oldest first. */
    private static Json checks(String... outputs) {
        List<String> told = new ArrayList<>();
        for (String output : outputs) {
            told.add("{\"healthStatus\":\"UNHEALTHY\",\"heardAt\":\"2026-03-01T12:00:05Z\",\"output\":\"" + output
                    + "\"}");
        }
        return json("{\"explanations\":[{\"code\":\"STOPPED\",\"text\":\"it stopped\"}],\"healthChecks\":[{"
                + "\"containerName\":\"main\",\"outputs\":[" + String.join(",", told) + "]}]}");
    }

    private static Json json(String text) {
        try {
            return Json.parse(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }
}
