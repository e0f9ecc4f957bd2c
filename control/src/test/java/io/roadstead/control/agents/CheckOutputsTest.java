package io.roadstead.control.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roadstead.control.House;
import io.roadstead.control.gateway.HealthReports.ContainerHealth;
import io.roadstead.control.gateway.InstanceKey;
import io.roadstead.control.index.Keys;
import io.roadstead.core.model.HealthStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;

class CheckOutputsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private final CheckOutputs outputs = new CheckOutputs();

    private void heard(String task, HealthStatus status, String text) {
        outputs.heard(task, "web", status, NOW, text, NOW);
    }

    private List<String> texts(String task) {
        return outputs.of(task, "web").stream().map(CheckOutputs.Output::text).toList();
    }

    @Test
    void whatIsSaidAgainIsKeptOnceAndOfWhatIsSaidAnewTheLastFew() {
        for (int i = 0; i < 3; i++) {
            heard("t", HealthStatus.HEALTHY, "well");
        }
        heard("t", HealthStatus.UNHEALTHY, "well");
        assertThat(outputs.of("t", "web"))
                .containsExactly(
                        new CheckOutputs.Output(HealthStatus.HEALTHY, NOW, NOW, "well"),
                        new CheckOutputs.Output(HealthStatus.UNHEALTHY, NOW, NOW, "well"));
        for (int i = 0; i < 10; i++) {
            heard("t", HealthStatus.UNHEALTHY, "refused " + i);
        }
        assertThat(texts("t")).containsExactly("refused 5", "refused 6", "refused 7", "refused 8", "refused 9");
    }

    @Test
    void anOutputIsCutAndTasksBeyondTheLimitGoByWhenTheyWereLastHeardOf() {
        heard("first", HealthStatus.UNHEALTHY, "x".repeat(5_000));
        assertThat(texts("first").getFirst()).hasSize(CheckOutputs.MAX_LENGTH);
        heard("second", HealthStatus.UNHEALTHY, "two");
        heard("first", HealthStatus.UNHEALTHY, "again");
        for (int i = 2; i <= CheckOutputs.MAX_TASKS; i++) {
            heard("other " + i, HealthStatus.HEALTHY, "well");
        }
        assertThat(texts("second")).isEmpty();
        assertThat(texts("first")).hasSize(2);
        outputs.forget("first");
        assertThat(texts("first")).isEmpty();
    }

    @Test
    void anInstanceTellsOfItsOwnTasksContainersAndTheRecordsEndIsTheirs() {
        try (House house = new House()) {
            house.cluster("default").definition("f", container -> container.memory(16));
            String instance = house.instance("default", 1024, 512);
            String task = house.call(
                            RunTaskRequest.builder().taskDefinition("f").build(), RunTaskResponse.class)
                    .tasks()
                    .getFirst()
                    .taskArn();
            AgentRecords records = new AgentRecords(house.index, house.writers);
            InstanceKey own = key(instance);
            records.report(own, List.of(said(task, "main", "no route"), said(task, "other", "who?")), NOW);
            records.report(key("x/" + "0".repeat(32)), List.of(said(task, "main", "not mine")), NOW);
            records.report(own, List.of(said(task, "main", null)), NOW);
            assertThat(records.checks().of(task, "main"))
                    .extracting(CheckOutputs.Output::text)
                    .containsExactly("no route");
            assertThat(records.checks().of(task, "other")).isEmpty();

            String id = task.substring(task.lastIndexOf('/') + 1);
            house.writers.ofCluster(House.SCOPE, "default").submit(draft -> {
                draft.delete(Keys.task(House.SCOPE, "default", id));
                return true;
            });
            await().until(() -> records.checks().of(task, "main").isEmpty());
        }
    }

    private static InstanceKey key(String arn) {
        return new InstanceKey(House.SCOPE, "default", arn.substring(arn.lastIndexOf('/') + 1));
    }

    private static ContainerHealth said(String task, String container, @Nullable String output) {
        return new ContainerHealth(task, container, HealthStatus.UNHEALTHY, NOW, output);
    }
}
