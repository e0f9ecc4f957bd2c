package io.roadstead.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.agent.config.AgentConfig;
import io.roadstead.agent.config.AgentVariables;
import io.roadstead.agent.engine.TaskGroups;
import io.roadstead.agent.runtime.RuntimeInfo;
import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.Resources;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CapabilitiesTest {
    private static final RuntimeInfo HOST = new RuntimeInfo(
            "20.10.24",
            "1.25",
            "aarch64",
            2,
            4L << 30,
            List.of("json-file", "syslog"),
            List.of("local", "sshfs:latest"),
            "cgroupfs",
            1);

    private static AgentConfig config(String... more) {
        Map<String, String> variables = new HashMap<>(Map.of(
                "ECS_BACKEND_HOST", "http://127.0.0.1:1",
                "AWS_ACCESS_KEY_ID", "AK",
                "AWS_SECRET_ACCESS_KEY", "SK"));
        for (int i = 0; i < more.length; i += 2) {
            variables.put(more[i], more[i + 1]);
        }
        return AgentVariables.read(variables).config();
    }

    private static List<String> names(TaskGroups groups, AgentConfig config) {
        return Capabilities.attributes(HOST, groups, config, true, true).stream()
                .map(Attribute::name)
                .toList();
    }

    @Test
    void tasksWithRolesMayComeWhereTheyAreEnabledAndContainersReachTheEndpoint() {
        AgentConfig enabled =
                config("ECS_ENABLE_TASK_IAM_ROLE", "true", "ECS_ENABLE_TASK_IAM_ROLE_NETWORK_HOST", "true");
        String role = "com.amazonaws.ecs.capability.task-iam-role";
        assertThat(names(new TaskGroups.Off(), enabled)).contains(role, role + "-network-host");
        assertThat(names(new TaskGroups.Off(), config("ECS_ENABLE_TASK_IAM_ROLE", "true")))
                .contains(role)
                .doesNotContain(role + "-network-host");
        assertThat(Capabilities.attributes(HOST, new TaskGroups.Off(), enabled, false, true))
                .extracting(Attribute::name)
                .doesNotContain(role, role + "-network-host");
    }

    @Test
    void onlyWhatTheAgentReallyDoesIsClaimed() {
        assertThat(names(new TaskGroups.Off(), config()))
                .contains("ecs.capability.full-sync", "com.amazonaws.ecs.capability.logging-driver.json-file")
                .doesNotContain(
                        "ecs.capability.task-eni",
                        "com.amazonaws.ecs.capability.task-iam-role",
                        "ecs.capability.task-cpu-mem-limit");
    }

    @Test
    void orderRestartsAndRangesOfPortsAreKeptSoTasksThatAskForThemMayComeHere() {
        assertThat(names(new TaskGroups.Off(), config()))
                .contains(
                        "ecs.capability.container-ordering",
                        "ecs.capability.container-restart-policy",
                        "ecs.capability.network.container-port-range");
    }

    @Test
    void healthChecksAreClaimedUnlessTheyAreSwitchedOff() {
        assertThat(names(new TaskGroups.Off(), config())).contains("ecs.capability.container-health-check");
        assertThat(names(new TaskGroups.Off(), config("ECS_DISABLE_DOCKER_HEALTH_CHECK", "true")))
                .doesNotContain("ecs.capability.container-health-check");
    }

    @Test
    void securityModulesAreClaimedWhereTheOperatorSaysTheyAreThere() {
        assertThat(names(new TaskGroups.Off(), config()))
                .contains("com.amazonaws.ecs.capability.privileged-container")
                .doesNotContain("com.amazonaws.ecs.capability.selinux", "com.amazonaws.ecs.capability.apparmor");
        assertThat(names(
                        new TaskGroups.Off(),
                        config(
                                "ECS_SELINUX_CAPABLE", "true",
                                "ECS_APPARMOR_CAPABLE", "true",
                                "ECS_DISABLE_PRIVILEGED", "true")))
                .contains("com.amazonaws.ecs.capability.selinux", "com.amazonaws.ecs.capability.apparmor")
                .doesNotContain("com.amazonaws.ecs.capability.privileged-container");
    }

    @Test
    void apisNewerThanTheEnginesAreNotClaimed() {
        assertThat(names(new TaskGroups.Off(), config()))
                .contains("com.amazonaws.ecs.capability.docker-remote-api.1.25")
                .doesNotContain("com.amazonaws.ecs.capability.docker-remote-api.1.28");
    }

    @Test
    void limitsOfTasksAreClaimedWhereTheHostCanKeepThem() {
        assertThat(names(new TaskGroups.Paths(), config())).contains("ecs.capability.task-cpu-mem-limit");
        assertThat(names(new TaskGroups.Impossible("no"), config()))
                .doesNotContain("ecs.capability.task-cpu-mem-limit");
    }

    @Test
    void logDriversMustBeBothConfiguredAndThere() {
        assertThat(names(
                        new TaskGroups.Off(),
                        config("ECS_AVAILABLE_LOGGING_DRIVERS", "[\"syslog\",\"gelf\",\"none\"]")))
                .contains(
                        "com.amazonaws.ecs.capability.logging-driver.syslog",
                        "com.amazonaws.ecs.capability.logging-driver.none")
                .doesNotContain(
                        "com.amazonaws.ecs.capability.logging-driver.gelf",
                        "com.amazonaws.ecs.capability.logging-driver.json-file");
    }

    @Test
    void theArchitectureHasEcsOwnName() {
        assertThat(Capabilities.attributes(HOST, new TaskGroups.Off(), config(), true, true))
                .contains(new Attribute("ecs.cpu-architecture", "arm64"));
    }

    @Test
    void aHostSaysItsNameAndWhetherSystemdStartsItsAgentAgain() {
        assertThat(Capabilities.attributes(HOST, new TaskGroups.Off(), config("INVOCATION_ID", "0a1b"), true, false))
                .contains(new Attribute("roadstead.supervisor", "systemd"))
                .anyMatch(attribute -> attribute.name().equals("roadstead.host"));
        assertThat(Capabilities.attributes(HOST, new TaskGroups.Off(), config(), true, false))
                .contains(new Attribute("roadstead.supervisor", "none"));
    }

    @Test
    void anAgentMayOfferAShareOfItsHost() {
        Resources all = Capabilities.resources(HOST, config("ECS_RESERVED_MEMORY", "96"));
        assertThat(all.cpu()).isEqualTo(2048);
        assertThat(all.memory()).isEqualTo(4000);

        Resources share = Capabilities.resources(HOST, config("ROADSTEAD_CPU", "512", "ROADSTEAD_MEMORY", "1000"));
        assertThat(share.cpu()).isEqualTo(512);
        assertThat(share.memory()).isEqualTo(1000);
    }
}
