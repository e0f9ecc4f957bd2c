package io.roadstead.core.lifecycle;

import static io.roadstead.core.lifecycle.Samples.after;
import static io.roadstead.core.lifecycle.Samples.container;
import static io.roadstead.core.lifecycle.Samples.down;
import static io.roadstead.core.lifecycle.Samples.running;
import static io.roadstead.core.lifecycle.Samples.stopped;
import static io.roadstead.core.lifecycle.Samples.task;
import static io.roadstead.core.lifecycle.Samples.up;
import static io.roadstead.core.model.HealthStatus.HEALTHY;
import static io.roadstead.core.model.HealthStatus.UNHEALTHY;
import static io.roadstead.core.model.HealthStatus.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.definition.DefinitionRules;
import io.roadstead.core.definition.Registration;
import io.roadstead.core.definition.Registration.ContainerDraft;
import io.roadstead.core.definition.Registration.HealthCheckDraft;
import io.roadstead.core.lifecycle.TaskFacts.Connectivity;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskHealthTest {
    private static final Set<String> JUDGED = Set.of("a", "b");

    @ParameterizedTest
    @CsvSource({
        "UNKNOWN,UNKNOWN,UNKNOWN",
        "UNKNOWN,HEALTHY,UNKNOWN",
        "UNKNOWN,UNHEALTHY,UNHEALTHY",
        "HEALTHY,UNKNOWN,UNKNOWN",
        "HEALTHY,HEALTHY,HEALTHY",
        "HEALTHY,UNHEALTHY,UNHEALTHY",
        "UNHEALTHY,UNKNOWN,UNHEALTHY",
        "UNHEALTHY,HEALTHY,UNHEALTHY",
        "UNHEALTHY,UNHEALTHY,UNHEALTHY"
    })
    void theTaskIsAsHealthyAsItsJudgedContainers(HealthStatus a, HealthStatus b, HealthStatus expected) {
        Task task = TaskHealth.apply(task("a", "b"), Map.of("a", a, "b", b), JUDGED);
        assertThat(task.observed().healthStatus()).isEqualTo(expected);
    }

    @Test
    void containersThatAreNotJudgedAreLeftOut() {
        Task task = TaskHealth.apply(task("a", "side"), Map.of("a", HEALTHY, "side", UNHEALTHY), Set.of("a"));
        assertThat(task.observed().healthStatus()).isEqualTo(HEALTHY);
        assertThat(container(task, "side").healthStatus()).isEqualTo(UNHEALTHY);
    }

    @Test
    void essentialContainersWithAHealthCheckAreJudged() {
        TaskDefinition definition = DefinitionRules.check(new Registration(
                        "f",
                        List.of(
                                draft("checked", true, true),
                                draft("beside", false, true),
                                draft("unchecked", true, false)),
                        null,
                        null,
                        "64",
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        1))
                .revision(new Scope("123456789012", "us-east-1"), 1, Instant.EPOCH, "me");
        assertThat(TaskHealth.judged(definition)).containsExactly("checked");
    }

    private static ContainerDraft draft(String name, boolean essential, boolean checked) {
        return new ContainerDraft(
                name,
                "busybox",
                null,
                null,
                null,
                essential,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                checked ? new HealthCheckDraft(List.of("CMD", "true"), null, null, null, null) : null,
                null,
                List.of(),
                null,
                List.of(),
                List.of(),
                null);
    }

    @Test
    void aTaskWithoutJudgedContainersIsUnknown() {
        Task task = TaskHealth.apply(task("a"), Map.of("a", HEALTHY), Set.of());
        assertThat(task.observed().healthStatus()).isEqualTo(UNKNOWN);
        assertThat(container(task, "a").healthStatus()).isEqualTo(HEALTHY);
    }

    @Test
    void whatIsNotToldKeepsItsLastValue() {
        Task task = TaskHealth.apply(task("a", "b"), Map.of("a", HEALTHY, "b", HEALTHY), JUDGED);
        task = TaskHealth.apply(task, Map.of("a", UNHEALTHY), JUDGED);
        assertThat(container(task, "b").healthStatus()).isEqualTo(HEALTHY);
        assertThat(task.observed().healthStatus()).isEqualTo(UNHEALTHY);
    }

    @Test
    void newsThatAreNoneGiveBackTheVerySameTask() {
        Task task = TaskHealth.apply(task("a", "b"), Map.of("a", HEALTHY, "b", HEALTHY), JUDGED);
        assertThat(TaskHealth.apply(task, Map.of("a", HEALTHY, "nobody", UNHEALTHY), JUDGED))
                .isSameAs(task);
    }

    @Test
    void aStoppedTaskKeepsItsHealth() {
        Task task = TaskHealth.apply(task("a"), Map.of("a", HEALTHY), Set.of("a"));
        task = TaskReports.apply(task, stopped(down("a", 0, null)), Set.of("a"), after(5));
        assertThat(TaskHealth.apply(task, Map.of("a", UNHEALTHY), Set.of("a"))).isSameAs(task);
        assertThat(task.observed().healthStatus()).isEqualTo(HEALTHY);
    }

    @Test
    void aReportKeepsTheHealthOfContainersAndTask() {
        Task task = TaskHealth.apply(task("a"), Map.of("a", HEALTHY), Set.of("a"));
        task = TaskReports.apply(task, running(up("a")), Set.of("a"), after(5));
        assertThat(container(task, "a").healthStatus()).isEqualTo(HEALTHY);
        assertThat(task.observed().healthStatus()).isEqualTo(HEALTHY);
    }

    @Test
    void connectivityIsToldOnceTheAgentWasHeard() {
        Task placed = task("a");
        assertThat(TaskFacts.connectivity(placed, true)).isNull();
        Task heard = TaskReports.apply(placed, running(up("a")), Set.of("a"), after(5));
        assertThat(TaskFacts.connectivity(heard, true)).isEqualTo(Connectivity.CONNECTED);
        assertThat(TaskFacts.connectivity(heard, false)).isEqualTo(Connectivity.DISCONNECTED);
        Task over = TaskReports.apply(heard, stopped(down("a", 0, null)), Set.of("a"), after(6));
        assertThat(TaskFacts.connectivity(over, false)).isEqualTo(Connectivity.CONNECTED);
    }

    @Test
    void aTaskHoldsItsClaimUntilItIsToldStopped() {
        Task task = TaskReports.apply(task("a"), running(up("a")), Set.of("a"), after(5));
        assertThat(TaskFacts.holdsClaim(task)).isTrue();
        task = TaskStops.acknowledgedStop(TaskStops.stopByUser(task, null, after(6)));
        assertThat(TaskFacts.holdsClaim(task)).isTrue();
        task = TaskReports.apply(task, stopped(down("a", 0, null)), Set.of("a"), after(7));
        assertThat(TaskFacts.holdsClaim(task)).isFalse();
    }
}
