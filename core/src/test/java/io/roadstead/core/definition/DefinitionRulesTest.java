package io.roadstead.core.definition;

import static io.roadstead.core.Rejections.assertClientException;
import static io.roadstead.core.Rejections.assertInvalidParameter;
import static io.roadstead.core.Rejections.assertRejected;
import static io.roadstead.core.definition.Drafts.container;
import static io.roadstead.core.definition.Drafts.named;
import static io.roadstead.core.definition.Drafts.oneContainer;
import static io.roadstead.core.definition.Drafts.registration;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.definition.Registration.ConstraintDraft;
import io.roadstead.core.definition.Registration.EnvironmentDraft;
import io.roadstead.core.definition.Registration.PortDraft;
import io.roadstead.core.model.ContainerDefinition;
import io.roadstead.core.model.KeyValue;
import io.roadstead.core.model.NetworkMode;
import io.roadstead.core.model.PlacementConstraint;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Tag;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.name.TagRules;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionRulesTest {
    private static final Scope SCOPE = new Scope("123456789012", "us-east-1");
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void theSmallestDefinitionGetsTheDefaultsOfEcs() {
        TaskDefinition definition =
                DefinitionRules.check(registration(r -> {})).revision(SCOPE, 3, NOW, "arn:aws:iam::123456789012:root");

        assertThat(definition)
                .isEqualTo(new TaskDefinition(
                        SCOPE,
                        "web",
                        3,
                        TaskDefinition.Status.ACTIVE,
                        List.of(new ContainerDefinition(
                                "app",
                                "busybox:1.36",
                                0,
                                64,
                                null,
                                true,
                                List.of(),
                                null,
                                List.of("sleep", "1"),
                                List.of(),
                                null,
                                null,
                                null,
                                null,
                                Map.of())),
                        null,
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        List.of(),
                        List.of("EXTERNAL", "EC2"),
                        List.of(),
                        List.of(),
                        NOW,
                        "arn:aws:iam::123456789012:root",
                        null));
        assertThat(definition.arn()).isEqualTo("arn:aws:ecs:us-east-1:123456789012:task-definition/web:3");
    }

    @Test
    void everythingGivenIsKept() {
        DefinitionRules.Checked checked = DefinitionRules.check(registration(r -> {
            r.networkMode = "host";
            r.cpu = "1 vCPU";
            r.memory = "2GB";
            r.taskRoleArn = "arn:aws:iam::123456789012:role/path/app";
            r.executionRoleArn = "ecsTaskExecutionRole";
            r.constraints = List.of(new ConstraintDraft("memberOf", "attribute:stack == prod"));
            r.requiresCompatibilities = List.of("EC2");
            r.tags = List.of(new TagRules.Draft("team", "blue"));
            r.containers = List.of(
                    container(c -> {
                        c.cpu = 512;
                        c.memory = 128;
                        c.memoryReservation = 128;
                        c.essential = false;
                        c.environment = List.of(new EnvironmentDraft("A", "1"), new EnvironmentDraft("B", null));
                        c.startTimeout = 2;
                        c.stopTimeout = 2;
                    }),
                    named("main"));
        }));

        assertThat(checked.networkMode()).isEqualTo(NetworkMode.HOST);
        assertThat(checked.size()).isEqualTo(new TaskSize(1024, 2048));
        assertThat(checked.taskRoleArn()).isEqualTo("arn:aws:iam::123456789012:role/path/app");
        assertThat(checked.executionRoleArn()).isEqualTo("ecsTaskExecutionRole");
        assertThat(checked.placementConstraints())
                .containsExactly(
                        new PlacementConstraint(PlacementConstraint.Type.MEMBER_OF, "attribute:stack == prod"));
        assertThat(checked.requiresCompatibilities()).containsExactly("EC2");
        assertThat(checked.tags()).containsExactly(new Tag("team", "blue"));
        assertThat(checked.containers())
                .extracting(ContainerDefinition::essential)
                .containsExactly(false, true);
        assertThat(checked.containers().getFirst().environment())
                .containsExactly(new KeyValue("A", "1"), new KeyValue("B", ""));
    }

    @Test
    void aDefinitionOfMoreThan64KibibytesIsRefused() {
        assertThat(DefinitionRules.check(registration(r -> r.size = 65_536))).isNotNull();
        refuses("TaskDefinition size exceeds 65536 bytes", registration(r -> r.size = 65_537));
    }

    @Test
    void aFamilyIsNeeded() {
        refuses("Family can not be blank.", registration(r -> r.family = null));
        refuses("Family contains invalid characters.", registration(r -> r.family = "we.b"));
    }

    @Test
    void containersAreNeeded() {
        refuses("Container list cannot be empty.", registration(r -> r.containers = null));
        refuses("Container list cannot be empty.", registration(r -> r.containers = List.of()));
    }

    @Test
    void tenContainersAreAllowedAndElevenAreTooMany() {
        assertThat(DefinitionRules.check(registration(r -> r.containers = IntStream.range(0, 10)
                                .mapToObj(i -> named("c" + i))
                                .toList()))
                        .containers())
                .hasSize(10);
        refuses(
                "Too many containers.",
                registration(r -> r.containers =
                        IntStream.range(0, 11).mapToObj(i -> named("c" + i)).toList()));
    }

    @Test
    void aContainerNeedsAName() {
        refuses("Container.name should not be null or empty.", oneContainer(c -> c.name = null));
        refuses("Container.name should not be null or empty.", oneContainer(c -> c.name = ""));
        refuses("Container.name contains invalid characters.", oneContainer(c -> c.name = "a b"));
        refuses("Container.name longer than 255.", oneContainer(c -> c.name = "x".repeat(256)));
    }

    @Test
    void containerNamesAreUnique() {
        refuses(
                "Container.name 'app' is used more than once. Container names must be unique in a task definition.",
                registration(r -> r.containers = List.of(named("app"), named("b"), named("app"))));
    }

    @Test
    void oneContainerMustBeEssential() {
        refuses(
                "TaskDefinition must contain at least one essential container.",
                oneContainer(c -> c.essential = false));
    }

    @Test
    void anImageIsNeeded() {
        refuses("Container.image should not be null or empty.", oneContainer(c -> c.image = null));
        refuses("Container.image should not be null or empty.", oneContainer(c -> c.image = ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bb test", "$IMAGE", "bb:test ", "bb@sha256:abc", "bb@sha512:1", "bb;rm"})
    void anImageThatCannotBeOneIsRefusedInTheWordsOfEcs(String image) {
        refuses("Container.image contains invalid characters.", oneContainer(c -> c.image = image));
    }

    @Test
    void anImageMayBeNamedByTagOrDigestUpTo255Characters() {
        String digest = "@sha256:" + "0123456789abcdef".repeat(4);
        for (String image :
                List.of("x".repeat(255), "x".repeat(255) + digest, "reg.io:5000/a/b_c-d:1#2", "a:1" + digest)) {
            assertThat(DefinitionRules.check(oneContainer(c -> c.image = image))
                            .containers()
                            .getFirst()
                            .image())
                    .isEqualTo(image);
        }
        refuses("Container.image longer than 255.", oneContainer(c -> c.image = "x".repeat(256)));
        refuses("Container.image longer than 255.", oneContainer(c -> c.image = "x".repeat(256) + digest));
    }

    @Test
    void withoutTaskMemoryAContainerNeedsALimitOfItsOwn() {
        String message =
                "Invalid setting for container 'app'. At least one of 'memory' or 'memoryReservation' must be specified.";
        refuses(message, oneContainer(c -> c.memory = null));
        refuses(message, oneContainer(c -> c.memory = 0));
        assertThat(DefinitionRules.check(oneContainer(c -> {
                            c.memory = null;
                            c.memoryReservation = 64;
                        }))
                        .containers()
                        .getFirst()
                        .memory())
                .isNull();
        assertThat(DefinitionRules.check(registration(r -> {
                            r.memory = "512";
                            r.containers = List.of(container(c -> c.memory = null));
                        }))
                        .containers())
                .hasSize(1);
    }

    @Test
    void theHardLimitIsNotBelowTheSoftOne() {
        refuses(
                "Invalid setting for container 'app'. 'memory' must be greater than or equal to 'memoryReservation'.",
                oneContainer(c -> c.memoryReservation = 65));
        assertThat(DefinitionRules.check(oneContainer(c -> c.memoryReservation = 64)))
                .isNotNull();
    }

    @Test
    void lessThanFourMebibytesIsTooLittle() {
        refuses(
                "Invalid setting for container 'app'. 'memory' must be at least 4 MiB.",
                oneContainer(c -> c.memory = 3));
        refuses(
                "Invalid setting for container 'app'. 'memoryReservation' must be at least 4 MiB.",
                oneContainer(c -> c.memoryReservation = -1));
        assertThat(DefinitionRules.check(oneContainer(c -> c.memory = 4))).isNotNull();
    }

    @Test
    void aContainerDoesNotGetMoreMemoryThanItsTask() {
        refuses("The 'memory' setting for container 'app' is greater than for the task.", registration(r -> {
            r.memory = "512";
            r.containers = List.of(container(c -> c.memory = 513));
        }));
        refuses("The 'memoryReservation' setting for container 'app' is greater than for the task.", registration(r -> {
            r.memory = "512";
            r.containers = List.of(container(c -> {
                c.memory = null;
                c.memoryReservation = 513;
            }));
        }));
    }

    @Test
    void theContainersDoNotGetMoreCpuThanTheirTask() {
        refuses(
                "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.",
                registration(r -> {
                    r.cpu = "256";
                    r.containers = List.of(container(c -> c.cpu = 200), container(c -> {
                        c.name = "b";
                        c.cpu = 57;
                    }));
                }));
        refuses("Invalid 'cpu' setting for container 'app'.", oneContainer(c -> c.cpu = -1));
    }

    @Test
    void timeoutsAreAtLeastTwoSeconds() {
        refuses(
                "Granular start timeout on container 'app' must be at least 2 seconds.",
                oneContainer(c -> c.startTimeout = 1));
        refuses(
                "Granular stop timeout on container 'app' must be at least 2 seconds.",
                oneContainer(c -> c.stopTimeout = 1));
        assertThat(DefinitionRules.check(oneContainer(c -> c.stopTimeout = 3600)))
                .isNotNull();
    }

    @Test
    void anEnvironmentVariableNeedsAName() {
        refuses(
                "Container.environment.name should not be null or empty.",
                oneContainer(c -> c.environment = List.of(new EnvironmentDraft("", "x"))));
    }

    @Test
    void aNetworkModeOmittedStaysOmitted() {
        assertThat(DefinitionRules.check(registration(r -> {})).networkMode()).isNull();
        assertThat(DefinitionRules.check(registration(r -> r.networkMode = "none"))
                        .networkMode())
                .isEqualTo(NetworkMode.NONE);
    }

    @Test
    void portsAreReadByTheNetworkModeAndByBridgeWithoutOne() {
        assertThat(hostPortOf80(null)).isZero();
        assertThat(hostPortOf80("host")).isEqualTo(80);
    }

    private static int hostPortOf80(@Nullable String mode) {
        return DefinitionRules.check(registration(r -> {
                    r.networkMode = mode;
                    r.containers = List.of(container(c -> c.ports = List.of(new PortDraft(80, null, null, null))));
                }))
                .containers()
                .getFirst()
                .portMappings()
                .getFirst()
                .hostPort();
    }

    @Test
    void aNetworkModeNotBuiltYetSaysSo() {
        assertRejected(
                "UnsupportedFeatureException",
                "Roadstead does not support network mode awsvpc yet: use bridge, host or none.",
                () -> DefinitionRules.check(registration(r -> r.networkMode = "awsvpc")));
        refuses(
                "Network mode should be one of [bridge,host,awsvpc,none]",
                registration(r -> r.networkMode = "bridged"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"FARGATE", "MANAGED_INSTANCES"})
    void aCompatibilityNotBuiltYetSaysSo(String compatibility) {
        assertRejected(
                "UnsupportedFeatureException",
                "Roadstead does not support compatibility " + compatibility + " yet: use EC2 or EXTERNAL.",
                () -> DefinitionRules.check(
                        registration(r -> r.requiresCompatibilities = List.of("EC2", compatibility))));
    }

    @Test
    void aCompatibilityThatIsNoneIsRefused() {
        refuses(
                "requiresCompatibilities should be one of [EC2,FARGATE,EXTERNAL,MANAGED_INSTANCES]",
                registration(r -> r.requiresCompatibilities = List.of("ec2")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"arn:aws:iam::123456789012:user/x", "arn:aws:iam::1:role/x", "a role", "arn:aws:s3:::x"})
    void aRoleThatIsNoneIsRefusedInTheWordsOfEcs(String role) {
        refuses("Role is not valid", registration(r -> r.taskRoleArn = role));
        refuses("Role is not valid", registration(r -> r.executionRoleArn = role));
    }

    @Test
    void aDefinitionConstrainsPlacementByMemberOfOnly() {
        refuses(
                "constraint.type 'distinctInstance' is not supported.",
                registration(r -> r.constraints = List.of(new ConstraintDraft("distinctInstance", null))));
        refuses(
                "Placement constraint type should be one of [memberOf]",
                registration(r -> r.constraints = List.of(new ConstraintDraft("near", null))));
        refuses(
                "The memberOf placement constraint needs an expression, for example attribute:a == b.",
                registration(r -> r.constraints = List.of(new ConstraintDraft("memberOf", " "))));
        refuses(
                "Placement constraint expression longer than 2000.",
                registration(r -> r.constraints = List.of(new ConstraintDraft("memberOf", "x".repeat(2001)))));
        DefinitionRules.Checked longest = DefinitionRules.check(
                registration(r -> r.constraints = List.of(new ConstraintDraft("memberOf", "x".repeat(2000)))));
        assertThat(longest.placementConstraints()).hasSize(1);
    }

    @Test
    void tagsAreChecked() {
        assertInvalidParameter(
                "Tag key can not be empty.",
                () -> DefinitionRules.check(registration(r -> r.tags = List.of(new TagRules.Draft("", "x")))));
    }

    @Test
    void theRulesAreCheckedInTheOrderOfEcs() {
        Drafts.R wrong = new Drafts.R();
        wrong.cpu = "1";
        wrong.family = "a b";
        wrong.containers = List.of();
        wrong.networkMode = "bridged";
        refuses(
                "Invalid 'cpu' setting for task. For more information, see the Troubleshooting section of the Amazon"
                        + " ECS Developer Guide.",
                wrong.registration());
        wrong.cpu = null;
        refuses("Family contains invalid characters.", wrong.registration());
        wrong.family = "web";
        refuses("Container list cannot be empty.", wrong.registration());
        wrong.containers = List.of(container(c -> {
            c.essential = false;
            c.image = null;
        }));
        refuses("TaskDefinition must contain at least one essential container.", wrong.registration());
        wrong.containers = List.of(container(c -> c.image = null));
        refuses("Network mode should be one of [bridge,host,awsvpc,none]", wrong.registration());
        wrong.networkMode = "bridge";
        refuses("Container.image should not be null or empty.", wrong.registration());
    }

    private static void refuses(String message, Registration registration) {
        assertClientException(message, () -> DefinitionRules.check(registration));
    }
}
