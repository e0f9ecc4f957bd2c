package io.roadstead.core.definition;

import static io.roadstead.core.Rejections.assertClientException;
import static io.roadstead.core.Rejections.assertInvalidParameter;
import static io.roadstead.core.Rejections.assertRejected;
import static io.roadstead.core.definition.Drafts.registration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.roadstead.core.definition.LaunchRequest.ContainerOverrideDraft;
import io.roadstead.core.definition.LaunchRequest.OverrideDraft;
import io.roadstead.core.definition.PlacementRules.StrategyDraft;
import io.roadstead.core.definition.Registration.ConstraintDraft;
import io.roadstead.core.definition.Registration.EnvironmentDraft;
import io.roadstead.core.model.ContainerOverride;
import io.roadstead.core.model.KeyValue;
import io.roadstead.core.model.LaunchType;
import io.roadstead.core.model.PlacementConstraint;
import io.roadstead.core.model.PlacementStrategy;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Tag;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.model.TaskOverride;
import io.roadstead.core.name.TagRules;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchRulesTest {
    /** A request whose members tests set before it is read. */
    private static final class L {
        @Nullable
        Integer count;

        @Nullable
        String startedBy;

        @Nullable
        String group;

        @Nullable
        String clientToken;

        @Nullable
        String launchType;

        @Nullable
        OverrideDraft overrides;

        int overridesLength;

        @Nullable
        List<ConstraintDraft> constraints;

        @Nullable
        List<StrategyDraft> strategy;

        @Nullable
        List<TagRules.Draft> tags;

        @Nullable
        String propagateTags;

        boolean managedTags;
    }

    @Test
    void anEmptyRequestStartsOneTaskOfItsFamily() {
        assertThat(fit(request(l -> {})))
                .isEqualTo(new Launch(
                        1,
                        null,
                        "family:web",
                        null,
                        LaunchType.EC2,
                        TaskOverride.NONE,
                        null,
                        null,
                        List.of(),
                        List.of(),
                        List.of()));
    }

    @Test
    void whatIsBlankIsAbsentAndWhatIsNotIsKept() {
        Launch blank = fit(request(l -> {
            l.startedBy = "";
            l.clientToken = "";
        }));
        assertThat(blank.startedBy()).isNull();
        assertThat(blank.clientToken()).isNull();
        Launch given = fit(request(l -> {
            l.startedBy = "me";
            l.clientToken = "once";
        }));
        assertThat(given.startedBy()).isEqualTo("me");
        assertThat(given.clientToken()).isEqualTo("once");
    }

    @Test
    void aCountIsOneToTen() {
        assertThatCode(() -> LaunchRules.requireRunTask(request(l -> l.count = 10)))
                .doesNotThrowAnyException();
        refusesRun("Task count can not be lesser than 1", request(l -> l.count = 0));
        refusesRun("Task count can not be greater than 10", request(l -> l.count = 11));
    }

    @Test
    void startTaskNamesOneToTenInstances() {
        assertClientException(
                "Container Instances cannot be empty.",
                () -> LaunchRules.requireStartTask(request(l -> {}), List.of()));
        assertClientException(
                "Container Instances cannot be empty.", () -> LaunchRules.requireStartTask(request(l -> {}), null));
        assertInvalidParameter(
                "instanceIds can have at most 10 items.",
                () -> LaunchRules.requireStartTask(request(l -> {}), Collections.nCopies(11, "x")));
    }

    @Test
    void startedByMayBeLongerForRunTaskThanForStartTask() {
        LaunchRequest request = request(l -> l.startedBy = "x".repeat(37));
        assertThatCode(() -> LaunchRules.requireRunTask(request)).doesNotThrowAnyException();
        assertInvalidParameter(
                "startedBy longer than 36.", () -> LaunchRules.requireStartTask(request, List.of("one")));
    }

    @Test
    void theLimitsOfTheRequestAreChecked() {
        refusesRun("startedBy longer than 128.", request(l -> l.startedBy = "x".repeat(129)));
        refusesRun("idempotency token longer than 64.", request(l -> l.clientToken = "x".repeat(65)));
        refusesRun("Container Overrides length must be at most 8192", request(l -> l.overridesLength = 8193));
        refusesRun(
                "placement strategies can have at most 5 items.",
                request(l -> l.strategy = Collections.nCopies(6, new StrategyDraft("random", null))));
        refusesRun(
                "placement constraints can have at most 10 items.",
                request(l -> l.constraints = Collections.nCopies(11, new ConstraintDraft("distinctInstance", null))));
        refusesRun("Tag key can not be empty.", request(l -> l.tags = List.of(new TagRules.Draft("", ""))));
    }

    @Test
    void aLaunchTypeThatIsNoneIsRefusedInTheWordsOfEcs() {
        refusesRun(
                "launch type should be one of [EC2,FARGATE,EXTERNAL,FMI,MANAGED_INSTANCES]",
                request(l -> l.launchType = "ec2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"FARGATE", "FMI", "MANAGED_INSTANCES"})
    void aLaunchTypeNotBuiltYetSaysSo(String type) {
        assertRejected(
                "UnsupportedFeatureException",
                "Roadstead does not support launch type " + type + " yet: use EC2 or EXTERNAL.",
                () -> LaunchRules.requireRunTask(request(l -> l.launchType = type)));
    }

    @Test
    void aGroupOfAServiceIsReserved() {
        refusesRun(
                "group 'service:web' is reserved: groups that start with 'service:' belong to services. Use another"
                        + " name.",
                request(l -> l.group = "service:web"));
    }

    @Test
    void tagsArePropagatedFromTheDefinitionOnly() {
        refusesRun(
                "propagateTags SERVICE is for services. Use TASK_DEFINITION or NONE to start a task.",
                request(l -> l.propagateTags = "SERVICE"));
        refusesRun("propagateTags should be one of [TASK_DEFINITION,NONE]", request(l -> l.propagateTags = "ALL"));
    }

    @Test
    void theTagsOfTheRequestWinOverPropagatedOnesAndEcsAddsItsOwn() {
        Launch launch = fit(request(l -> {
            l.tags = List.of(new TagRules.Draft("team", "green"));
            l.propagateTags = "TASK_DEFINITION";
            l.managedTags = true;
        }));
        assertThat(launch.tags())
                .containsExactly(
                        new Tag("team", "green"), new Tag("stage", "prod"), new Tag("aws:ecs:clusterName", "default"));
        assertThat(fit(request(l -> l.propagateTags = "NONE")).tags()).isEmpty();
    }

    @Test
    void anInactiveDefinitionStartsNothing() {
        assertClientException(
                "TaskDefinition is inactive",
                () -> LaunchRules.fit(request(l -> {}), definition().deregistered(Instant.EPOCH), "default"));
    }

    @Test
    void anOverrideNamesAContainerOfTheDefinition() {
        refusesFit("Override for container named db is not a container in the TaskDefinition.", override("db", 1, 64));
        refusesFit("Container override name should not be null or empty.", override("", 1, 64));
    }

    @Test
    void anOverrideKeepsTheLimits() {
        refusesFit("Invalid 'cpu' setting for container 'app'.", override("app", -1, 64));
        refusesFit("Invalid setting for container 'app'. 'memory' must be at least 4 MiB.", override("app", 0, -64));
        refusesFit("'memory' setting for container 'app' is greater than for task.", override("app", 0, 4096));
        assertClientException(
                "Role is not valid",
                () -> fit(request(l -> l.overrides = new OverrideDraft(null, null, null, "no role", null))));
        assertClientException(
                "Container.environment.name should not be null or empty.",
                () -> fit(request(l -> l.overrides = new OverrideDraft(
                        List.of(new ContainerOverrideDraft(
                                "app", null, List.of(new EnvironmentDraft(null, "x")), null, null, null)),
                        null,
                        null,
                        null,
                        null))));
    }

    @Test
    void overridesAreKeptAndDecideTheTasksSize() {
        Launch launch = fit(request(l -> l.overrides = new OverrideDraft(
                List.of(new ContainerOverrideDraft(
                        "app", List.of("true"), List.of(new EnvironmentDraft("A", "1")), 10, 2048, 4)),
                "1 vCPU",
                "4GB",
                "arn:aws:iam::123456789012:role/app",
                null)));
        assertThat(launch.cpu()).isEqualTo(1024);
        assertThat(launch.memory()).isEqualTo(4096);
        assertThat(launch.overrides())
                .isEqualTo(new TaskOverride(
                        List.of(new ContainerOverride(
                                "app", List.of("true"), List.of(new KeyValue("A", "1")), 10, 2048, 4)),
                        1024,
                        4096,
                        "arn:aws:iam::123456789012:role/app",
                        null));
    }

    @Test
    void withoutOverridesTheDefinitionDecidesTheTasksSize() {
        Launch launch = LaunchRules.fit(request(l -> {}), sized(), "default");
        assertThat(launch.cpu()).isEqualTo(256);
        assertThat(launch.memory()).isEqualTo(512);
    }

    @Test
    void theConstraintsOfTheDefinitionComeFirstAndAreCountedTogether() {
        List<ConstraintDraft> nine = Collections.nCopies(9, new ConstraintDraft("memberOf", "attribute:b exists"));
        Launch launch = LaunchRules.fit(request(l -> l.constraints = nine), constrained(), "default");
        assertThat(launch.placementConstraints())
                .hasSize(10)
                .first()
                .isEqualTo(new PlacementConstraint(PlacementConstraint.Type.MEMBER_OF, "attribute:a exists"));
        List<ConstraintDraft> ten = Collections.nCopies(10, new ConstraintDraft("distinctInstance", null));
        assertInvalidParameter(
                "placement constraints can have at most 10 items.",
                () -> LaunchRules.fit(request(l -> l.constraints = ten), constrained(), "default"));
    }

    @Test
    void aConstraintIsOneOfTwo() {
        refusesRun(
                "Placement constraint type should be one of [distinctInstance,memberOf]",
                request(l -> l.constraints = List.of(new ConstraintDraft(null, null))));
        refusesRun(
                "distinctInstance expression should not be specified.",
                request(l -> l.constraints = List.of(new ConstraintDraft("distinctInstance", "x"))));
        refusesRun(
                "distinctInstance expression should not be specified.",
                request(l -> l.constraints = List.of(new ConstraintDraft("distinctInstance", ""))));
        refusesRun(
                "The memberOf placement constraint needs an expression, for example attribute:a == b.",
                request(l -> l.constraints = List.of(new ConstraintDraft("memberOf", null))));
    }

    @Test
    void strategiesAreReadInOrder() {
        assertThat(fit(request(l -> l.strategy = List.of(
                                new StrategyDraft("spread", "attribute:ecs.availability-zone"),
                                new StrategyDraft("spread", "host"),
                                new StrategyDraft("binpack", "MEMORY"),
                                new StrategyDraft("random", "ignored"))))
                        .placementStrategy())
                .containsExactly(
                        new PlacementStrategy(PlacementStrategy.Type.SPREAD, "attribute:ecs.availability-zone"),
                        new PlacementStrategy(PlacementStrategy.Type.SPREAD, "host"),
                        new PlacementStrategy(PlacementStrategy.Type.BINPACK, "memory"),
                        new PlacementStrategy(PlacementStrategy.Type.RANDOM, null));
    }

    @Test
    void aStrategyIsOneOfThreeWithAFieldItKnows() {
        refusesRun(
                "Placement strategy type should be one of [random,spread,binpack]",
                request(l -> l.strategy = List.of(new StrategyDraft("pack", null))));
        refusesRun(
                "Invalid field 'zone' of the spread placement strategy. Use instanceId, host or attribute:<name>.",
                request(l -> l.strategy = List.of(new StrategyDraft("spread", "zone"))));
        refusesRun(
                "Invalid field 'disk' of the binpack placement strategy. Use cpu or memory.",
                request(l -> l.strategy = List.of(new StrategyDraft("binpack", "disk"))));
    }

    private static void refusesRun(String message, LaunchRequest request) {
        assertInvalidParameter(message, () -> LaunchRules.requireRunTask(request));
    }

    private static void refusesFit(String message, OverrideDraft override) {
        assertInvalidParameter(
                message, () -> LaunchRules.fit(request(l -> l.overrides = override), sized(), "default"));
    }

    private static Launch fit(LaunchRequest request) {
        return LaunchRules.fit(request, definition(), "default");
    }

    private static OverrideDraft override(String name, int cpu, int memory) {
        return new OverrideDraft(
                List.of(new ContainerOverrideDraft(name, null, null, cpu, memory, null)), null, null, null, null);
    }

    private static TaskDefinition definition() {
        return revision(registration(
                r -> r.tags = List.of(new TagRules.Draft("team", "blue"), new TagRules.Draft("stage", "prod"))));
    }

    private static TaskDefinition sized() {
        return revision(registration(r -> {
            r.cpu = "256";
            r.memory = "512";
        }));
    }

    private static TaskDefinition constrained() {
        return revision(
                registration(r -> r.constraints = List.of(new ConstraintDraft("memberOf", "attribute:a exists"))));
    }

    private static TaskDefinition revision(Registration registration) {
        return DefinitionRules.check(registration)
                .revision(new Scope("123456789012", "us-east-1"), 1, Instant.EPOCH, "me");
    }

    private static LaunchRequest request(Consumer<L> change) {
        L l = new L();
        change.accept(l);
        return new LaunchRequest(
                l.count,
                l.startedBy,
                l.group,
                l.clientToken,
                l.launchType,
                l.overrides,
                l.overridesLength,
                l.constraints,
                l.strategy,
                l.tags,
                l.propagateTags,
                l.managedTags);
    }
}
