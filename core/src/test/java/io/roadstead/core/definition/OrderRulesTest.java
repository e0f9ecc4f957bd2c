package io.roadstead.core.definition;

import static io.roadstead.core.Rejections.assertClientException;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.definition.Registration.ContainerDraft;
import io.roadstead.core.definition.Registration.DependencyDraft;
import io.roadstead.core.definition.Registration.HealthCheckDraft;
import io.roadstead.core.definition.Registration.RequirementDraft;
import io.roadstead.core.definition.Registration.RestartDraft;
import io.roadstead.core.definition.Registration.VolumeFromDraft;
import io.roadstead.core.model.Dependency;
import io.roadstead.core.model.RestartPolicy;
import io.roadstead.core.model.VolumeFrom;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What containers may say of each other. */
class OrderRulesTest {
    private static ContainerDraft after(String name, String other, String condition) {
        return Drafts.container(c -> {
            c.name = name;
            c.dependsOn = List.of(new DependencyDraft(other, condition));
        });
    }

    private static ContainerDraft sidecar(String name) {
        return Drafts.container(c -> {
            c.name = name;
            c.essential = false;
        });
    }

    private static DefinitionRules.Checked check(ContainerDraft... containers) {
        return DefinitionRules.check(Drafts.registration(r -> r.containers = List.of(containers)));
    }

    @Test
    void dependenciesAreKeptInTheirOrderAndAskForAnAgentThatKnowsThem() {
        DefinitionRules.Checked checked = check(
                Drafts.container(c -> c.dependsOn =
                        List.of(new DependencyDraft("init", "SUCCESS"), new DependencyDraft("db", "HEALTHY"))),
                sidecar("init"),
                Drafts.container(c -> {
                    c.name = "db";
                    c.healthCheck = new HealthCheckDraft(List.of("CMD", "true"), null, null, null, null);
                }));

        assertThat(checked.containers().getFirst().dependsOn())
                .containsExactly(
                        new Dependency("init", Dependency.Condition.SUCCESS),
                        new Dependency("db", Dependency.Condition.HEALTHY));
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(
                        "Cannot depend on container + 'nobody' because it does not exist",
                        List.of(after("app", "nobody", "START"))),
                Arguments.of(
                        "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container",
                        List.of(after("app", "init", "SUCCESS"), Drafts.named("init"))),
                Arguments.of(
                        "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container",
                        List.of(after("app", "init", "COMPLETE"), Drafts.named("init"))),
                Arguments.of(
                        "A dependency container with HEALTHY condition must have health check configured",
                        List.of(after("app", "db", "HEALTHY"), Drafts.named("db"))),
                Arguments.of(
                        "Container dependsOn contains a cycle",
                        List.of(after("a", "b", "START"), after("b", "c", "START"), after("c", "a", "START"))),
                Arguments.of("Container dependsOn contains a cycle", List.of(after("a", "a", "START"))),
                Arguments.of(
                        "Container dependsOn, links and volumesFrom together contain a cycle: each of them makes a"
                                + " container wait for another.",
                        List.of(after("a", "b", "START"), Drafts.container(c -> {
                            c.name = "b";
                            c.volumesFrom = List.of(new VolumeFromDraft("a", null));
                        }))),
                Arguments.of(
                        "Invalid setting for container 'a'. 'dependsOn.condition' must be one of"
                                + " [START,COMPLETE,SUCCESS,HEALTHY], and is 'RUNNING'.",
                        List.of(after("a", "b", "RUNNING"), Drafts.named("b"))),
                Arguments.of(
                        "Invalid setting for container 'app'. 'volumesFrom.sourceContainer' must name another container"
                                + " of the task definition, and is 'x'.",
                        List.of(Drafts.container(c -> c.volumesFrom = List.of(new VolumeFromDraft("x", true))))),
                Arguments.of(
                        "Invalid setting for container 'app'. 'restartPolicy.enabled' must be true or false, and is"
                                + " missing.",
                        List.of(Drafts.container(c -> c.restartPolicy = new RestartDraft(null, List.of(), null)))),
                Arguments.of(
                        "Invalid setting for container 'app'. 'restartPolicy.restartAttemptPeriod' must be between 60"
                                + " and 1800 seconds, and is '59'.",
                        List.of(Drafts.container(c -> c.restartPolicy = new RestartDraft(true, List.of(), 59)))),
                Arguments.of(
                        "Invalid setting for container 'app'. 'restartPolicy.ignoredExitCodes' can have at most 50"
                                + " codes, and is '51 long'.",
                        List.of(Drafts.container(
                                c -> c.restartPolicy = new RestartDraft(true, Collections.nCopies(51, 1), null)))),
                Arguments.of(
                        "Invalid setting for container 'app'. 'resourceRequirements.value' must be a number of GPUs from"
                                + " 1 to 1024, and is '0'.",
                        List.of(Drafts.container(
                                c -> c.resourceRequirements = List.of(new RequirementDraft("GPU", "0"))))),
                Arguments.of(
                        "Invalid setting for container 'app'. 'resourceRequirements.value' must be a number of GPUs from"
                                + " 1 to 1024, and is '1025'.",
                        List.of(Drafts.container(
                                c -> c.resourceRequirements = List.of(new RequirementDraft("GPU", "1025"))))),
                Arguments.of(
                        "Invalid setting for container 'app'. 'resourceRequirements.type' must be GPU, and is 'TPU'.",
                        List.of(Drafts.container(
                                c -> c.resourceRequirements = List.of(new RequirementDraft("TPU", "1"))))));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatCannotBeIsRefused(String text, List<ContainerDraft> containers) {
        assertClientException(text, () -> check(containers.toArray(ContainerDraft[]::new)));
    }

    @Test
    void aRestartPolicyGetsEcsPeriod() {
        DefinitionRules.Checked checked =
                check(Drafts.container(c -> c.restartPolicy = new RestartDraft(true, List.of(0, 7), null)));

        assertThat(checked.containers().getFirst().restartPolicy())
                .isEqualTo(new RestartPolicy(true, List.of(0, 7), 300));
    }

    @Test
    void mountsOfAnotherContainerAreKept() {
        DefinitionRules.Checked checked = check(
                Drafts.container(c -> c.volumesFrom = List.of(new VolumeFromDraft("data", true))), sidecar("data"));

        assertThat(checked.containers().getFirst().volumesFrom()).containsExactly(new VolumeFrom("data", true));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 1024})
    void gpusAreCounted(int gpus) {
        DefinitionRules.Checked checked = check(Drafts.container(
                c -> c.resourceRequirements = List.of(new RequirementDraft("GPU", Integer.toString(gpus)))));

        assertThat(checked.containers().getFirst().gpus()).isEqualTo(gpus);
    }
}
