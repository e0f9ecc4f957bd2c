package io.roadstead.control.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.control.House;
import io.roadstead.control.access.TaskRoles.Mode;
import io.roadstead.control.gateway.TaskCredentials.Issued;
import io.roadstead.control.gateway.TaskCredentials.RoleType;
import io.roadstead.control.index.Keys;
import io.roadstead.core.RoleSessions;
import io.roadstead.core.model.Cluster;
import io.roadstead.core.model.LaunchType;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.model.TaskOverride;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;

class TaskRolesTest {
    private static final String APP = "arn:aws:iam::000000000000:role/app";
    private static final String EXECUTION = "arn:aws:iam::000000000000:role/execution";

    private final House house = new House();
    private final Keyring master = Keyring.random();
    private final Trusting roles = new Trusting();

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aTaskWhoseRolesMayBeAssumedMayStart() {
        roles.assumable.addAll(Set.of(APP, EXECUTION));
        assertThat(refusal(Mode.ENFORCE, TaskOverride.NONE)).isEmpty();
        assertThat(roles.asked)
                .containsExactly(
                        new RoleSessions.Assumption(
                                "000000000000",
                                APP,
                                "ecs-tasks.amazonaws.com",
                                "arn:aws:ecs:us-east-1:000000000000:task/default/*"),
                        new RoleSessions.Assumption(
                                "000000000000",
                                EXECUTION,
                                "ecs-tasks.amazonaws.com",
                                "arn:aws:ecs:us-east-1:000000000000:task/default/*"));
    }

    @Test
    void aRoleThatMayNotBeAssumedIsRefusedInEcsWords() {
        roles.assumable.add(APP);
        assertThat(refusal(Mode.ENFORCE, TaskOverride.NONE))
                .contains("ECS was unable to assume the role '" + EXECUTION
                        + "' that was provided for this task. Please verify that the role being passed has the proper"
                        + " trust relationship and permissions and that your IAM user has permissions to pass this"
                        + " role.");
        assertThat(refusal(Mode.AUDIT, TaskOverride.NONE)).isEmpty();
        assertThat(refusal(Mode.OFF, TaskOverride.NONE)).isEmpty();
    }

    @Test
    void anOverriddenRoleIsTheOneThatCounts() {
        roles.assumable.addAll(Set.of(APP, EXECUTION));
        TaskOverride other = new TaskOverride(List.of(), null, null, "other", null);
        assertThat(refusal(Mode.ENFORCE, other))
                .hasValueSatisfying(text -> assertThat(text).contains("assume the role 'other' that"));
        assertThat(roles.asked.getLast().roleArn()).isEqualTo("arn:aws:iam::000000000000:role/other");
    }

    @Test
    void aTasksSessionIsNamedAfterItAndLastsSixHours() {
        roles.assumable.add(APP);
        Issued issued = issue(Mode.ENFORCE, RoleType.TASK_APPLICATION).orElseThrow();
        assertThat(issued.sessionToken()).isEqualTo(APP + " " + "a".repeat(32));
        assertThat(issued.expiration()).isEqualTo(house.now.plus(Duration.ofHours(6)));
    }

    @Test
    void aRoleThatTrustsNoMoreGivesNoFurtherCredentials() {
        assertThat(issue(Mode.ENFORCE, RoleType.TASK_APPLICATION)).isEmpty();
        assertThat(issue(Mode.AUDIT, RoleType.TASK_APPLICATION)).isPresent();
        assertThat(issue(Mode.OFF, RoleType.TASK_APPLICATION)).isPresent();
    }

    @Test
    void aRefreshKeepsTheIdThatContainersKnowAndNobodyElseCanComputeIt() {
        String id = issue(Mode.OFF, RoleType.TASK_APPLICATION).orElseThrow().credentialsId();
        house.now = house.now.plus(Duration.ofHours(1));
        assertThat(issue(Mode.OFF, RoleType.TASK_APPLICATION).orElseThrow().credentialsId())
                .isEqualTo(id);
        assertThat(issue(Mode.OFF, RoleType.TASK_EXECUTION).orElseThrow().credentialsId())
                .isNotEqualTo(id);
        assertThat(new TaskRoles(roles, Keyring.random(), Mode.OFF)
                        .issue(task(), RoleType.TASK_APPLICATION, APP, house.now)
                        .orElseThrow()
                        .credentialsId())
                .isNotEqualTo(id);
    }

    @Test
    void theIdThatContainersKnowSurvivesARotationOfTheMasterKey() throws IOException {
        Task task = task();
        TaskRoles issuing = new TaskRoles(roles, master, Mode.OFF);
        String id = issuing.issue(task, RoleType.TASK_APPLICATION, APP, house.now)
                .orElseThrow()
                .credentialsId();
        master.rotate(house.now.plusSeconds(1));
        assertThat(issuing.issue(task, RoleType.TASK_APPLICATION, APP, house.now.plus(Duration.ofHours(1)))
                        .orElseThrow()
                        .credentialsId())
                .isEqualTo(id);
    }

    private Optional<String> refusal(Mode mode, TaskOverride overrides) {
        house.cluster("default");
        Cluster cluster = house.index
                .find(Keys.cluster(House.SCOPE, "default"), Cluster.class)
                .orElseThrow();
        house.call(
                RegisterTaskDefinitionRequest.builder()
                        .family("f")
                        .taskRoleArn(APP)
                        .executionRoleArn(EXECUTION)
                        .containerDefinitions(ContainerDefinition.builder()
                                .name("main")
                                .image("busybox")
                                .memory(16)
                                .build())
                        .build(),
                SdkPojo.class);
        TaskDefinition definition = house.index
                .find(Keys.taskDefinition(House.SCOPE, "f", 1), TaskDefinition.class)
                .orElseThrow();
        return new TaskRoles(roles, master, mode).refusal(cluster, definition, overrides);
    }

    private Optional<Issued> issue(Mode mode, RoleType type) {
        return new TaskRoles(roles, master, mode).issue(task(), type, APP, house.now);
    }

    private Task task() {
        return new Task(
                House.SCOPE,
                "default",
                "a".repeat(32),
                "f",
                1,
                "b".repeat(32),
                LaunchType.EC2,
                "us-east-1a",
                "family:f",
                null,
                null,
                null,
                TaskOverride.NONE,
                List.of(),
                house.now,
                1,
                Task.Desired.RUN,
                Task.Observed.pending(List.of()),
                null,
                false);
    }

    /** Lets the roles be assumed that it was told of. */
    private static final class Trusting implements RoleSessions {
        final Set<String> assumable = new HashSet<>();
        final List<Assumption> asked = new ArrayList<>();

        @Override
        public Optional<String> objection(Assumption assumption) {
            asked.add(assumption);
            return assumable.contains(assumption.roleArn()) ? Optional.empty() : Optional.of("nobody trusts anybody");
        }

        @Override
        public Session open(Assumption assumption, String sessionName, Duration lifetime, Instant now) {
            return new Session(
                    assumption.roleArn(),
                    "ASIA",
                    "secret",
                    assumption.roleArn() + " " + sessionName,
                    now.plus(lifetime));
        }
    }
}
